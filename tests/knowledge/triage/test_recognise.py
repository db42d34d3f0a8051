"""Facts first: what the agent types of the visitor's words, heard as answers."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.content.read import read
from kb_app.knowledge.triage.answers import acceptor
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.recognising.recognise import (
    LONGEST,
    Recognition,
    early_alerts,
    recognise,
)
from tests.knowledge.triage.case_values import TODAY, example
from tests.timing import seconds
from tests.trees import tree_file, tree_of

PHRASES = yaml.safe_load(Path("tests/cases/triage/mots.yaml").read_text("utf-8"))

EXAMPLE: list[tuple[str, dict[str, Any]]] = [
    (
        "carte volée msa hospitalisation mardi",
        {"situation": "volee", "regime": "msa", "soins_proches": ("hospitalisation",)},
    ),
    ("age 11 ans enfant", {"pour_qui": "enfant", "age_enfant": 11}),
    ("mon fils de 14 ans, carte perdue", {"pour_qui": "enfant", "age_enfant": 14}),
    ("je suis à la msa depuis 2 mois", {"regime": "msa"}),
    ("pour moi, perdue, sncf", {"pour_qui": "soi", "situation": "perdue", "regime": "autre"}),
    ("pas de mandat", {"mandat": "non"}),
    ("n'a pas de mandat, pour une autre personne", {"pour_qui": "autrui", "mandat": "non"}),
    ("mandat signé", {"mandat": "oui"}),
    ("mandat pas signé", {"mandat": "non"}),
    ("carte marche pas", {"situation": "en_panne"}),
    ("carte ne marche plus", {"situation": "en_panne"}),
    ("déclarée perdue puis retrouvée", {"situation": "retrouvee"}),
    (
        "jamais reçue, demandée le 3 novembre",
        {"situation": "pas_recue", "date_commande": date(2026, 11, 3)},
    ),
    (
        "pas reçue demandée il y a 2 mois",
        {"situation": "pas_recue", "date_commande": date(2026, 9, 22)},
    ),
    ("demandée lundi dernier, pas reçue", {"date_commande": date(2026, 11, 16)}),
    ("demandée hier, pas reçue", {"date_commande": date(2026, 11, 21)}),
    ("demandée 03/11/26, pas reçue", {"date_commande": date(2026, 11, 3)}),
    ("volée, permis et passeport", {"autres_papiers": ("identite", "permis")}),
    ("volée, rien d'autre", {"situation": "volee", "autres_papiers": ("aucun",)}),
    ("droits fermés", {"droits_ouverts": "oui"}),
    ("droits pas fermés", {"droits_ouverts": "non"}),
    ("pas de compte ameli", {"compte.a_un_compte": "non"}),
    ("pas de mail", {"compte.adresse_mail": "non"}),
    ("traitement régulier", {"soins_proches": ("medicaments",)}),
    ("CARTE PERDUE, RDV MÉDECIN", {"situation": "perdue", "soins_proches": ("rendez_vous",)}),
]

NOTHING = [
    "carte",
    "carte vitale",
    "carte pas volée",
    "volée ou perdue",
    "ne sait pas si elle est perdue ou volée",
    "perdue ?",
    "droits fermés ou pas",
    "hospitalisation ?",
    "bonjour madame",
    "enfant de 45 ans ?",
    "",
    "   ",
    "*** ??? …",
]


@cache
def vocabulary() -> Synonyms:
    path = "vocabulary/synonyms.yaml"
    document = read(path, (Path("content") / path).read_text("utf-8")).document
    assert isinstance(document, Synonyms)
    return document


@cache
def shipped() -> dict[str, Tree]:
    paths = Path("content").glob("operators/*/trees/*.yaml")
    texts = {p.relative_to("content").as_posix(): p.read_text("utf-8") for p in paths}
    files = [tree_file(text, p) for p, text in texts.items() if not p.endswith(".cases.yaml")]
    by_id = {file.id: file for file in files}
    trees = (assemble(file, by_id).tree for file in files if not file.is_subtree)
    return {tree.id: tree for tree in trees if tree is not None}


def heard(tree: Tree, words: str) -> Recognition:
    return recognise(tree, words, TODAY, vocabulary())


@pytest.mark.parametrize(("words", "answers"), EXAMPLE, ids=[words for words, _ in EXAMPLE])
def test_what_the_visitor_said_is_understood(words: str, answers: dict[str, Any]) -> None:
    facts = heard(example(), words).facts
    assert {question: facts.get(question) for question in answers} == answers
    assert facts.keys() - answers.keys() <= {"situation"}


@pytest.mark.parametrize("words", NOTHING)
def test_what_is_not_clear_is_left_to_be_asked(words: str) -> None:
    assert heard(example(), words).facts == {}


def test_understanding_the_public_is_measured_and_good() -> None:
    right = wrong = missed = 0
    for tree, phrases in PHRASES.items():
        for phrase in phrases:
            facts = heard(shipped()[tree], phrase["dit"]).facts
            wanted = {q: _value(v) for q, v in (phrase["compris"] or {}).items()}
            same = {q for q, value in facts.items() if wanted.get(q) == value}
            right += len(same)
            wrong += len(facts.keys() - same)
            missed += len(wanted.keys() - same)
    assert right > 80
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.9


def _value(written: Any) -> Any:
    if isinstance(written, bool):
        return "oui" if written else "non"
    return tuple(written) if isinstance(written, list) else written


def test_each_chip_says_the_words_it_was_heard_in() -> None:
    found = heard(example(), "jamais reçue, carte demandée le 3 novembre")
    assert {each.question: each.heard for each in found.answers} == {
        "situation": "jamais reçue",
        "date_commande": "le 3 novembre",
    }


def test_words_that_say_nothing_are_given_back_but_not_those_of_the_subject() -> None:
    found = heard(example(), "carte volée mardi au supermarché")
    assert found.unheard == ("mardi au supermarché",)


def test_answers_come_in_the_order_the_tree_asks() -> None:
    found = heard(example(), "msa, volée, pour moi")
    assert [each.question for each in found.answers] == ["pour_qui", "situation", "regime"]


def test_what_the_other_answers_lead_away_from_is_not_kept() -> None:
    assert "date_commande" not in heard(example(), "perdue, demandée le 3 novembre").facts
    assert "age_enfant" not in heard(example(), "pour moi, 11 ans").facts


def test_a_visit_that_cannot_come_to_a_question_does_not_answer_it() -> None:
    assert heard(example(), "permis").facts == {"autres_papiers": ("permis",)}
    assert heard(example(), "perdue, avec le permis").facts == {"situation": "perdue"}


def test_a_word_answers_one_question_the_first_that_every_visit_is_asked() -> None:
    asked = "demander: Par qui ?, reponses: { msa: { texte: La MSA }, caf: { texte: La CAF } }"
    tree = tree_of(
        f"""
        q: {{ {asked}, puis: [ {{ sinon: autre }} ] }}
        autre: {{ {asked.replace("Par", "Pour")}, puis: [ {{ sinon: seul }} ] }}
        """
    )
    assert recognise(tree, "msa", TODAY).facts == {"q": "msa"}


def test_a_word_that_may_answer_either_of_two_questions_answers_none() -> None:
    asked = "reponses: { msa: { texte: La MSA }, caf: { texte: La CAF } }"
    tree = tree_of(
        f"""
        q: {{ type: oui_non, demander: A ?, reponses: {{ oui: {{ va: b }}, non: {{ va: c }} }} }}
        b: {{ demander: Par qui ?, {asked}, puis: [ {{ sinon: seul }} ] }}
        c: {{ demander: Pour qui ?, {asked}, puis: [ {{ sinon: seul }} ] }}
        """
    )
    assert recognise(tree, "msa", TODAY).facts == {}


def test_a_word_inside_a_name_is_not_that_word() -> None:
    tree = shipped()["commun/je-n-ai-pas-ete-paye"]
    assert heard(tree, "chèque énergie").facts == {}


def test_an_exclusive_answer_is_never_taken_with_others() -> None:
    found = heard(example(), "volée, rien d'autre, permis")
    assert found.facts["autres_papiers"] == ("permis",)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("450 euros", 450),
        ("1 200,50 €", "1200.50"),
        ("450", None),
        ("depuis 450 jours", None),
        ("450 € et 300 €", None),
    ],
)
def test_an_amount_is_heard_by_its_currency(words: str, value: Any) -> None:
    tree = tree_of("q: { type: montant, demander: Combien ?, puis: [ { sinon: seul } ] }")
    found = recognise(tree, words, TODAY).facts.get("q")
    assert str(found) == str(value)


def test_a_postcode_is_text_and_no_amount() -> None:
    tree = tree_of("q: { type: code_postal, demander: Où ?, puis: [ { sinon: seul } ] }")
    assert recognise(tree, "habite 01000", TODAY).facts == {"q": "01000"}
    assert recognise(tree, "gagne 12000 €", TODAY).facts == {}


@pytest.mark.parametrize(
    ("limits", "words", "day"),
    [
        ("avant: aujourd_hui", "parti mardi", date(2026, 11, 17)),
        ("avant: aujourd_hui", "parti dimanche", date(2026, 11, 15)),
        ("apres: aujourd_hui", "parti mardi", date(2026, 11, 24)),
        ("apres: aujourd_hui", "parti dans 3 semaines", date(2026, 12, 13)),
        ("aide: rien", "parti mardi", None),
        ("aide: rien", "parti mardi prochain", date(2026, 11, 24)),
        ("aide: rien", "parti le 3 janvier", date(2027, 1, 3)),
        ("avant: aujourd_hui", "parti le 3 janvier", date(2026, 1, 3)),
        ("avant: aujourd_hui", "parti le 31/02/2026", None),
        ("avant: aujourd_hui", "parti depuis mardi", None),
        ("avant: aujourd_hui", "parti mardi, parti lundi", None),
        ("avant: aujourd_hui", "hôpital mardi", None),
        ("avant: aujourd_hui", "mardi", date(2026, 11, 17)),
    ],
)
def test_a_day_is_the_one_the_question_allows(limits: str, words: str, day: date | None) -> None:
    asked = f"type: date, demander: Quand est-il parti ?, {limits}"
    tree = tree_of(f"q: {{ {asked}, puis: [ {{ sinon: seul }} ] }}")
    assert recognise(tree, words, TODAY).facts.get("q") == day


def test_a_number_is_given_only_when_one_question_fits() -> None:
    ages = """
    q: { type: nombre, demander: Quel âge avez-vous ?, unite: ans, puis: [ { sinon: autre } ] }
    autre: { type: nombre, demander: Depuis quand ?, unite: ans, puis: [ { sinon: seul } ] }
    """
    assert recognise(tree_of(ages), "58 ans", TODAY).facts == {}
    alone = ages.replace("unite: ans, puis: [ { sinon: seul } ]", "puis: [ { sinon: seul } ]")
    assert recognise(tree_of(alone), "58 ans", TODAY).facts == {"q": 58}


def test_an_urgent_fact_counts_at_once_wherever_it_is_asked() -> None:
    [alert] = early_alerts(example(), {"soins_proches": ["hospitalisation"]}, TODAY)
    assert alert.target == "ref_soins_urgents"
    assert early_alerts(example(), {"soins_proches": ["rendez_vous"]}, TODAY) == ()


def test_an_alert_that_hangs_on_what_is_not_known_is_not_given_early() -> None:
    tree = tree_of(
        """
        q: { type: oui_non, demander: A ?, puis: [ { sinon: autre } ] }
        autre: { type: oui_non, demander: B ?, puis: [ { sinon: seul } ] }
        """,
        more="alertes: [ { si: { q: oui, pas: { autre: oui } }, va: contact } ]\n",
    )
    assert early_alerts(tree, {"q": "oui"}, TODAY) == ()
    assert len(early_alerts(tree, {"q": "oui", "autre": "non"}, TODAY)) == 1
    assert early_alerts(tree, {"q": "n’importe quoi"}, TODAY) == ()


def test_only_the_first_characters_are_read_and_it_is_said() -> None:
    words = "perdue " + "x" * LONGEST + " msa"
    found = heard(example(), words)
    assert found.facts == {"situation": "perdue"}
    assert found.shortened
    assert not heard(example(), "perdue").shortened


@pytest.mark.parametrize("words", ["pas " * 3000, "le 3 novembre " * 800, "é" * 10_000])
def test_ten_thousand_characters_of_nonsense_cost_little(words: str) -> None:
    tree = shipped()["france-titres/vehicule"]
    heard(tree, "")
    assert seconds(lambda: heard(tree, words), 0.1) < 0.1


@given(st.text(max_size=400), st.sampled_from(["perdue", "11 ans", "le 3 mars", "pas de mandat"]))
def test_whatever_is_typed_only_acceptable_answers_come_out(noise: str, words: str) -> None:
    tree = example()
    facts = heard(tree, f"{noise} {words} {noise}").facts
    for question, value in facts.items():
        assert acceptor(tree, tree.questions[question])(value, facts, TODAY) == value
