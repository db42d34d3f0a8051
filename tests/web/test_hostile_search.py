"""Whatever is put in the search box is answered at once, calmly, on the shipped library."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from kb_app.config import read_settings
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.files import read_folder
from kb_app.people.accounts.model import Role
from kb_app.web.app import create_app
from kb_app.web.house import House, open_house
from tests.shape.source import ROOT
from tests.timing import seconds
from tests.web.conftest import enter
from tests.web.hidden import LOGINS, PASSWORD
from tests.web.hostile import mutations, strings
from tests.web.test_hostile_addresses import encoded

PLACES = ("/recherche?q={}", "/recherche/suggestions?q={}")
MUTATIONS = 2_000
SEED = 20261126
BOUND = 0.5
"""Seconds that one answer may take."""
TOGETHER = 30
"""Answers measured in one go: all of them in the time of one is enough for each."""

MARKUP = ("<script>alert", "<img src=x", "<svg/onload", "<iframe", "<style>*", "<a href=javascript")
TOLD = re.compile(r'<p (?:[^>]*role="alert"|class="lead")>([^<]+\.)</p>')
FRENCH = re.compile(r"\b(?:la|le|les|l’\w+|une?|du|des)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def shipped(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copy(migrated_sqlite, folder / "relais.sqlite3")
    house = open_house(
        read_settings({"KB_INSTANCE": str(folder), "KB_INDEX": str(folder / "index")})
    )
    import_texts(house.library, incoming(read_folder(ROOT / "content").texts), "livré")
    house.library.refresh()
    house.finder.keep_up()
    yield house
    house.engine.dispose()


@pytest.fixture(scope="module")
def browser(shipped: House) -> FlaskClient:
    """An agent's, signed in."""
    login = LOGINS[Role.AGENT]
    shipped.accounts.create(login, "Une agente", Role.AGENT, PASSWORD)
    client = create_app(shipped).test_client()
    assert enter(client, login, PASSWORD) == 303
    return client


@pytest.fixture(scope="module")
def questions(shipped: House) -> list[str]:
    """What visitors say, as the sheets tell it."""
    sheets = [published.document for published in shipped.library.snapshot().sheets.values()]
    found = sorted({words for sheet in sheets for words in (sheet.title, *sheet.visitor_words)})
    assert len(found) > 300
    return found


@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_in_the_search_box_is_answered_calmly(
    browser: FlaskClient, place: str
) -> None:
    assert len(strings()) == 515
    ask(browser, place, strings())


@pytest.mark.parametrize("place", PLACES)
def test_questions_that_went_wrong_are_answered_calmly(
    browser: FlaskClient, questions: list[str], place: str
) -> None:
    ask(browser, place, mutations(questions, MUTATIONS, SEED))


def test_a_bad_answer_would_be_seen() -> None:
    assert fault(Response("<html lang=en><h1>Bad Request</h1>", 400, mimetype="text/html"))
    english = '<html lang="fr"><p role="alert">Bad request.</p>'
    assert fault(Response(english, 400, mimetype="text/html"))
    assert fault(Response("<p><img src=x onerror=alert(1)>", mimetype="text/html"))
    assert fault(Response("{}", mimetype="application/json"))
    assert fault(Response("[]", 400, mimetype="application/json"))
    assert fault(Response("", 500))
    assert fault(Response("", 303))


def ask(browser: FlaskClient, place: str, texts: Sequence[str]) -> None:
    """Put each text to the place; fails on a fault or a wait, naming the address."""
    addresses = [place.format(encoded(text)) for text in texts]
    for first in range(0, len(addresses), TOGETHER):
        some = addresses[first : first + TOGETHER]
        answers: dict[str, TestResponse] = {}
        if took(browser, some, answers) >= BOUND:
            assert [address for address in some if took(browser, [address], {}) >= BOUND] == []
        faults = {address: wrong for address, answer in answers.items() if (wrong := fault(answer))}
        assert faults == {}


def took(browser: FlaskClient, addresses: list[str], answers: dict[str, TestResponse]) -> float:
    """Ask for the addresses, note the answers, and return the seconds of them all."""
    return seconds(lambda: answers.update((a, browser.get(a)) for a in addresses), BOUND)


def fault(answer: Response) -> str | None:
    """Return what is wrong with an answer to any text, if something is."""
    page = answer.get_data(as_text=True)
    if answer.status_code == 200 and answer.mimetype == "application/json":
        return None if isinstance(answer.get_json(), list) else "not a list"
    if answer.status_code == 200:
        return next((tag for tag in MARKUP if tag in page), None)
    if answer.status_code not in range(400, 500):
        return f"status {answer.status_code}"
    told = TOLD.search(page)
    french = told and FRENCH.search(told[1])
    return None if french and 'lang="fr"' in page else f"{answer.status_code}: {page[:200]}"
