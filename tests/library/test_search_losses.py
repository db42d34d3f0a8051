"""What texts not yet published would lose of the search cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb_app.knowledge.content.model import Document
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.finder import Finder
from kb_app.library.reading import read
from kb_app.library.search_losses import Losses
from kb_app.library.search_replay import PATH
from tests import factories
from tests.factories import sheet_text, small_library

VITALE = "operators/cpam/carte-vitale.md"
SYNONYMS = "vocabulary/synonyms.yaml"
CASES = """cas:
  - question: carte verte
    codes: [CPAM-02]
  - question: le papier gaufré
    codes: [CAF-03]
  - question: introuvable
    codes: [CAF-04]
"""
WORDS = "vers:\n  gaufré: [rsa]\n"
BARE = sheet_text("CPAM-02", "Document perdu", mots_du_public=["plastique"])
LOST = "Cette version fait perdre la question « carte verte » (CPAM-02 attendue)."


@pytest.fixture
def losses(sqlite_engine: Engine, tmp_path: Path) -> Losses:
    """A library whose two first cases pass, the third being lost already."""
    library = factories.library(sqlite_engine)
    texts = small_library() | {PATH: CASES, SYNONYMS: WORDS}
    assert not import_texts(library, incoming(texts), "essai").refused
    Finder(library, tmp_path / "index").keep_up()
    return Losses(library, tmp_path / "index")


def documents(texts: dict[str, str]) -> dict[str, Document]:
    found = {path: read(path, text).document for path, text in texts.items()}
    return {path: document for path, document in found.items() if document}


def test_a_text_that_loses_a_question_is_told_in_a_sentence(losses: Losses, tmp_path: Path) -> None:
    served = sorted((tmp_path / "index").rglob("*"))
    assert losses.sentences({VITALE: BARE}) == (LOST,)
    assert sorted((tmp_path / "index").rglob("*")) == served
    assert [case.question for case in losses.of(documents({VITALE: BARE}))] == ["carte verte"]


def test_so_is_a_synonym_taken_away(losses: Losses) -> None:
    [told] = losses.sentences({SYNONYMS: "vers:\n  autre: [rsa]\n"})
    assert "« le papier gaufré » (CAF-03 attendue)" in told


def test_a_question_that_moves_with_its_words_is_not_lost(losses: Losses) -> None:
    words = "groupes:\n  - [carte verte, plastique]\nvers:\n  gaufré: [rsa]\n"
    assert losses.sentences({VITALE: BARE, SYNONYMS: words}) == ()


def test_what_is_lost_already_is_nobody_s_fault(losses: Losses) -> None:
    better = sheet_text("CPAM-02", "Carte Vitale perdue", mots_du_public=["carte verte"])
    assert losses.sentences({VITALE: better}) == ()


def test_a_new_question_that_finds_nothing_yet_is_told_but_holds_no_import(losses: Losses) -> None:
    texts = {PATH: f"{CASES}  - question: bidule\n    codes: [CAF-03]\n"}
    [told] = losses.sentences(texts)
    assert told == "La question « bidule » ne trouve pas encore CAF-03 parmi les premières fiches."
    assert losses.of(documents(texts)) == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("vocabulary/themes.yaml", "theme:\n  titre: Un thème\n"),
        ("vocabulary/documents.yaml", "piece:\n  texte: Une pièce\n  forme: copie\n"),
        (VITALE, "---\nillisible: [\n---\n"),
    ],
)
def test_a_text_that_search_does_not_read_loses_nothing(
    losses: Losses, path: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if path != VITALE:
        monkeypatch.setattr("kb_app.library.search_replay.lost_by", None)
    assert losses.sentences({path: text}) == ()


def test_an_index_not_made_yet_is_made_for_the_occasion(
    losses: Losses, sqlite_engine: Engine, tmp_path: Path
) -> None:
    bare = Losses(factories.library(sqlite_engine), tmp_path / "nulle-part")
    assert bare.sentences({VITALE: BARE}) == (LOST,)
    assert not (tmp_path / "nulle-part").exists()


def test_the_same_review_is_asked_once_until_something_is_published(
    losses: Losses, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert losses.sentences({VITALE: BARE}) == (LOST,)
    with monkeypatch.context() as closed:
        closed.setattr("kb_app.library.search_replay.lost_by", None)
        assert losses.sentences({VITALE: BARE}) == (LOST,)
    rest = CASES.replace("  - question: carte verte\n    codes: [CPAM-02]\n", "")
    library = factories.library(sqlite_engine)
    assert import_texts(library, incoming({PATH: f"version: 1\n{rest}"}), "essai").added
    assert losses.sentences({VITALE: BARE}) == ()
