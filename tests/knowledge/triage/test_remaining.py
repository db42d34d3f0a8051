"""« Encore 2 à 4 questions » is counted on real visits, and is never a lie."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.knowledge.triage.exploring import remaining as room
from kb_app.knowledge.triage.exploring.explore import explore
from kb_app.knowledge.triage.exploring.remaining import Remaining, remaining
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk
from tests.knowledge.triage.case_values import example
from tests.timing import seconds
from tests.trees import tree_of

TODAY = date(2026, 11, 22)
VITALE = example()

ROOT = """
q: { demander: Pour qui ?, ne_sait_pas: interdit,
  reponses: { moi: { va: age }, autre: { va: mandat } } }
mandat: { type: oui_non, demander: Un mandat ?, ne_sait_pas: contact,
  reponses: { oui: { va: age }, non: { va: contact } } }
age: { type: nombre, demander: Âge ?, min: 0, max: 99, ne_sait_pas: ensemble,
  puis: [{ si: { age: "< 12" }, va: seul }, { sinon: fin }] }
fin: { type: oui_non, demander: Fin ?, ne_sait_pas: ensemble,
  puis: [{ si: { q: moi }, va: seul }, { sinon: encore }] }
encore: { type: oui_non, demander: Encore ?, ne_sait_pas: ensemble,
  puis: [{ sinon: contact }] }
"""


@pytest.mark.parametrize(
    ("answers", "least", "most"),
    [
        ({}, 2, 5),
        ({"q": "moi"}, 1, 2),
        ({"q": "autre"}, 1, 4),
        ({"q": "autre", "mandat": "oui"}, 1, 3),
        ({"q": "autre", "mandat": "oui", "age": 40}, 1, 2),
        ({"q": "moi", "age": 40}, 1, 1),
        ({"q": "moi", "age": 11}, 0, 0),
    ],
)
def test_the_question_that_waits_is_counted(
    answers: dict[str, object], least: int, most: int
) -> None:
    """With q = moi the arrows alone would promise one question more."""
    assert remaining(tree_of(ROOT), answers, TODAY) == Remaining(least, most)


def test_an_answer_off_the_path_counts_for_nothing() -> None:
    tree = tree_of(ROOT)
    aside = {"q": "moi", "mandat": "oui", "fin": "oui"}
    assert remaining(tree, aside, TODAY) == Remaining(1, 2)


def test_a_refused_answer_is_still_to_give() -> None:
    assert remaining(tree_of(ROOT), {"q": "moi", "age": 400}, TODAY) == Remaining(1, 2)


def visit(tree: Tree, chance: random.Random) -> list[dict[str, object]]:
    """Return the answers after each question of a visit drawn at random, none at first."""
    exploration = explore(tree, TODAY)
    here, so_far = exploration.start, [dict[str, object]()]
    while here is not None and here in exploration.moves:
        move = chance.choice(exploration.moves[here])
        so_far.append({**so_far[-1], here.at: move.answer})
        here = move.end
    return so_far


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_no_visit_of_the_example_is_shorter_or_longer_than_was_said(seed: int) -> None:
    steps = visit(VITALE, random.Random(seed))
    for done, answers in enumerate(steps):
        left = remaining(VITALE, answers, TODAY)
        assert left.least <= len(steps) - 1 - done <= left.most


def test_it_comes_down_to_nothing_at_the_outcome() -> None:
    steps = visit(VITALE, random.Random(1))
    assert walk(VITALE, steps[-1], TODAY).outcome
    assert remaining(VITALE, steps[-1], TODAY) == Remaining(0, 0)


def test_both_ends_of_what_is_said_do_happen() -> None:
    """Not only safe: from the start of the example, the shortest and the longest visits exist."""
    lengths = {
        len(stop.asked) for stop in explore(VITALE, TODAY).stops if stop.at in VITALE.outcomes
    }
    left = remaining(VITALE, {}, TODAY)
    assert left.least == min(lengths)
    assert left.most >= max(lengths)
    assert left == Remaining(2, 9)


def test_where_visits_are_too_many_the_arrows_give_a_wider_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MOST_WORK", 3)
    tree = tree_of(ROOT)
    assert remaining(tree, {}, TODAY) == Remaining(2, 5)
    assert remaining(tree, {"q": "moi"}, TODAY) == Remaining(1, 3)


def test_in_a_circle_no_promise_is_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_WORK", 3)
    tree = tree_of(ROOT.replace("{ sinon: contact }", "{ sinon: age }"))
    assert remaining(tree, {}, TODAY).most == 5


def test_a_page_waits_less_than_twenty_milliseconds() -> None:
    tree = example()
    assert seconds(lambda: remaining(tree, {}, TODAY), 0.02) < 0.02
    answers = {"pour_qui": "soi", "situation": "perdue"}
    assert seconds(lambda: remaining(tree, answers, TODAY), 0.02) < 0.02
