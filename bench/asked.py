"""Questions people typed, from the measuring corpus."""

from __future__ import annotations

import random
from functools import lru_cache

from bench.instance import ROOT, corpus
from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.content.read import read
from kb_app.knowledge.search.evaluate import read_rows
from kb_app.knowledge.search.expansions import Expansions, expansions_of

SEED = 20261124


def questions(count: int) -> list[str]:
    """Return that many different questions, or all there are, drawn evenly: always the same."""
    rows = read_rows(corpus() / "questions.dev.jsonl")
    different = sorted({row["query"] for row in rows})
    return random.Random(SEED).sample(different, min(count, len(different)))


def shipped_synonyms() -> Synonyms:
    path = "vocabulary/synonyms.yaml"
    document = read(path, (ROOT / "content" / path).read_text("utf-8")).document
    assert isinstance(document, Synonyms)
    return document


@lru_cache
def shipped_expansions() -> Expansions:
    """Return what the shipped vocabulary says words also mean."""
    return expansions_of(shipped_synonyms())
