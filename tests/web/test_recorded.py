"""What pages tell of searching: questions once, openings from results, and nothing else."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kb_app.people.accounts.model import Role
from kb_app.people.activity.tables import search_openings, search_questions
from kb_app.web.house import House
from tests.web.conftest import SignIn
from tests.web.inbox_pages import forget_searches

SITE = "http://localhost"
RSA = "/fiches/caf/demander-le-rsa"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
CUBOT = "Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/120 Mobile"


@pytest.fixture
def client(filled: House, sign_in: SignIn) -> FlaskClient:
    """An agent's browser, in a house where nothing was searched yet."""
    forget_searches(filled)
    return sign_in(Role.AGENT)


def asked(house: House) -> dict[str, tuple[int, int]]:
    """Return how often each question was asked, and how often without a result."""
    house.activity.flush()
    q = search_questions.c
    with house.engine.connect() as connection:
        rows = connection.execute(select(q.question, q.asked, q.without_result, q.day)).all()
    assert {row.day for row in rows} <= {house.today(), date.today()}
    return {row.question: (row.asked, row.without_result) for row in rows}


def opened(house: House) -> dict[tuple[str, str], int]:
    house.activity.flush()
    o = search_openings.c
    with house.engine.connect() as connection:
        rows = connection.execute(select(o.question, o.path, o.n)).all()
    return {(row.question, row.path): row.n for row in rows}


def results(words: str, more: str = "") -> str:
    return f"/recherche?q={quote(words)}{more}"


def come(client: FlaskClient, address: str, before: str, **headers: str) -> int:
    """Follow a link of a page, as a browser tells it; return the status."""
    return client.get(address, headers={"Referer": SITE + before, **headers}).status_code


def test_a_search_is_counted_with_what_it_found(client: FlaskClient, filled: House) -> None:
    client.get(results("Le RSA"))
    client.get(results("le rsa"))
    client.get(results("zzzz qqqq"))
    assert asked(filled) == {"le rsa": (2, 0), "zzzz qqqq": (1, 1)}


@pytest.mark.parametrize("more", ["&issue=accompagnement", "&operateur=caf", "&nombre=30"])
def test_a_question_already_sorted_is_not_counted_wherever_it_comes_from(
    client: FlaskClient, filled: House, more: str
) -> None:
    assert client.get(results("le rsa", more)).status_code == 200
    assert asked(filled) == {}


def test_fewer_more_or_again_the_same_results_are_no_new_question(
    client: FlaskClient, filled: House
) -> None:
    page = results("le rsa")
    assert client.get(page).status_code == 200
    for more in ("&issue=accompagnement", "&operateur=caf", "&nombre=30", "&note=oui"):
        assert come(client, page + more, page) == 200
    # Filters taken off, or the page asked for again.
    assert come(client, page, page + "&issue=accompagnement") == 200
    assert come(client, page, page + "&note=oui") == 200
    assert come(client, page, "/recherche/pas-trouve?q=le+rsa") == 200
    assert asked(filled) == {"le rsa": (1, 0)}
    assert come(client, results("la prime"), page) == 200
    assert asked(filled)["la prime"] == (1, 0)


@pytest.mark.parametrize(
    "address",
    [
        "/recherche/suggestions?q=le+rsa",
        "/recherche",
        "/recherche?q=+",
        "/recherche?q=***",
        "/recherche?q=" + "a" * 201,
        "/recherche/pas-trouve?q=le+rsa",
    ],
)
def test_what_is_no_question_answered_is_not_counted(
    client: FlaskClient, filled: House, address: str
) -> None:
    client.get(address)
    assert asked(filled) == {}


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"User-Agent": FIREFOX}, True),
        ({"User-Agent": CUBOT}, True),
        ({"User-Agent": ""}, True),
        ({"User-Agent": GOOGLEBOT}, False),
        ({"User-Agent": "AhrefsBot/7.0"}, False),
        ({"User-Agent": "Bytespider"}, False),
        ({"Sec-Purpose": "prefetch;prerender"}, False),
        ({"Purpose": "prefetch"}, False),
    ],
)
def test_only_people_are_counted(
    client: FlaskClient, filled: House, headers: dict[str, str], counted: bool
) -> None:
    client.get(results("le rsa"), headers=headers)
    come(client, RSA, results("le rsa"), **headers)
    assert bool(asked(filled)) is counted
    assert bool(opened(filled)) is counted


def test_asking_only_for_the_headers_is_not_counted(client: FlaskClient, filled: House) -> None:
    # Past the checks of pages: this one has no body.
    assert FlaskClient.open(client, results("le rsa"), method="HEAD").status_code == 200
    assert asked(filled) == {}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (RSA, "operators/caf/demander-le-rsa.md"),
        ("/operateurs/caf", "operators/caf/operator.yaml"),
        ("/orientation/cpam/carte?mots=le+rsa", "operators/cpam/trees/carte.yaml"),
    ],
)
def test_what_is_opened_from_results_is_counted_for_their_question(
    client: FlaskClient, filled: House, address: str, path: str
) -> None:
    for before in ("Le RSA", "le rsa"):
        assert come(client, address, results(before, "&issue=accompagnement&nombre=30")) == 200
    assert opened(filled) == {("le rsa", path): 2}


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "/",
        "/operateurs/caf",
        "/recherche",
        "/recherche/pas-trouve?q=le+rsa",
        "/recherche?q=le+rsa&note=oui",
        "/recherche?q=" + "a" * 201,
        "https://ailleurs.example/recherche?q=le+rsa",
        "http://localhost.ailleurs.example/recherche?q=le+rsa",
        "http://[oups/recherche?q=le+rsa",
        "/recherche?" + "&".join("q=a" for _ in range(500)),
    ],
)
def test_what_is_opened_from_elsewhere_is_not(
    client: FlaskClient, filled: House, referer: str
) -> None:
    whole = referer if "://" in referer or not referer else SITE + referer
    assert client.get(RSA, headers={"Referer": whole}).status_code == 200
    assert opened(filled) == {}


def test_a_page_that_is_not_there_is_not_opened(client: FlaskClient, filled: House) -> None:
    page = results("ancienne carte")
    assert come(client, "/fiches/cpam/ancienne-carte", page) == 410
    assert come(client, "/fiches/cpam/inconnue", page) == 404
    assert come(client, "/orientation/cpam/inconnu", page) == 404
    assert come(client, "/operateurs/inconnu", page) == 404
    assert opened(filled) == {}


def test_a_search_is_answered_when_counting_is_impossible(
    client: FlaskClient, filled: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise AssertionError("a search wrote to the database")

    monkeypatch.setattr("kb_app.people.activity.store.add", away)
    assert client.get(results("le rsa")).status_code == 200
    monkeypatch.undo()
    assert asked(filled) == {"le rsa": (1, 0)}
