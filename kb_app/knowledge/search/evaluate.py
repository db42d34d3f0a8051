"""How well search answers questions whose answers are known: the measures behind `kb eval`."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum, log2
from pathlib import Path
from statistics import fmean, quantiles

from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.knowledge.search.expansions import NONE, Expansions
from kb_app.knowledge.search.index import build, open_index
from kb_app.knowledge.search.model import Entry, Scope

DEPTH = 10
"""Results looked at in every measure."""
Grades = Mapping[str, int]
"""Document to how well it answers; an absent one does not."""


def ndcg(found: Sequence[str], grades: Grades) -> float:
    """Return nDCG@10 with gain 2^grade − 1 (Burges et al. 2005), 0 when nothing answers."""
    ideal = _dcg(sorted(grades.values(), reverse=True))
    return _dcg([grades.get(document, 0) for document in found]) / ideal if ideal else 0.0


def reciprocal_rank(found: Sequence[str], grades: Grades) -> float:
    """Return 1/rank of the first document that answers, 0 when it is not in the first ten."""
    ranks = (rank for rank, document in enumerate(found[:DEPTH], 1) if grades.get(document, 0) > 0)
    return 1 / next(ranks, float("inf"))


def hit(found: Sequence[str], grades: Grades) -> float:
    """Return 1 when one of the first ten documents answers, else 0."""
    return float(any(grades.get(document, 0) > 0 for document in found[:DEPTH]))


MEASURES = {"hit@10": hit, "mrr@10": reciprocal_rank, "ndcg@10": ndcg}


def evaluate(
    corpus: Iterable[Mapping[str, str]],
    qrels: Iterable[Mapping[str, object]],
    folder: Path,
    clock: Callable[[], float],
    expansions: Expansions = NONE,
) -> dict[str, object]:
    """Index the corpus in an empty folder, ask every question, and return the figures.

    The result has the form of `kb eval --json`: sets, p50_ms, p95_ms, build_s. Measures are
    means over topics of means over a topic's questions; a question without a topic is its own.
    `clock` gives seconds.
    """
    started = clock()
    build(folder, map(entry_of, corpus), sequence=0)
    built = clock() - started
    index = open_index(folder)
    assert index is not None
    judged, topics = judgements(qrels)
    times: list[float] = []
    values: dict[str, dict[str, list[Sequence[float]]]] = defaultdict(lambda: defaultdict(list))
    for (name, question), grades in judged.items():
        started = clock()
        found = index.paths(question[:LONGEST_QUESTION], Scope.PUBLIC, expansions, DEPTH)
        times.append((clock() - started) * 1000)
        row = [measure(found, grades) for measure in MEASURES.values()]
        values[name][topics[name, question]].append(row)
    percentiles = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return {
        "sets": {name: _means(of_topic) for name, of_topic in sorted(values.items())},
        "p50_ms": round(percentiles[49], 2) if times else 0.0,
        "p95_ms": round(percentiles[94], 2) if times else 0.0,
        "build_s": round(built, 2),
    }


def entry_of(row: Mapping[str, str]) -> Entry:
    """Make an entry of a row of a corpus: its id is the path, its theme a heading."""
    text = json.dumps(row, sort_keys=True)
    return Entry(
        path=row["id"],
        kind="sheet",
        code="",
        title=row["title"],
        operator="",
        operator_name="",
        operator_names=(),
        ending="",
        summary="",
        visitor_words=(),
        headings=(row["theme"],) if row.get("theme") else (),
        body=row["text"],
        agent_body="",
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def read_rows(file: Path) -> list[dict[str, str]]:
    """Read a JSONL file, one object a line."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _dcg(grades: Sequence[int]) -> float:
    return fsum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades[:DEPTH], 1))


def judgements(
    qrels: Iterable[Mapping[str, object]],
) -> tuple[dict[tuple[str, str], dict[str, int]], dict[tuple[str, str], str]]:
    """Return the grades and the topic of each question, both by set and question."""
    judged: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    topics: dict[tuple[str, str], str] = {}
    for row in qrels:
        question = str(row["query"])
        key = str(row.get("set", "")), question
        judged[key][str(row["doc_id"])] = int(str(row["grade"]))
        topics[key] = str(row.get("topic") or question)
    return judged, topics


def _means(of_topic: Mapping[str, list[Sequence[float]]]) -> dict[str, float]:
    rows = [[fmean(column) for column in zip(*rows, strict=True)] for rows in of_topic.values()]
    means = [round(fmean(column), 4) for column in zip(*rows, strict=True)]
    return {"topics": len(of_topic), **dict(zip(MEASURES, means, strict=True))}
