"""Withdrawing a document and putting an old text back: reviewed like any other text."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from kb_app.errors import InvalidInput, NotFound, Refused
from kb_app.knowledge.content.model import Sheet, Withdrawal
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.reading import read
from kb_app.people.authoring.model import State
from tests.factories import TODAY, sheet_text
from tests.people.authoring.newsroom import PRIME, RSA, SYNONYMS, VITALE, Newsroom
from tests.trees import SUBTREE, TREE

ESSAI = "operators/cpam/trees/essai.yaml"
COMPTE = "operators/commun/trees/compte.yaml"


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


def test_a_sheet_is_withdrawn_once_someone_else_has_read_why(engine: Engine) -> None:
    room = Newsroom(engine)
    # Nothing refers to the prime, which can go.
    draft = room.authoring.withdraw(room.rose, PRIME, "L’aide n’existe plus", RSA)
    assert (draft.state, draft.reason) == (State.IN_REVIEW, "L’aide n’existe plus")
    with pytest.raises(Refused):
        room.publish(room.rose, draft)
    room.publish(room.noe, draft)
    version, text = room.library.version(PRIME, 2)
    assert (version.withdrawn, version.valid_from) == (True, TODAY)
    sheet = read(PRIME, text).document
    assert isinstance(sheet, Sheet)
    assert sheet.withdrawal == Withdrawal("L’aide n’existe plus", RSA)
    assert PRIME in room.library.refresh().withdrawn
    assert PRIME in room.library.as_of(date(2026, 11, 21)).sheets


def test_a_withdrawn_sheet_is_put_back(room: Newsroom) -> None:
    room.publish(room.noe, room.authoring.withdraw(room.rose, PRIME, "finie"))
    back = room.authoring.restore(room.rose, PRIME, 1, "elle existe encore")
    assert back.state is State.DRAFT
    room.authoring.submit(room.rose, back.id)
    assert room.publish(room.noe, back).number == 3
    found = room.library.refresh().sheets[PRIME].document
    assert (found.withdrawal, found.valid_from) == (None, TODAY)


@pytest.mark.parametrize("successor", [PRIME, "operators/caf/absente.md", SYNONYMS, "x"])
def test_the_one_to_read_instead_is_another_sheet(room: Newsroom, successor: str) -> None:
    with pytest.raises(InvalidInput, match="autre fiche"):
        room.authoring.withdraw(room.rose, PRIME, "finie", successor)


def test_what_is_withdrawn_already_is_told(room: Newsroom) -> None:
    room.publish(room.noe, room.authoring.withdraw(room.rose, PRIME, "finie"))
    with pytest.raises(InvalidInput, match="déjà retirée"):
        room.authoring.withdraw(room.rose, PRIME, "encore")


@pytest.mark.parametrize(
    "path", [SYNONYMS, "operators/caf/operator.yaml", "operators/caf/absente.md", "../x", "\0"]
)
def test_only_sheets_and_trees_are_withdrawn(room: Newsroom, path: str) -> None:
    with pytest.raises(NotFound):
        room.authoring.withdraw(room.rose, path, "finie")


def test_a_section_is_its_operators_own(room: Newsroom) -> None:
    with pytest.raises(NotFound, match="périmètre"):
        room.authoring.withdraw(room.caf, VITALE, "à moi")
    with pytest.raises(NotFound, match="périmètre"):
        room.authoring.restore(room.caf, VITALE, 1, "à moi")
    for account in (room.agent, room.manager):
        with pytest.raises(NotFound):
            room.authoring.withdraw(account, PRIME, "à moi")
    assert room.authoring.withdraw(room.caf, PRIME, "finie").state is State.IN_REVIEW


def test_why_is_said(room: Newsroom) -> None:
    with pytest.raises(InvalidInput, match="pourquoi"):
        room.authoring.withdraw(room.rose, PRIME, " ")
    with pytest.raises(InvalidInput, match="pourquoi"):
        room.authoring.restore(room.rose, PRIME, 1, "\n")
    assert room.authoring.drafts(room.chef) == ()


# Trees


def test_a_tree_is_over_from_today_and_put_back(room: Newsroom) -> None:
    text = TREE.replace("operateur: cpam", "operateur: cpam\nvalide_du: 2026-01-01")
    import_texts(room.library, incoming({ESSAI: text}), "essai")
    room.publish(room.noe, room.authoring.withdraw(room.rose, ESSAI, "plus utile"))
    assert room.library.refresh().trees == {}
    assert list(room.library.as_of(date(2026, 11, 21)).trees) == ["cpam/essai"]
    with pytest.raises(InvalidInput, match="déjà retiré"):
        room.authoring.withdraw(room.rose, ESSAI, "encore")
    back = room.authoring.restore(room.rose, ESSAI, 1, "si, utile")
    room.authoring.submit(room.rose, back.id)
    room.publish(room.noe, back)
    assert list(room.library.refresh().trees) == ["cpam/essai"]


def test_a_sub_tree_is_not_withdrawn_from_under_those_that_call_it(room: Newsroom) -> None:
    import_texts(room.library, incoming({COMPTE: SUBTREE}), "essai")
    with pytest.raises(InvalidInput, match="appellent"):
        room.authoring.withdraw(room.rose, COMPTE, "plus utile")


# Old versions


def test_an_old_version_comes_back_as_a_new_one_of_today(room: Newsroom) -> None:
    _, old = room.library.version(RSA, 1)
    room.published(sheet_text(title="Un faux pas"))
    draft = room.authoring.restore(room.rose, RSA, 1, "le texte d’avant")
    _, text = room.authoring.draft(room.rose, draft.id)
    assert text == old.replace('"2026-01-01"', str(TODAY))
    room.authoring.submit(room.rose, draft.id)
    room.publish(room.noe, draft)
    assert room.versions() == [1, 2, 3]
    # What readers had in between stays what they had.
    assert getattr(room.library.read(RSA, date(2026, 11, 21)).document, "title", "") == (
        "Un faux pas"
    )


def test_the_newest_version_is_not_put_back(room: Newsroom) -> None:
    with pytest.raises(InvalidInput, match="dit déjà"):
        room.authoring.restore(room.rose, RSA, 1, "encore")
    with pytest.raises(NotFound):
        room.authoring.restore(room.rose, RSA, 7, "laquelle ?")
