"""What Whoosh's files say of the live documents; nothing else of search reads Whoosh."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from kb_app.knowledge.search.fields import FIELDS
from kb_app.knowledge.search.writing import HEAD, SHOWN, Head, Shown, head_of, schema


class Reader:
    """One index folder, open. Not safe for threads: Whoosh's files have one reading place."""

    def __init__(self, place: Path) -> None:
        self._whoosh = FileIndex(FileStorage(str(place)), schema()).reader()
        self._leaves = self._whoosh.leaf_readers()
        self.heads: dict[int, Head] = {}
        for leaf, offset in self._leaves:
            documents = list(leaf.all_doc_ids())
            heads = leaf.column_reader(HEAD) if documents else ()
            self.heads |= {offset + d: head_of(heads[d]) for d in documents}
        self.lengths = {field.name: self._lengths(field.name) for field in FIELDS}
        """By field, the number of terms of each document, as Whoosh rounds it."""

    def shown(self, document: int) -> Shown:
        """Return what a result shows of the document."""
        shown: Shown = self._whoosh.stored_fields(document)[SHOWN]
        return shown

    def occurrences(self, field: str, term: str) -> Iterator[tuple[int, float]]:
        """Yield each document that holds the term in the field, and how many times."""
        for leaf, offset in self._leaves:
            if (field, term) in leaf:
                matcher = leaf.postings(field, term)
                while matcher.is_active():
                    yield offset + matcher.id(), matcher.weight()
                    matcher.next()

    def positions(self, field: str, term: str) -> Iterator[tuple[int, list[int]]]:
        """Yield each document that holds the term in the field, and where, in terms."""
        for leaf, offset in self._leaves:
            if (field, term) in leaf:
                matcher = leaf.postings(field, term)
                while matcher.is_active():
                    yield offset + matcher.id(), matcher.value_as("positions")
                    matcher.next()

    def dump(self) -> dict[str, object]:
        """Return everything the live documents put in the index, by path, in no Whoosh order."""
        paths = {document: head[0] for document, head in self.heads.items()}
        postings: dict[str, object] = {}
        for field in (field.name for field in FIELDS):
            for term in {t.decode() for f, t in self._whoosh.all_terms() if f == field}:
                weights = dict(self.occurrences(field, term))
                places = dict(self.positions(field, term))
                if weights:
                    postings[f"{field}:{term}"] = {
                        paths[d]: (weight, places[d]) for d, weight in weights.items()
                    }
        return {
            "heads": {head[0]: head for head in self.heads.values()},
            "shown": {path: self.shown(document) for document, path in paths.items()},
            "lengths": {
                field: {path: lengths[document] for document, path in paths.items()}
                for field, lengths in self.lengths.items()
            },
            "postings": postings,
        }

    def _lengths(self, field: str) -> array[int]:
        lengths = array("I", bytes(4 * self._whoosh.doc_count_all()))
        for document in self.heads:
            lengths[document] = self._whoosh.doc_field_length(document, field, 0) or 0
        return lengths
