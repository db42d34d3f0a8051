"""Operators' cards and the vocabulary, from their files."""

from __future__ import annotations

from datetime import date

import pytest

from kb_app.knowledge.content.model import (
    DocumentToBring,
    FormerName,
    Inbox,
    Operator,
    Synonyms,
    Theme,
)
from kb_app.knowledge.content.read import read
from tests.factories import operator_text

CARD = "operators/caf/operator.yaml"


def codes(path: str, text: str) -> list[str]:
    return [problem.code for problem in read(path, text).problems]


def test_a_card_becomes_an_operator() -> None:
    text = """version: 2
nom: Caisse d’allocations familiales
sigle: CAF
noms_du_public: [la caf]
genre: national
site: https://www.caf.fr
compte: Mon Compte
telephone: "3230"
horaires: "de 9 h à 16 h 30"
domaines: [services-aux-personnes, jeunesse]
couleur: "#1f5b8f"
files:
  droits: { nom: Droits, reponse_sous: 72 h, canaux: [référent local] }
presentation: Aides aux familles.
"""
    assert read(CARD, text).document == Operator(
        path=CARD,
        slug="caf",
        name="Caisse d’allocations familiales",
        acronym="CAF",
        visitor_names=("la caf",),
        genre="national",
        site="https://www.caf.fr",
        account="Mon Compte",
        phone="3230",
        hours="de 9 h à 16 h 30",
        domains=("services-aux-personnes", "jeunesse"),
        colour="#1f5b8f",
        inboxes=(Inbox("droits", "Droits", "72 h", ("référent local",)),),
        presentation="Aides aux familles.",
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("genre: mondial", "D05"),
        ("genre: national\ndomaines: [emplois]", "D05"),
        ("genre: national\ncouleur: bleu", "O01"),
        ("genre: national\nsite: www.caf.fr", "D03"),
        ("genre: national\nfiles: { Droits: { nom: D, reponse_sous: 72 h, canaux: [a] } }", "O02"),
        ("genre: national\nfiles: { droits: { nom: D, reponse_sous: vite, canaux: [a] } }", "O03"),
        ("genre: national\nfiles: { droits: oui }", "Y12"),
        ("genre: national\nfiles: { droits: { nom: D, reponse_sous: 72 h } }", "Y06"),
        ("genre: national\nslogan: x", "Y04"),
        ("site: https://www.caf.fr", "Y06"),
    ],
)
def test_a_mistake_in_a_card_gives_one_message(line: str, code: str) -> None:
    assert codes(CARD, f"nom: Caf\nsigle: CAF\npresentation: x\n{line}\n") == [code]


def test_a_minimal_card_is_sound() -> None:
    assert codes(CARD, operator_text()) == []


def test_synonyms_keep_both_ways_one_way_and_former_names_apart() -> None:
    text = """groupes:
  - [carte grise, certificat d’immatriculation]
vers:
  cmu: [complémentaire santé solidaire, c2s]
anciens_noms:
  - { ancien: pôle emploi, nouveau: France Travail, depuis: 2024-01-01 }
  - { ancien: la trésorerie, nouveau: les impôts }
"""
    assert read("vocabulary/synonyms.yaml", text).document == Synonyms(
        groups=(("carte grise", "certificat d’immatriculation"),),
        expansions={"cmu": ("complémentaire santé solidaire", "c2s")},
        former_names=(
            FormerName("pôle emploi", "France Travail", date(2024, 1, 1)),
            FormerName("la trésorerie", "les impôts", None),
        ),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("groupes: [[seul]]", "M01"),
        ("groupes: [[caf, caf]]", "M01"),
        ("groupes: [caf]", "Y12"),
        ("vers: { caf: [caf] }", "M02"),
        ("vers: { caf: [] , apl: x }", "Y12"),
        ("anciens_noms: [ { ancien: x, nouveau: x } ]", "M02"),
        ("anciens_noms: [ { ancien: x } ]", "Y06"),
        ("groupe: [[a, b]]", "Y04"),
        ("[]", "Y12"),
    ],
)
def test_a_mistake_in_synonyms_gives_one_message(text: str, code: str) -> None:
    assert codes("vocabulary/synonyms.yaml", text) == [code]


def test_documents_and_themes_keep_their_order() -> None:
    documents = (
        "rib: { texte: RIB, forme: numerique }\nbail: { texte: Bail, forme: copie, aide: Signé }\n"
    )
    assert read("vocabulary/documents.yaml", f"version: 3\n{documents}").document == (
        DocumentToBring("rib", "RIB", "numerique", None),
        DocumentToBring("bail", "Bail", "copie", "Signé"),
    )
    assert read(
        "vocabulary/themes.yaml", "b: { titre: B }\na-1: { titre: A, description: D }\n"
    ).document == (
        Theme("b", "B", None),
        Theme("a-1", "A", "D"),
    )


def test_a_mistake_in_documents_gives_one_message() -> None:
    assert codes("vocabulary/documents.yaml", "rib: { texte: x, forme: papier }") == ["D05"]
    assert codes("vocabulary/documents.yaml", "Pièce: { texte: x, forme: copie }") == ["M03"]
    assert codes("vocabulary/themes.yaml", "a: Titre") == ["Y12"]


def test_a_vocabulary_may_be_longer_than_a_sheet() -> None:
    words = "".join(f"  - [mot{n}, terme{n} {'x' * 60}]\n" for n in range(2_000))
    assert len(words) > 64 * 1024
    assert codes("vocabulary/synonyms.yaml", f"groupes:\n{words}") == []
    assert codes("vocabulary/synonyms.yaml", "#" * (512 * 1024 + 1)) == ["Y09"]
