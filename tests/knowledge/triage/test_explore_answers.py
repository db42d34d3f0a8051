"""One answer of each sort that a tree tells apart is tried: every side, every edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kb_app.knowledge.triage.exploring.explore import Exploration, explore
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.terms import UNKNOWN
from tests.trees import tree_of

TODAY = date(2026, 11, 22)


def answers_tried(exploration: Exploration, question: str) -> list[Value | None]:
    found = [move.answer for move in exploration.every_move() if move.start.at == question]
    return list(dict.fromkeys(found))


def ends(exploration: Exploration) -> set[str]:
    return {stop.at for stop in exploration.stops} & exploration.tree.outcomes.keys()


def test_each_side_and_the_edge_of_every_number_is_tried() -> None:
    tree = tree_of(
        """
q:
  type: nombre
  demander: Âge ?
  min: 0
  max: 30
  puis:
    - { si: { q: "< 12" }, va: seul }
    - { si: { q: [18, "> 25"] }, va: ensemble }
    - { sinon: contact }
  ne_sait_pas: contact
"""
    )
    tried = answers_tried(explore(tree, TODAY), "q")
    assert tried == [0, 11, 12, 13, 17, 18, 19, 24, 25, 26, 30, UNKNOWN]


def test_amounts_are_told_apart_by_the_cent() -> None:
    tree = tree_of(
        """
q:
  type: montant
  demander: Combien ?
  puis: [{ si: { q: ">= 1200,50" }, va: seul }, { sinon: contact }]
  ne_sait_pas: contact
"""
    )
    tried = answers_tried(explore(tree, TODAY), "q")
    assert {Decimal("1200.49"), Decimal("1200.5"), Decimal("1200.51")} <= set(tried)


@pytest.mark.parametrize(
    ("condition", "day"),
    [
        ('q: ">= aujourd_hui - 2 mois"', date(2026, 9, 22)),
        ('q: "< 2026-03-01"', date(2026, 3, 1)),
        ('depuis: "> 21"', date(2026, 11, 1)),
        ('annees: ">= 18"', date(2008, 11, 22)),
        ('premier: "< 2026-03-01"', date(2026, 3, 1)),
    ],
)
def test_each_side_and_the_edge_of_every_day_is_tried(condition: str, day: date) -> None:
    tree = tree_of(
        f"""
q:
  type: date
  demander: Quand ?
  avant: aujourd_hui
  puis: [{{ si: {{ {condition} }}, va: seul }}, {{ sinon: contact }}]
  ne_sait_pas: contact
""",
        more="""
calculs:
  depuis: { jours_depuis: q }
  annees: { annees_depuis: q }
  premier: { premier_de: [q] }
""",
    )
    tried = answers_tried(explore(tree, TODAY), "q")
    assert {date.fromordinal(day.toordinal() + n) for n in (-1, 0, 1)} <= set(tried)


TWO_DATES = """
q:
  type: date
  demander: Le vol ?
  avant: aujourd_hui
  puis: [{ sinon: plainte }]
  ne_sait_pas: contact
plainte:
  type: date
  demander: La plainte ?
  avant: aujourd_hui
  puis:
    - { si: { plainte: "> q + 2 mois" }, va: seul }
    - { si: { plainte: "< q" }, va: ensemble }
    - { sinon: contact }
  ne_sait_pas: contact
"""


def test_two_dates_are_compared_with_each_other() -> None:
    assert ends(explore(tree_of(TWO_DATES), TODAY)) == {"seul", "ensemble", "contact"}


def test_a_date_with_another_for_limit_leaves_it_room() -> None:
    tree = tree_of(TWO_DATES.replace("Plainte ?", "Plainte ?\n  apres: q"))
    assert "seul" in ends(explore(tree, TODAY))


def test_a_sum_is_told_apart_whoever_brings_it_over_the_edge() -> None:
    tree = tree_of(
        """
q: { type: montant, demander: Salaire ?, puis: [{ sinon: aide }], ne_sait_pas: contact }
aide:
  type: montant
  demander: Aides ?
  min: 0
  puis:
    - { si: { total: "<= 900" }, va: seul }
    - { si: { total: "> 2000" }, va: ensemble }
    - { sinon: contact }
  ne_sait_pas: contact
""",
        more="calculs: { total: { somme: [q, aide, 100] } }\n",
    )
    assert ends(explore(tree, TODAY)) == {"seul", "ensemble", "contact"}


def test_the_edge_of_a_sum_takes_its_plain_numbers_into_account() -> None:
    rules = "[{ si: { total: '<= 900' }, va: seul }, { sinon: contact }]"
    tree = tree_of(
        f"q: {{ type: nombre, demander: Combien ?, puis: {rules}, ne_sait_pas: contact }}",
        more="calculs: { total: { somme: [q, 100] } }\n",
    )
    assert answers_tried(explore(tree, TODAY), "q") == [799, 800, 801, UNKNOWN]


def test_an_answer_may_be_left_empty_where_that_is_permitted() -> None:
    tree = tree_of(
        """
q:
  vide: permis
  demander: Quoi ?
  reponses: { a: {}, b: {} }
  puis: [{ si: { q: [a, b] }, va: seul }, { sinon: contact }]
  ne_sait_pas: contact
"""
    )
    assert answers_tried(explore(tree, TODAY), "q") == ["a", "b", UNKNOWN, None]


BOXES = """
q:
  type: choix_multiple
  demander: Quels papiers ?
  reponses: { carte: {}, permis: {}, gris: {}, titre: {}, rien: { exclusif: oui } }
  puis:
    - { si: { q: { contient: [carte, permis] } }, va: ensemble }
    - { si: { q: { contient_aucun_de: [carte, permis] } }, va: seul }
    - { sinon: contact }
  ne_sait_pas: contact
"""


def test_boxes_nobody_tells_apart_are_tried_alone_and_those_wanted_together_together() -> None:
    tried = answers_tried(explore(tree_of(BOXES), TODAY), "q")
    assert tried == [
        ("carte",),
        ("permis",),
        ("gris",),
        ("titre",),
        ("rien",),
        ("carte", "permis"),
        UNKNOWN,
    ]
