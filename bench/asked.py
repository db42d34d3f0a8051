"""Questions people typed, from the measuring corpus."""

from __future__ import annotations

import random

from bench.instance import corpus
from kb_app.knowledge.search.evaluate import read_rows

SEED = 20261124


def questions(count: int) -> list[str]:
    """Return that many different questions, or all there are, drawn evenly: always the same."""
    rows = read_rows(corpus() / "questions.dev.jsonl")
    different = sorted({row["query"] for row in rows})
    return random.Random(SEED).sample(different, min(count, len(different)))
