from __future__ import annotations

from itertools import count
from math import log2
from pathlib import Path

import pytest

from kb_app.knowledge.search.evaluate import (
    entry_of,
    evaluate,
    hit,
    ndcg,
    read_rows,
    reciprocal_rank,
)


def test_ndcg_of_values_computed_by_hand() -> None:
    grades = {"a": 3, "b": 1}
    # Gains 7 and 1; ideal 7/log2(2) + 1/log2(3).
    ideal = 7 + 1 / log2(3)
    assert ndcg(["a", "b"], grades) == 1
    assert ndcg(["b", "a"], grades) == pytest.approx((1 + 7 / log2(3)) / ideal)
    assert ndcg(["x", "x2", "a"], grades) == pytest.approx((7 / 2) / ideal)
    assert ndcg(["b", "a"], grades) == pytest.approx(0.7098, abs=1e-4)
    assert ndcg([], grades) == 0
    assert ndcg(["a"], {}) == 0


def test_only_the_first_ten_results_count() -> None:
    eleven = [*"xxxxxxxxxx", "a"]
    assert (ndcg(eleven, {"a": 1}), hit(eleven, {"a": 1}), reciprocal_rank(eleven, {"a": 1})) == (
        0, 0, 0,
    )  # fmt: skip
    assert ndcg(eleven[1:], {"a": 1}) == pytest.approx(1 / log2(11))
    assert hit(eleven[1:], {"a": 1}) == 1
    assert reciprocal_rank(eleven[1:], {"a": 1}) == pytest.approx(0.1)


def test_a_grade_of_zero_is_not_an_answer() -> None:
    assert hit(["a"], {"a": 0}) == 0
    assert reciprocal_rank(["a", "b"], {"a": 0, "b": 2}) == 0.5


def test_figures_are_averaged_by_topic_and_by_set(tmp_path: Path) -> None:
    corpus: list[dict[str, str]] = [
        {"id": "c", "title": "Carte grise", "theme": "Voiture", "text": "En ligne."},
        {"id": "l", "title": "Loyer impayé", "text": "À la mairie."},
    ]

    def judged(query: str, doc: str, topic: str, name: str = "one") -> dict[str, object]:
        return {"query": query, "doc_id": doc, "grade": 1, "topic": topic, "set": name}

    qrels = [
        judged("carte", "c", "cards"),
        judged("carte grise", "c", "cards"),
        judged("passeport", "c", "cards"),
        judged("loyer", "l", ""),
        judged("voiture", "c", "cars", "two"),
    ]
    ticks = count()
    figures = evaluate(corpus, qrels, tmp_path, lambda: float(next(ticks)))
    # Topic "cards": 2 of 3 questions; the question without a topic: 1 of 1.
    mean = round((2 / 3 + 1) / 2, 4)
    assert figures == {
        "sets": {
            "one": {"topics": 2, "hit@10": mean, "mrr@10": mean, "ndcg@10": mean},
            "two": {"topics": 1, "hit@10": 1.0, "mrr@10": 1.0, "ndcg@10": 1.0},
        },
        "p50_ms": 1000.0,
        "p95_ms": 1000.0,
        "build_s": 1.0,
    }


def test_a_row_may_lack_its_theme_and_what_search_does_not_use() -> None:
    made = entry_of({"id": "sp:F1", "title": "T", "text": "X"})
    assert (made.path, made.headings, made.body) == ("sp:F1", (), "X")
    assert made.digest != entry_of({"id": "sp:F1", "title": "T", "text": "Y"}).digest


def test_rows_are_read_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": "é"}\n\n{"id": "2"}\n', "utf-8")
    assert read_rows(tmp_path / "rows.jsonl") == [{"id": "é"}, {"id": "2"}]
