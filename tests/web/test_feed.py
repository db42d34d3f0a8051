"""The news as an Atom feed, for a session or at a secret address."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.web.app import create_app
from kb_app.web.house import House
from kb_app.web.views.feed_text import atom
from kb_app.web.views.news_lines import NewsLine
from kb_app.web.views.sheet_page import Link
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import SignIn, csrf

A = "{http://www.w3.org/2005/Atom}"
FEED = "/nouveautes.atom"
HOSTILE = "<script>alert(1)</script> & ]]> <!-- \"'\x00\x08\ufffe\U0001f600 &lt;b&gt;"


def line(**keys: object) -> NewsLine:
    values: dict[str, object] = {
        "id": "operators/caf/rsa.md/3",
        "nature": "Fiche modifiée",
        "title": "Demander le RSA",
        "address": "/fiches/caf/rsa",
        "operator": "caf",
        "operator_label": "CAF",
        "day": date(2026, 11, 20),
        "moment": datetime(2026, 11, 20, tzinfo=UTC),
        "reason": "Barème de novembre.",
        "parts": ("délai", "texte"),
        "practice": True,
        "is_new": False,
        "successor": None,
    }
    return NewsLine(**(values | keys))  # type: ignore[arg-type]


def parsed(*lines: NewsLine, root: str = "https://relais.ville.fr") -> Element:
    return ElementTree.fromstring(atom(lines, "Relais", root, FEED))


def text(element: Element, name: str) -> str:
    found = element.find(f"{A}{name}")
    assert found is not None, name
    return found.text or ""


def fetched(client: FlaskClient, address: str = FEED) -> Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    assert answer.headers["Cache-Control"] == "no-store"
    return ElementTree.fromstring(answer.data)


def held_to_rfc_4287(feed: Element) -> None:
    """What the RFC asks of a feed and of each entry."""
    times = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert feed.tag == f"{A}feed"
    assert feed.find(f"{A}author/{A}name") is not None
    assert {each.get("rel") for each in feed.findall(f"{A}link")} == {"self", "alternate"}
    ids = []
    for element in (feed, *feed.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{A}{name}")) == 1, name
        assert re.fullmatch(times, text(element, "updated"))
        ids.append(text(element, "id"))
        assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:[\w/.-]+", ids[-1]), ids[-1]
    assert len(set(ids)) == len(ids)
    for entry in feed.findall(f"{A}entry"):
        assert entry.find(f"{A}link[@rel='alternate']") is not None
        assert [e.get("type") for e in entry if e.tag in (f"{A}title", f"{A}summary")] == [
            "text"
        ] * 2


def test_an_entry_says_what_changed_and_when_it_came_into_force() -> None:
    feed = parsed(line())
    held_to_rfc_4287(feed)
    (entry,) = feed.findall(f"{A}entry")
    assert text(entry, "id") == "tag:relais.ville.fr,2026:operators/caf/rsa.md/3"
    assert text(entry, "title") == "Demander le RSA (CAF)"
    assert text(entry, "updated") == "2026-11-20T00:00:00Z"
    assert text(entry, "summary") == (
        "Fiche modifiée. Change de pratique. A changé\u00a0: délai, texte. Barème de novembre."
    )
    link = entry.find(f"{A}link")
    assert link is not None
    assert link.get("href") == "https://relais.ville.fr/fiches/caf/rsa"


def test_an_empty_feed_is_a_feed() -> None:
    held_to_rfc_4287(parsed())


@pytest.mark.parametrize("root", ["http://[::1]:8000", "http://127.0.0.1:8000", "https://É.fr"])
def test_ids_are_tags_whatever_the_server_is_called(root: str) -> None:
    held_to_rfc_4287(parsed(line(), root=root))


def test_hostile_titles_are_text() -> None:
    hostile = line(
        title=HOSTILE, reason=HOSTILE, operator_label=HOSTILE, successor=Link("/x", HOSTILE)
    )
    feed = parsed(hostile)
    held_to_rfc_4287(feed)
    (entry,) = feed.findall(f"{A}entry")
    assert {element.tag for element in feed.iter()} <= {
        f"{A}{name}"
        for name in (
            *("feed", "id", "title", "updated", "link", "author"),
            *("name", "entry", "category", "summary"),
        )
    }
    shown = HOSTILE.replace("\x00", "\ufffd").replace("\x08", "\ufffd").replace("\ufffe", "\ufffd")
    assert text(entry, "title") == f"{shown} ({shown})"


def test_the_feed_of_a_session_is_that_of_its_role(sign_in: SignIn, filled: House) -> None:
    path = "operators/caf/flux-hostile.md"
    report = import_texts(
        filled.library, incoming({path: sheet_text("FLUX-1", "Titre <b> & suite")}), "essai"
    )
    assert report.added
    filled.library.refresh()
    for role in Role:
        feed = fetched(sign_in(role))
        held_to_rfc_4287(feed)
        titles = [text(entry, "title") for entry in feed.findall(f"{A}entry")]
        assert "Titre <b> & suite (CAF)" in titles
        trusted = role in (Role.TRAINER, Role.ADMINISTRATOR)
        assert any(hidden.WITHDRAWN_TEXT in title for title in titles) == trusted
    assert sign_in(None).get(FEED).status_code == 302


def test_a_secret_address_shows_what_its_account_may_see_now(
    sign_in: SignIn, filled: House
) -> None:
    login = "lectrice-de-flux@example.fr"
    account = filled.accounts.create(login, "Zorglectrice", Role.TRAINER, hidden.PASSWORD)
    address = f"/nouveautes/{filled.feeds.make(account.id)}.atom"
    nobody = sign_in(None)
    assert hidden.WITHDRAWN_TEXT in nobody.get(address).get_data(as_text=True)
    filled.accounts.set_role(account.id, Role.AGENT)
    page = nobody.get(address).get_data(as_text=True)
    assert hidden.WITHDRAWN_TEXT not in page
    assert "Zorglectrice" not in page
    filled.accounts.set_active(account.id, False)
    assert nobody.get(address).status_code == 404
    filled.accounts.set_active(account.id, True)
    assert nobody.get(address).status_code == 200
    filled.accounts.erase(account.id)
    assert nobody.get(address).status_code == 404


def test_an_address_is_made_shown_once_and_closed(sign_in: SignIn) -> None:
    client, nobody = sign_in(Role.MANAGER), sign_in(None)
    token = csrf(client, "/compte/mot-de-passe")
    made = client.post("/compte/flux", data={"csrf_token": token})
    address = urlsplit(re.findall(r"http://[^\s<]+\.atom", made.get_data(as_text=True))[0]).path
    held_to_rfc_4287(fetched(nobody, address))
    assert address not in client.get("/compte").get_data(as_text=True)
    client.post("/compte/flux/suppression", data={"csrf_token": token})
    assert nobody.get(address).status_code == 404


def test_a_forged_form_makes_no_address(sign_in: SignIn) -> None:
    assert sign_in(Role.AGENT).post("/compte/flux").status_code == 400


@pytest.mark.parametrize("token", ["a", "a" * 4000, "%00", "%FF", "..", "<script>"])
def test_an_unknown_address_is_nobodys(filled: House, token: str) -> None:
    assert create_app(filled).test_client().get(f"/nouveautes/{token}.atom").status_code == 404
