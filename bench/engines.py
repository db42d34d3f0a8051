"""Ours and two ordinary engines on the same entries: what our search is held against.

Tantivy and SQLite FTS5 are set up as a good programmer would in an afternoon: accents folded, the
title worth more, any of the words enough, the ten best. All three leave out the same stop words,
which is kind to the two others: with all words FTS5 takes four times as long and tantivy twice,
and both answer less well.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import tantivy

from bench.asked import shipped_expansions
from kb_app.knowledge.search.analysis import STOP_WORDS, fold
from kb_app.knowledge.search.index import build, open_index
from kb_app.knowledge.search.model import Entry, Scope

DEPTH = 10
"""Results asked for."""

Find = Callable[[str], list[str]]
"""From a question to the paths of the best entries, best first."""

_WORD = re.compile(r"\w+")
_FRENCH = "french"
_FIELDS = ("title", "text")


@dataclass(frozen=True, slots=True)
class Engine:
    build: Callable[[Path, Iterable[Entry]], None]
    """Write an index of the entries into an empty folder."""
    open: Callable[[Path], Find]
    """Open that index, remembering nothing of the questions asked before."""


def _build_ours(folder: Path, entries: Iterable[Entry]) -> None:
    build(folder, entries, sequence=0)


def _open_ours(folder: Path) -> Find:
    index = open_index(folder)
    assert index is not None
    expansions = shipped_expansions()
    index.prepare(expansions, Scope.PUBLIC)

    def find(question: str) -> list[str]:
        return index.paths(question, Scope.PUBLIC, expansions, DEPTH)

    return find


def _build_tantivy(analyzer: tantivy.TextAnalyzer, folder: Path, entries: Iterable[Entry]) -> None:
    schema = tantivy.SchemaBuilder()
    for name in _FIELDS:
        schema.add_text_field(name, tokenizer_name=_FRENCH)
    schema.add_text_field("path", stored=True, tokenizer_name="raw")
    index = tantivy.Index(schema.build(), path=str(folder))
    index.register_tokenizer(_FRENCH, analyzer)
    # One thread, so one segment and the same answers each time; its questions are quicker for it.
    writer = index.writer(num_threads=1)
    for entry in entries:
        writer.add_document(tantivy.Document(path=entry.path, title=entry.title, text=_text(entry)))
    writer.commit()
    writer.wait_merging_threads()


def _open_tantivy(analyzer: tantivy.TextAnalyzer, folder: Path) -> Find:
    index = tantivy.Index.open(str(folder))
    index.register_tokenizer(_FRENCH, analyzer)
    searcher = index.searcher()
    fields, boosts = list(_FIELDS), {"title": 3.0}

    def find(question: str) -> list[str]:
        # In lower case, no word is an operator of its language.
        words = " ".join(_WORD.findall(question.lower()))
        query = index.parse_query(words, fields, field_boosts=boosts)
        return [searcher.doc(place)["path"][0] for _, place in searcher.search(query, DEPTH).hits]

    return find


def _tantivy(*first: tantivy.Filter) -> Engine:
    """Return tantivy with its French stemmer, after these filters."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), *first):
        builder = builder.filter(each)
    analyzer = builder.filter(tantivy.Filter.stemmer(_FRENCH)).build()
    return Engine(partial(_build_tantivy, analyzer), partial(_open_tantivy, analyzer))


def _build_fts5(folder: Path, entries: Iterable[Entry]) -> None:
    rows = ((entry.path, entry.title, _text(entry)) for entry in entries)
    with closing(sqlite3.connect(folder / "sheets.sqlite3")) as connection, connection:
        connection.execute(
            "CREATE VIRTUAL TABLE sheets USING fts5"
            "(path UNINDEXED, title, text, tokenize = 'unicode61 remove_diacritics 2')"
        )
        connection.executemany("INSERT INTO sheets VALUES (?, ?, ?)", rows)
        connection.execute("INSERT INTO sheets(sheets, rank) VALUES ('rank', 'bm25(0, 5.0, 1.0)')")
        connection.execute("INSERT INTO sheets(sheets) VALUES ('optimize')")


def _open_fts5(folder: Path) -> Find:
    connection = sqlite3.connect(folder / "sheets.sqlite3")
    select = f"SELECT path FROM sheets WHERE sheets MATCH ? ORDER BY rank LIMIT {DEPTH}"

    def find(question: str) -> list[str]:
        words = _WORD.findall(fold(question))
        kept = [word for word in words if word not in STOP_WORDS] or words
        match = " OR ".join(f'"{word}"' for word in kept)
        return [path for (path,) in connection.execute(select, (match,))] if match else []

    return find


def _text(entry: Entry) -> str:
    """Return in one text all the reader may search but the title."""
    return "\n".join(_parts(entry))


def _parts(entry: Entry) -> Iterator[str]:
    yield from (entry.code, entry.summary, entry.body)
    yield from (*entry.visitor_words, *entry.operator_names, *entry.headings)


OURS = "relais"
TANTIVY = "tantivy"
ENGINES: Mapping[str, Engine] = {
    OURS: Engine(_build_ours, _open_ours),
    TANTIVY: _tantivy(),
    # Our small words are taken out of its questions and its index: it never reads their postings.
    "tantivy, no small words": _tantivy(tantivy.Filter.custom_stopword(sorted(STOP_WORDS))),
    "FTS5": Engine(_build_fts5, _open_fts5),
}
