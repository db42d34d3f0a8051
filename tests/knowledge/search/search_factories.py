"""Entries and indexes for the tests of search: one short function per value."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from kb_app.knowledge.search.index import Index, build, open_index
from kb_app.knowledge.search.model import Entry, Results

WORDS = (
    "carte", "grise", "vitale", "allocation", "logement", "demande", "retraite", "permis", "loyer",
    "impôt", "élève",
)  # fmt: skip


def entry(path: str = "operators/caf/rsa.md", **changes: Any) -> Entry:
    """Return a small sheet; its digest follows what it holds."""
    made = Entry(
        path=path, kind="sheet", code="", title=path, operator="caf",
        operator_name="Caisse d’allocations familiales", operator_names=(), ending="autonomie",
        summary="", visitor_words=(), headings=(), body="", agent_body="", digest="",
    )  # fmt: skip
    made = replace(made, **changes)
    return replace(made, digest=hashlib.sha256(repr(made).encode()).hexdigest())


def random_entry(random: Random, path: str) -> Entry:
    """Return an entry of a few random words in every field."""

    def some(most: int) -> str:
        return " ".join(random.choices(WORDS, k=random.randint(0, most)))

    return entry(
        path, code=f"CAF-{random.randint(1, 99):02}", title=some(4), summary=some(8),
        visitor_words=tuple(some(3) for _ in range(random.randint(0, 3))), body=some(60),
        agent_body=some(20), operator=random.choice(("caf", "cpam")),
        ending=random.choice(("autonomie", "referent", "")),
    )  # fmt: skip


def opened(folder: Path, *entries: Entry) -> Index:
    """Return the index of these entries alone."""
    build(folder, entries, sequence=1)
    index = open_index(folder)
    assert index is not None
    return index


def paths(results: Results) -> list[str]:
    return [result.path for result in results.results]
