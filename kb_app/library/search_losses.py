"""What texts not yet published would lose of the search cases, asked before they are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Document, Kind, SearchCase
from kb_app.library import search_replay
from kb_app.library.library import Library
from kb_app.library.reading import read

_SEARCHED = frozenset(
    {
        *(Kind.SHEET, Kind.OPERATOR, Kind.TREE),
        *(Kind.SYNONYMS, Kind.SEARCH_CASES, Kind.FIGURES, Kind.GLOSSARY),
    }
)
"""What search reads: no other document changes what it finds."""
_REMEMBERED = 16


class Losses:
    """Asks the cases again of the library with texts in it, beside the index in service.

    The same texts beside the same library are asked of once: a review is read, then published.
    """

    def __init__(self, library: Library, served: Path) -> None:
        self._library = library
        self._served = served
        self._lost = lru_cache(_REMEMBERED)(self._ask)

    def sentences(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """Return a sentence for each question lost, and for each new one that finds nothing.

        Texts that cannot be read are left out: their mistakes are told elsewhere.
        """
        kept = {path: text for path, text in texts.items() if kind_of(path) in _SEARCHED}
        if not kept:
            return ()
        snapshot = self._library.refresh()
        known = {case.question for case in snapshot.search_cases}
        lost = self._lost(snapshot.sequence, snapshot.day.toordinal(), tuple(sorted(kept.items())))
        return tuple(_sentence(case, case.question in known) for case in lost)

    def of(self, documents: Mapping[str, Document]) -> tuple[SearchCase, ...]:
        """Return the questions that find their sheet today and would not with these documents."""
        snapshot = self._library.refresh()
        known = {case.question for case in snapshot.search_cases}
        searched = {p: document for p, document in documents.items() if kind_of(p) in _SEARCHED}
        if not known or not searched:
            return ()
        lost = search_replay.lost_by(snapshot, searched, self._served)
        return tuple(case for case in lost if case.question in known)

    def _ask(
        self, sequence: int, day: int, texts: tuple[tuple[str, str], ...]
    ) -> tuple[SearchCase, ...]:
        """Ask beside the library as it is; its sequence and day tell one call from another."""
        readings = {path: read(path, text, whole=False).document for path, text in texts}
        documents = {path: document for path, document in readings.items() if document}
        return search_replay.lost_by(self._library.snapshot(), documents, self._served)


def _sentence(case: SearchCase, was_known: bool) -> str:
    codes = " ou ".join(case.codes)
    question = f"« {case.question} »"
    if was_known:
        return f"Cette version fait perdre la question {question} ({codes} attendue)."
    return f"La question {question} ne trouve pas encore {codes} parmi les premières fiches."
