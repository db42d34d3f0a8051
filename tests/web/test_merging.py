"""Two texts of one document: side by side, chosen from, and neither lost whatever happens."""

from __future__ import annotations

import html
import random
import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import Draft
from kb_app.web.house import House
from kb_app.web.views.merging_page import NONE, Meeting, Names, merging_page
from tests.factories import sheet_text
from tests.timing import seconds
from tests.web import draft_pages, hidden
from tests.web.conftest import SignIn, csrf
from tests.web.draft_pages import someone

BODY = "## En bref\n\nUn.\n\nDeux.\n\nTrois.\n"
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Desk:
    """A document with one version, and a trainer's draft of it."""

    number = 0

    def __init__(self, house: House, client: FlaskClient) -> None:
        Desk.number += 1
        self.house, self.client = house, client
        self.code = f"UNIR-{Desk.number}"
        self.path = f"operators/caf/fusion-{Desk.number}.md"
        self.publish(BODY, 0)
        self.draft = house.authoring.start(
            someone(house, Role.TRAINER), self.path, self.text("Un.", "Un, à moi."), 1, "essai"
        )

    def text(self, old: str = "", new: str = "") -> str:
        return sheet_text(self.code, "Une fiche", body=BODY.replace(old, new) if old else BODY)

    def publish(self, body: str, after: int) -> None:
        text = sheet_text(self.code, "Une fiche", body=body)
        known = with_version(self.path, text, after) if after else text
        assert import_texts(self.house.library, incoming({self.path: known}), "essai").added
        self.house.library.refresh()

    @property
    def address(self) -> str:
        return f"/redaction/{self.draft.id}/fusion"

    def page(self) -> str:
        return self.client.get(self.address).get_data(as_text=True)

    def now(self) -> tuple[Draft, str]:
        return self.house.authoring.draft(someone(self.house, Role.ADMINISTRATOR), self.draft.id)

    def send(self, page: str, action: str = "enregistrer", **choices: str) -> TestResponse:
        """Send the form of a page with its proposed choices, and others."""
        fields = {n: html.unescape(v) for n, v in HIDDEN_FIELD.findall(page)}
        checked = re.findall(r'name="(choix-\d+)" value="(\w+)" checked', page)
        named = {name.replace("_", "-"): value for name, value in choices.items()}
        form = fields | dict(checked) | named | {"action": action}
        form["csrf_token"] = csrf(self.client, "/compte/sessions")
        return self.client.post(self.address, data=form)


@pytest.fixture
def desk(filled: House, sign_in: SignIn) -> Desk:
    return Desk(filled, sign_in(Role.TRAINER))


def conflicts(page: str) -> list[str]:
    return sorted(set(re.findall(r'name="(choix-\d+)" value="both"', page)))


def test_a_draft_of_the_last_version_has_nothing_to_bring_together(desk: Desk) -> None:
    assert "rien à réunir" in draft_pages.words(desk.page())


def test_changes_apart_are_proposed_and_saved_with_the_new_base(desk: Desk) -> None:
    desk.publish(BODY.replace("Trois.", "Trois, publié."), 1)
    page = desk.page()
    words = draft_pages.words(page)
    for told in (
        "La version 2 a été publiée depuis la version 1",
        "changé dans la version publiée seulement",
        "changé dans ce brouillon seulement",
        "lignes inchangées",
        "Tout est choisi.",
    ):
        assert told in words
    assert conflicts(page) == []
    answer = desk.send(page)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/redaction/{desk.draft.id}?reuni=1",
    )
    draft, text = desk.now()
    assert draft.base == 2
    assert text == desk.text().replace("Un.", "Un, à moi.").replace("Trois.", "Trois, publié.")


def test_what_one_side_changed_may_be_refused(desk: Desk) -> None:
    desk.publish(BODY.replace("Trois.", "Trois, publié."), 1)
    page = desk.page()
    [theirs] = re.findall(r'name="choix-(\d+)" value="theirs" checked', page)
    desk.send(page, **{f"choix_{theirs}": "mine"})
    assert desk.now()[1] == desk.text("Un.", "Un, à moi.")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("theirs", "Un, publié."),
        ("mine", "Un, à moi."),
        ("both", "Un, publié.\nUn, à moi."),
        ("write", "Un, écrit.\n« 1 »"),
    ],
)
def test_a_conflict_is_what_one_chooses(desk: Desk, choice: str, expected: str) -> None:
    desk.publish(BODY.replace("Un.", "Un, publié."), 1)
    page = desk.page()
    [name] = conflicts(page)
    written = {name.replace("choix", "ecrit").replace("-", "_"): "Un, écrit.\r\n« 1 »"}
    choices = {name.replace("-", "_"): choice} | written
    shown = desk.send(page, "apercu", **choices)
    assert shown.status_code == 200
    assert html.escape(desk.text("Un.", expected), quote=False).replace('"', "&#34;") in (
        shown.get_data(as_text=True)
    )
    assert desk.now()[0].revision == 1
    assert desk.send(page, **choices).status_code == 303
    assert desk.now()[1] == desk.text("Un.", expected)


def test_a_conflict_without_a_choice_is_not_saved_and_the_others_are_kept(desk: Desk) -> None:
    desk.publish(BODY.replace("Un.", "Un, publié.").replace("Trois.", "Trois, publié."), 1)
    page = desk.page()
    [theirs] = re.findall(r'name="choix-(\d+)" value="theirs" checked', page)
    answer = desk.send(page, **{f"choix_{theirs}": "mine"})
    again = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Il reste un passage à choisir." in again
    assert f'name="choix-{theirs}" value="mine" checked' in again
    assert desk.now()[0].revision == 1


def test_another_publication_meanwhile_gives_the_choices_back(desk: Desk) -> None:
    desk.publish(BODY.replace("Un.", "Un, publié."), 1)
    page = desk.page()
    [name] = conflicts(page)
    desk.publish(BODY.replace("Un.", "Un, publié.").replace("Trois.", "Trois, publié."), 2)
    answer = desk.send(page, **{name.replace("-", "_"): "both"})
    again = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "La version 3 a été publiée pendant que vous choisissiez." in again
    assert conflicts(again) == []
    assert desk.send(again).status_code == 303
    draft, text = desk.now()
    assert draft.base == 3
    for kept in ("Un, publié.", "Un, à moi.", "Trois, publié."):
        assert kept in text


def test_a_draft_saved_meanwhile_is_one_more_text_to_bring_together(desk: Desk) -> None:
    desk.publish(BODY.replace("Trois.", "Trois, publié."), 1)
    page = desk.page()
    other = desk.text("Deux.", "Deux, à l’autre.")  # and « Un. » as it was before the draft
    desk.house.authoring.save(someone(desk.house, Role.ADMINISTRATOR), desk.draft.id, other, 1)
    answer = desk.send(page)
    again = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "enregistré par quelqu’un d’autre" in again
    assert desk.send(again).status_code == 303
    draft, text = desk.now()
    assert draft.base == 2
    for kept in ("Un.", "Deux, à l’autre.", "Trois, publié."):
        assert kept in text


def collide(desk: Desk, mine: str, theirs: str, **more: str) -> TestResponse:
    """Save the whole text of the draft on a revision that someone else replaced."""
    desk.house.authoring.save(someone(desk.house, Role.ADMINISTRATOR), desk.draft.id, theirs, 1)
    form = {"csrf_token": csrf(desk.client, "/compte/sessions"), "texte": mine, "revision": "1"}
    return desk.client.post(f"/redaction/{desk.draft.id}", data=form | more)


def test_two_people_who_wrote_one_draft_bring_it_together(desk: Desk) -> None:
    mine = desk.text("Un.", "Un, encore.")
    theirs = desk.text("Un.", "Un, à moi.").replace("Trois.", "Trois, à l’autre.")
    answer = collide(desk, mine, theirs)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Rien n’est perdu" in page
    [name] = conflicts(page)
    assert desk.send(page, **{name.replace("-", "_"): "mine"}).status_code == 303
    assert desk.now()[1] == desk.text("Un.", "Un, encore.").replace("Trois.", "Trois, à l’autre.")


def test_what_was_last_saved_tells_who_changed_what(desk: Desk) -> None:
    """Without it, « Un. » put back by oneself would look like left alone."""
    theirs = desk.text("Un.", "Un, à moi.").replace("Trois.", "Trois, à l’autre.")
    saved = {"texte": desk.text("Un.", "Un, à moi.")}
    answer = collide(desk, desk.text(), theirs, acquis=urlencode(saved))
    page = answer.get_data(as_text=True)
    assert conflicts(page) == []
    desk.send(page)
    assert desk.now()[1] == desk.text("Trois.", "Trois, à l’autre.")


def test_a_script_asks_for_the_result_alone(desk: Desk) -> None:
    desk.publish(BODY.replace("Un.", "Un, publié."), 1)
    fields = {n: html.unescape(v) for n, v in HIDDEN_FIELD.findall(desk.page())}
    form = fields | {"action": "apercu", "csrf_token": csrf(desk.client, "/compte/sessions")}
    answer = desk.client.post(desk.address, data=form, headers={"Accept": "application/json"})
    told = answer.get_json()
    assert (told["left"], told["words"]) == (1, "Il reste un passage à choisir.")
    assert "Un, publié." in told["text"]


@pytest.mark.parametrize("broken", ["revision", "depart", "derniere"])
def test_a_broken_form_is_refused_in_french(desk: Desk, broken: str) -> None:
    desk.publish(BODY.replace("Un.", "Un, publié."), 1)
    for value in ("", "-1", "²", "9" * 30, "x"):
        answer = desk.send(desk.page(), **{broken: value})
        assert answer.status_code == 400
        assert "rouvrez" in answer.get_data(as_text=True)
    if broken != "revision":
        assert desk.send(desk.page(), **{broken: "77"}).status_code == 404


def test_a_draft_in_review_is_shown_and_not_written(desk: Desk, filled: House) -> None:
    filled.authoring.submit(someone(filled, Role.TRAINER), desk.draft.id)
    desk.publish(BODY.replace("Un.", "Un, publié."), 1)
    page = desk.page()
    assert "n’est plus en cours d’écriture" in page
    assert f'href="/relecture/{desk.draft.id}#decision"' in page
    assert 'type="radio"' not in page
    assert desk.send(page, **dict.fromkeys(["choix_0"], "mine")).status_code in {400, 409}
    assert desk.now()[0].revision == 1


def test_texts_with_nothing_in_common_are_chosen_whole(desk: Desk) -> None:
    desk.publish("\n\n".join(f"Publié {n}." for n in range(400)) + "\n", 1)
    mine = "\n\n".join(f"À moi {n}." for n in range(400)) + "\n"
    desk.house.authoring.save(
        someone(desk.house, Role.TRAINER), desk.draft.id, sheet_text(desk.code, body=mine), 1
    )
    page = desk.page()
    assert 1 <= page.count("<fieldset") <= 100


@pytest.mark.parametrize("width", [1, 9])
def test_two_texts_of_junk_are_shown_at_once(width: int) -> None:
    dice = random.Random(7)

    def junk() -> str:
        count = 64 * 1024 // (width + 1)
        return "\n".join("".join(dice.choices("abcdé", k=width)) for _ in range(count))

    meeting = Meeting(junk(), junk(), junk(), 1, 1, 1, False)
    assert merging_page(meeting, NONE, Names(*"abcde")).conflicts == 1
    assert seconds(lambda: merging_page(meeting, NONE, Names(*"abcde")), 1.0) < 1.0


def test_a_draft_of_another_section_is_not_there(filled: House, sign_in: SignIn) -> None:
    hidden_draft = hidden.DRAFTS[hidden.CPAM_DRAFT]
    client = sign_in(Role.OPERATOR)
    form = {"csrf_token": csrf(client, "/compte/sessions")}
    for path in ("fusion", "presence"):
        assert client.post(f"/redaction/{hidden_draft}/{path}", data=form).status_code == 404
    assert client.get(f"/redaction/{hidden_draft}/fusion").status_code == 404
