"""Trees among the results: first when they answer the words better than a sheet, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb_app.database import engine as database
from kb_app.database.migrate import upgrade
from kb_app.knowledge.search.model import Scope
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.files import read_folder
from kb_app.library.finder import Finder
from tests import factories

CONTENT = Path(__file__).parents[2] / "content"

TREE_FIRST = {
    "je n'ai pas été payé": "je-n-ai-pas-ete-paye",
    "pas payé caf": "je-n-ai-pas-ete-paye",
    "l'argent n'est pas arrivé": "je-n-ai-pas-ete-paye",
    "j'ai déménagé": "j-ai-demenage",
    "je déménage": "j-ai-demenage",
    "je n'arrive pas à me connecter": "je-n-arrive-pas-a-me-connecter",
    "impossible de me connecter a mon compte": "je-n-arrive-pas-a-me-connecter",
    "carte vitale perdue": "carte-vitale",
    "ma carte vitale ne marche plus": "carte-vitale",
    "carte vitale volée": "carte-vitale",
    "j'ai perdu mon travail": "j-ai-perdu-mon-travail",
    "fin de contrat": "j-ai-perdu-mon-travail",
    "j'ai reçu un courrier que je comprends pas": "courrier-que-je-ne-comprends-pas",
    "j ai recu un courrier je comprends rien": "courrier-que-je-ne-comprends-pas",
    "mon dossier n'avance plus": "le-dossier-n-avance-plus",
    "je veux un papier d'identité": "papier-d-identite",
}
SHEET_FIRST = {
    "rsa": "caf/demander-le-rsa",
    "attestation de droits": "cpam/attestation-de-droits",
    "carte grise achat occasion": "france-titres/carte-grise-achat-occasion",
    "vendre ma voiture": "france-titres/vendre-son-vehicule",
    "changement d'adresse carte grise": "france-titres/adresse-carte-grise",
    "mot de passe oublié": "commun/mot-de-passe-oublie",
    "actualisation": "france-travail/actualisation",
    "quotient familial": "caf/attestations-et-quotient-familial",
    "avis d'imposition": "impots/avis-d-impot",
    "faire suivre son courrier": "la-poste/reexpedition-du-courrier",
    "arnaque sms": "commun/arnaques-et-hameconnage",
    "aide juridictionnelle": "justice/aide-juridictionnelle",
    "acte de naissance": "mairie/acte-d-etat-civil",
}


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    folder = tmp_path_factory.mktemp("found")
    engine: Engine = database.create(f"sqlite:///{folder}/relais.sqlite3")
    upgrade(engine)
    library = factories.library(engine)
    report = import_texts(library, incoming(read_folder(CONTENT).texts), "livré")
    assert report.refused == []
    finder = Finder(library, folder / "index")
    finder.keep_up()
    return finder


@pytest.mark.parametrize(("words", "slug"), TREE_FIRST.items())
def test_a_situation_finds_its_tree_first(finder: Finder, words: str, slug: str) -> None:
    first = finder.search(words, Scope.AGENT).results[0]
    assert (first.kind, first.path.rsplit("/", 1)[-1]) == ("tree", f"{slug}.yaml")


@pytest.mark.parametrize(("words", "id"), SHEET_FIRST.items())
def test_a_procedure_finds_its_sheet_first(finder: Finder, words: str, id: str) -> None:
    assert finder.search(words, Scope.AGENT).results[0].path == f"operators/{id}.md"


def test_trees_complete_what_is_typed(finder: Finder) -> None:
    found = finder.complete("je n'arrive pas", Scope.AGENT)
    assert any(each.path.endswith("je-n-arrive-pas-a-me-connecter.yaml") for each in found)
