from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk
from tests.trees import tree_of

TODAY = date(2026, 11, 22)


def outcome(tree: Tree, answers: Mapping[str, object], today: date = TODAY) -> str | None:
    return walk(tree, answers, today).outcome


MULTIPLE = """
q:
  type: choix_multiple
  demander: Quels papiers ?
  vide: permis
  reponses:
    identite: { texte: Identité }
    permis: { texte: Permis }
    banque: { texte: Banque, va: contact }
    aucun: { texte: Aucun, exclusif: oui }
  puis:
    - { si: { q: { contient: [identite, permis] } }, va: seul }
    - { si: { q: { contient_un_de: [identite, permis] } }, va: ensemble }
    - { si: { q: { contient_aucun_de: [banque] } }, va: contact }
    - { sinon: seul }
  ne_sait_pas: contact
"""


@pytest.mark.parametrize(
    ("chosen", "reached"),
    [
        (["permis", "identite"], "seul"),
        (["permis"], "ensemble"),
        ("identite", "ensemble"),
        (["identite", "banque"], "contact"),
        (["aucun"], "contact"),
        ([], "seul"),
        (["ne_sait_pas"], "contact"),
    ],
)
def test_tick_boxes_are_tested_together(chosen: object, reached: str) -> None:
    assert outcome(tree_of(MULTIPLE), {"q": chosen}) == reached


def test_an_exclusive_option_goes_alone() -> None:
    refused = walk(tree_of(MULTIPLE), {"q": ["aucun", "permis"]}, TODAY).refused
    assert refused is not None
    assert refused.message == "« Aucun » ne va avec aucune autre réponse."


DATES = """
q:
  type: date
  demander: Quand ?
  apres: { il_y_a: 2 ans }
  avant: aujourd_hui
  puis:
    - { si: { q: ">= aujourd_hui - 2 mois" }, va: seul }
    - { si: { attente: "> 365" }, va: contact }
    - { sinon: ensemble }
  ne_sait_pas: contact
"""


@pytest.mark.parametrize(
    ("day", "reached"),
    [
        ("2026-11-22", "seul"),
        ("2026-09-22", "seul"),
        ("2026-09-21", "ensemble"),
        ("22/11/2025", "ensemble"),
        (date(2025, 11, 21), "contact"),
        ("2024-11-22", "contact"),
    ],
)
def test_dates_are_counted_from_the_day_of_the_visit(day: object, reached: str) -> None:
    tree = tree_of(DATES, more="calculs:\n  attente: { jours_depuis: q }\n")
    assert outcome(tree, {"q": day}) == reached


@pytest.mark.parametrize("day", ["2026-11-23", "2024-11-21", "2026-02-30", "hier", 20261122])
def test_a_date_outside_the_limits_is_refused(day: object) -> None:
    tree = tree_of(DATES, more="calculs:\n  attente: { jours_depuis: q }\n")
    assert walk(tree, {"q": day}, TODAY).refused


def test_two_months_before_the_thirty_first_is_the_last_day_of_a_shorter_month() -> None:
    tree = tree_of(DATES, more="calculs:\n  attente: { jours_depuis: q }\n")
    assert outcome(tree, {"q": "2026-02-28"}, date(2026, 4, 30)) == "seul"
    assert outcome(tree, {"q": "2026-02-27"}, date(2026, 4, 30)) == "ensemble"


COMPUTED = """
q: { type: date, demander: Naissance ?, puis: [ { sinon: salaire } ], ne_sait_pas: salaire }
salaire: { type: montant, demander: Salaire ?, puis: [ { sinon: aides } ], ne_sait_pas: aides }
aides:
  type: montant
  demander: Aides ?
  vide: permis
  puis:
    - { si: { total: ">= 1000", age: "< 25" }, va: seul }
    - { si: { total: "> plafond" }, va: ensemble }
    - { sinon: contact }
  ne_sait_pas: aides2
aides2: { type: oui_non, demander: Sûr ?, reponses: { oui: { va: seul } },
  puis: [ { si: { premier: 500 }, va: ensemble }, { sinon: contact } ], ne_sait_pas: contact }
"""
UNSURE = {"q": "ne_sait_pas", "salaire": "500", "aides": "ne_sait_pas"}
CALCULATIONS = """
calculs:
  age: { annees_depuis: q }
  total: { somme: [salaire, aides, 100] }
  plafond: { somme: [2000] }
  premier: { premier_de: [aides, salaire] }
"""


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ({"q": "2001-11-23", "salaire": "800 €", "aides": "100,00"}, "seul"),
        ({"q": "2001-11-22", "salaire": "800", "aides": "100"}, "contact"),
        ({"q": "2001-11-22", "salaire": "1 950", "aides": ""}, "ensemble"),
        ({"q": "ne_sait_pas", "salaire": "900", "aides": ""}, "contact"),
        (
            {"q": "ne_sait_pas", "salaire": "500", "aides": "ne_sait_pas", "aides2": "non"},
            "ensemble",
        ),
        ({"q": "ne_sait_pas", "salaire": "500", "aides": "ne_sait_pas", "aides2": True}, "seul"),
    ],
)
def test_computed_values_need_what_they_are_made_of(
    answers: dict[str, object], reached: str
) -> None:
    assert outcome(tree_of(COMPUTED, more=CALCULATIONS), answers) == reached
