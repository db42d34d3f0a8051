"""« Toujours juste » from its page, and the board of what to read again."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from kb_app.people.accounts.model import Role
from kb_app.people.upkeep.due import choices
from kb_app.web.french import date_fr
from kb_app.web.house import House
from tests.web import hidden
from tests.web.conftest import SignIn, enter
from tests.web.draft_pages import someone, words
from tests.web.due_sheets import ROOM, Add, adding, confirm, read, room_of


@pytest.fixture
def add(filled: House) -> Add:
    return adding(filled)


# Toujours juste


def test_one_confirms_in_one_gesture_and_readers_see_it(
    sign_in: SignIn, filled: House, add: Add
) -> None:
    address = add(-3)
    client = sign_in(Role.OPERATOR)
    board = read(client, ROOM)
    title = words(client.get(address).get_data(as_text=True))
    number = re.search(r"Fraîche \d+", title)
    assert number
    assert number[0] in board.split("En retard")[1].split("Plus tard")[0]
    answer = confirm(client, room_of(address))
    assert (answer.status_code, answer.location) == (303, ROOM)
    after = client.get(address).get_data(as_text=True)
    assert 'class="overdue"' not in after
    assert "Relue le" in words(after)
    assert "(l’opérateur)" in words(after)
    assert "version 2" in words(after)
    assert f"consultée le {date_fr(filled.today())}" in words(after)
    assert number[0] not in read(client, ROOM).split("Plus tard")[0]


def test_the_page_shows_the_text_its_sources_and_what_changed(sign_in: SignIn, add: Add) -> None:
    page = read(sign_in(Role.TRAINER), room_of(add(-3, body="## En bref\n\nTexte à lire.\n")))
    for told in ("Texte à lire.", "Je l’ai rouverte", "consultée le 20 novembre 2026", "Version 1"):
        assert told in page


def test_what_was_chosen_is_given_back_when_it_is_refused(sign_in: SignIn, add: Add) -> None:
    address = room_of(add(-3))
    client = sign_in(Role.TRAINER)
    last = choices(date.today())[-1].isoformat()
    refused = confirm(client, address, source=[], jusqu_au=last)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "Rouvrez au moins une source" in page
    assert f'value="{last}" checked' in page
    for wrong in ("", "demain", "2099-01-01"):
        again = confirm(client, address, jusqu_au=wrong)
        assert again.status_code == 400
        assert 'role="alert"' in again.get_data(as_text=True)


def test_a_version_published_meanwhile_answers_409(
    sign_in: SignIn, filled: House, add: Add
) -> None:
    address = add(-3)
    client, other = sign_in(Role.TRAINER), sign_in(Role.ADMINISTRATOR)
    assert confirm(other, room_of(address)).status_code == 303
    late = confirm(client, room_of(address), vu="1")
    assert late.status_code == 409
    assert "entre-temps" in late.get_data(as_text=True)
    assert len(filled.library.history(f"operators{address.removeprefix('/fiches')}.md")) == 2


def test_who_wrote_the_text_is_told_that_someone_else_rereads(
    sign_in: SignIn, filled: House, add: Add
) -> None:
    address = add(-3)
    path = f"operators{address.removeprefix('/fiches')}.md"
    text = filled.library.version(path, 1)[1].replace("En ligne", "Sur le site")
    trainer, chief = someone(filled, Role.TRAINER), someone(filled, Role.ADMINISTRATOR)
    text = text.replace("remplit", "remplit bien")
    draft = filled.authoring.start(trainer, path, text, 1, "plus clair")
    filled.authoring.submit(trainer, draft.id)
    mark = filled.authoring.review(chief, draft.id).mark
    filled.authoring.publish(chief, draft.id, mark)
    filled.library.refresh()
    page = read(sign_in(Role.TRAINER), room_of(address))
    assert "une autre personne doit le relire" in page
    mine = confirm(sign_in(Role.TRAINER), room_of(address), jusqu_au=choices(date.today())[0])
    assert mine.status_code == 403
    assert confirm(sign_in(Role.OPERATOR), room_of(address)).status_code == 303


def test_a_tree_is_confirmed_too(sign_in: SignIn, filled: House) -> None:
    address = f"{ROOM}/caf/arbres/essai"
    client = sign_in(Role.OPERATOR)
    assert "Les fiches où il mène" in read(client, address)
    assert confirm(client, address).status_code == 303
    history = filled.library.history("operators/caf/trees/essai.yaml")
    assert [v.number for v in history] == [1, 2]


def test_nothing_typed_breaks_the_page(sign_in: SignIn, add: Add) -> None:
    address = room_of(add(-3))
    client = sign_in(Role.TRAINER)
    hostile = "<script>alert(1)</script>"
    for fields in (
        {"vu": "9" * 30}, {"vu": hostile}, {"source": "9" * 30}, {"source": hostile},
        {"jusqu_au": hostile}, {"source": ["0", "7"]}, {"source": "-1"},
    ):  # fmt: skip
        answer = confirm(client, address, **fields)
        assert answer.status_code in (400, 409), fields
        assert hostile not in answer.get_data(as_text=True)


# The board


def test_the_board_of_an_operator_has_its_own_documents_only(sign_in: SignIn) -> None:
    page = sign_in(Role.OPERATOR).get(ROOM).get_data(as_text=True)
    assert f'href="{ROOM}/caf/' in page
    assert f"{ROOM}/cpam/" not in page
    assert "operateur=" not in page
    trainer = sign_in(Role.TRAINER).get(ROOM).get_data(as_text=True)
    assert f"{ROOM}?operateur=cpam" in trainer
    own = sign_in(Role.TRAINER).get(f"{ROOM}?operateur=cpam").get_data(as_text=True)
    assert f"{ROOM}/caf/" not in own
    assert f'href="{ROOM}/cpam/carte-vitale"' in own


def test_the_room_says_how_many_wait(sign_in: SignIn, filled: House, add: Add) -> None:
    add(3)
    due = filled.upkeep.waiting(someone(filled, Role.TRAINER))
    assert due
    door = sign_in(Role.TRAINER).get("/relecture/calendrier").get_data(as_text=True)
    assert f"À relire {due} bientôt ou en retard" in words(door)


def test_someone_signed_in_elsewhere_cannot_be_made_to_confirm(app_client: FlaskClient) -> None:
    """Without its token, the form is refused."""
    assert app_client.post(f"{ROOM}/caf/relue", data={"vu": "2"}).status_code == 400


@pytest.fixture
def app_client(app: object, filled: House) -> FlaskClient:
    client: FlaskClient = app.test_client()  # type: ignore[attr-defined]
    assert enter(client, hidden.LOGINS[Role.TRAINER], hidden.PASSWORD) == 303
    return client
