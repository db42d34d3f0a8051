from __future__ import annotations

from datetime import date

import pytest

from kb_app.errors import InvalidInput
from kb_app.knowledge.triage.cases.parse import parse_cases
from kb_app.knowledge.triage.cases.play import run
from kb_app.knowledge.triage.cases.text import LONGEST_NAME, empty_file, record, with_case
from kb_app.knowledge.triage.model import Tree
from tests.knowledge.triage.case_values import TODAY, VITALE, example, text_of
from tests.trees import tree_of

TREE = tree_of(
    """
q: { demander: Quoi ?, reponses: { a: { va: nom }, b: { va: seul } }, ne_sait_pas: interdit }
nom: { type: texte_court, demander: Précisez ?, puis: [{ sinon: ville }], ne_sait_pas: ville }
ville:
  { type: code_postal, demander: Où ?, vide: permis, puis: [{ sinon: montant }],
    ne_sait_pas: montant }
montant:
  { type: montant, demander: Combien ?, min: 0, puis: [{ sinon: ensemble }], ne_sait_pas: contact }
"""
)
ANSWERS: dict[str, object] = {"q": "a", "nom": "Mme Durand", "ville": None, "montant": "12,50 €"}

THAT_DAY = date(2026, 11, 20)
STORY: dict[str, object] = {
    "pour_qui": "soi",
    "situation": "pas_recue",
    "autres_papiers": ["banque"],
    "date_commande": "01/11/2026",
}
ITEM = """\
  - nom: "Mme D.\u00a0: carte « jamais reçue »"
    le: 2026-11-20
    reponses: { pour_qui: soi, situation: pas_recue, date_commande: 2026-11-01 }
    attendu: { issue: patienter, type: autonomie, echeance: 2026-11-22 }
"""


def recorded() -> str:
    name = "Mme D.\u00a0: carte « jamais reçue »"
    return record(example(), STORY, name, THAT_DAY)


def test_a_visit_is_written_as_its_author_would() -> None:
    assert recorded() == ITEM


def test_a_long_name_is_cut() -> None:
    first = record(TREE, ANSWERS, "long " * 100, TODAY).split("\n")[0]
    assert len(first) <= LONGEST_NAME + len('  - nom: ""')


def test_a_case_never_keeps_what_was_typed_freely() -> None:
    text = record(TREE, ANSWERS, "Un", TODAY)
    assert 'reponses: { q: a, nom: exemple, ville: "", montant: 12.50 }' in text
    assert "Durand" not in text


@pytest.mark.parametrize(("tree", "answers"), [(TREE, ANSWERS), (example(), STORY)])
def test_a_recorded_case_passes_on_any_other_day(tree: Tree, answers: dict[str, object]) -> None:
    path = f"operators/{tree.id.replace('/', '/trees/')}.cases.yaml"
    text = with_case(empty_file(tree.id), record(tree, answers, 'Un "nom"\\\n:# é', THAT_DAY))
    file = parse_cases(path, text).file
    assert file is not None
    assert [case.name for case in file.cases] == ['Un "nom"\\ :# é']
    assert run(tree, file, date(2030, 1, 1)).problems == ()


@pytest.mark.parametrize(("answers", "name"), [({"q": "a"}, "Un"), (ANSWERS, " \n\x00 ")])
def test_a_visit_without_an_end_or_a_name_is_no_case(answers: dict[str, object], name: str) -> None:
    with pytest.raises(InvalidInput):
        record(TREE, answers, name, TODAY)


def test_a_case_is_added_after_the_others_and_nothing_else_changes() -> None:
    text = text_of(VITALE.replace(".yaml", ".cases.yaml"))
    assert with_case(text, recorded()) == text.rstrip("\n") + "\n" + ITEM


def test_a_case_is_added_where_the_cases_are() -> None:
    text = (
        "# Nos cas\n"
        "cas:\n"
        "- nom: Un # le premier\n"
        "  attendu: { issue: seul }\n"
        "  # fin\n"
        "\n"
        "# Le reste\n"
        "couverture: { issues: 0 % }\n"
        "arbre: cpam/essai"
    )
    added = '- nom: "Deux"\n  attendu: { issue: seul }\n'
    case = '  - nom: "Deux"\n    attendu: { issue: seul }\n'
    before, after = text.split("\n\n")
    assert with_case(text, case) == f"{before}\n{added}\n{after}\n"
    crlf = with_case(text.replace("\n", "\r\n"), case)
    assert crlf == with_case(text, case)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "arbre: cpam/carte-vitale\n",
        "arbre: cpam/carte-vitale\ncas: []\n",
        "arbre: cpam/carte-vitale\ncas: [{ nom: Un, attendu: { issue: seul } }]\n",
        "arbre: cpam/carte-vitale\ncas:\n  un: deux\n",
        "arbre: cpam/carte-vitale\ncas:\n  - nom: Un\n",
        "arbre: cpam/carte-vitale\ncas:\n  - nom: [\n",
        "arbre: cpam/carte-vitale\ncas: |\n",
        "arbre: cpam/carte-vitale\ncas:\n" + ITEM,
    ],
)
def test_a_file_that_cannot_take_a_case_is_left_alone(text: str) -> None:
    with pytest.raises(InvalidInput):
        with_case(text, ITEM)
