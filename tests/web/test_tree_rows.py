"""Numbers and days of the figures of trees, said in French: values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.people.visits.closing import Cell, Counted
from kb_app.people.visits.figures import figures
from kb_app.web.views.tree_detail import seconds_words
from kb_app.web.views.tree_drawing import counts, drawn
from kb_app.web.views.tree_rows import finished, review
from tests.factories import TODAY
from tests.trees import tree_of

TREE = tree_of(
    """
    q: { demander: Quoi ?, reponses: { a: { va: r }, b: { va: seul } }, ne_sait_pas: contact }
    r: { demander: Et ?, reponses: { c: { va: seul }, d: { va: ensemble } }, ne_sait_pas: contact }
    """,
    "alertes: [ { si: { q: b }, va: contact } ]\n",
)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "0 s"), (7.5, "8 s"), (60.0, "1 min"), (95.0, "1 min 35 s")],
)
def test_a_time_is_said_in_minutes_and_seconds(seconds: float, words: str) -> None:
    assert seconds_words(seconds).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (date(2026, 11, 22), "late", "À relire depuis le"),
        (date(2026, 12, 22), "soon", "À relire avant le"),
        (date(2027, 4, 1), "ok", "À relire avant le"),
    ],
)
def test_a_tree_says_when_it_is_to_be_read_again(day: date, state: str, words: str) -> None:
    fresh = review(replace(TREE.file, review_before=day), TODAY)
    assert fresh
    assert (fresh.state, fresh.words, fresh.day) == (state, words, day)


def test_a_tree_without_a_day_to_be_read_again_has_none() -> None:
    assert review(TREE.file, TODAY) is None


def test_visits_that_arrived_are_hidden_with_those_that_did_not() -> None:
    entered, left = Cell(Counted.ENTERED), Cell(Counted.INCOMPLETE)
    assert finished(figures({entered: 20, left: 8})) == 12
    some = {entered: 20, left: 3, Cell(Counted.OUTCOME, Ending.ASSISTED, "ensemble"): 17}
    assert figures(some).visits == 20
    assert finished(figures(some)) is None


def test_an_alert_is_drawn_with_the_visits_of_every_question_it_cut_short() -> None:
    """Unless « ne sait pas » leads to the same place: then nobody can say which it was."""
    tally = {
        Cell(Counted.ENTERED): 30,
        Cell(Counted.ARROW, "r", "contact"): 9,
        Cell(Counted.ARROW, "q", "contact"): 6,
    }
    by_own_answer = counts(TREE, figures(tally))
    assert by_own_answer
    assert by_own_answer.ways[ALERTS, "contact"] is None
    only_alerts = replace(
        TREE,
        questions={id: replace(q, unknown=None) for id, q in TREE.questions.items()},
    )
    cut_short = counts(only_alerts, figures(tally))
    assert cut_short
    assert cut_short.ways[ALERTS, "contact"] == 15


def test_nothing_is_counted_on_a_tree_nobody_visited() -> None:
    nothing = figures({})
    assert counts(TREE, nothing) is None
    shown = drawn(TREE, nothing)
    said = [shape.said for shape in shown.picture.shapes]
    said += [line.text for _, line in shown.lines]
    assert said
    assert not [each for each in said if "visite" in each]
