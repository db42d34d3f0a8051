"""Numbers and times of a walk, as they are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kb_app.knowledge.triage.exploring.remaining import Remaining
from kb_app.knowledge.triage.terms import Span, Unit
from kb_app.web.views.desk import span_words
from kb_app.web.views.told import ago, left_words, length_words

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("least", "most", "left", "length"),
    [
        (0, 0, None, "aucune question"),
        (1, 1, "Dernière question", "1 question"),
        (2, 2, "Encore 2 questions", "2 questions"),
        (1, 4, "Encore 1 à 4 questions", "1 à 4 questions"),
    ],
)
def test_how_many_questions_are_left(least: int, most: int, left: str | None, length: str) -> None:
    assert left_words(Remaining(least, most)) == left
    assert length_words(Remaining(least, most)) == length


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=1), "il y a 1\u00a0min"),
        (timedelta(minutes=59, seconds=59), "il y a 59\u00a0min"),
        (timedelta(hours=1), "il y a 1\u00a0h"),
        (timedelta(hours=11, minutes=59), "il y a 11\u00a0h"),
    ],
)
def test_how_long_ago(passed: timedelta, said: str) -> None:
    assert ago(NOW - passed, NOW) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (Span(72, Unit.HOURS), "72\u00a0heures"),
        (Span(1, Unit.DAYS), "1\u00a0jour"),
        (Span(1, Unit.MONTHS), "1\u00a0mois"),
    ],
)
def test_a_promised_delay(span: Span, said: str) -> None:
    assert span_words(span) == said
