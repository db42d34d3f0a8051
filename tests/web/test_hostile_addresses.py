"""Bad input gets a clear French message and a 4xx: never a 500, never seconds of work."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from kb_app.people.accounts.model import Role
from tests.timing import seconds
from tests.web.conftest import SignIn

HOSTILE = [
    "",
    " ",
    "a" * 201,
    "a" * 8000,
    "*",
    "?" * 50,
    "a* OR b* AND (c",
    "title:[a TO z]",
    "r/.*/",
    '"',
    '"' * 99,
    "((((((((((",
    "\x00\x01\x02",
    "\ud83d\ude00",
    "👩‍👩‍👧‍👦" * 20,
    "'; DROP TABLE versions; --",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "../../../etc/passwd",
    "%00%ff%fe",
    "a " * 90,
    "é" * 200,
    "ß" * 200,
    "İ" * 100,
    "-" * 200,
    "’" * 200,
    "l’" * 90,
    "\u202e\u200f\u2066",
    "1" * 200,
    "NOT NOT NOT",
    "caf^1e9999",
    "a~1e99",
]
PLACES = [
    "/recherche?q={}",
    "/recherche?q=rsa&operateur={}",
    "/recherche?q=rsa&issue={}",
    "/recherche?q=rsa&nombre={}",
    "/recherche/suggestions?q={}",
    "/fiches/caf/demander-le-rsa?le={}",
    "/fiches/caf/demander-le-rsa/comparer?de={}&a=1",
    "/fiches/caf/demander-le-rsa/comparer?de=1&a={}",
    "/connexion?next={}",
    "/operateurs/{}",
    "/themes/{}",
    "/fiches/{}/x",
    "/fiches/caf/{}",
    "/fiches/caf/demander-le-rsa/versions/{}",
]


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.parametrize("place", PLACES)
def test_hostile_text_in_an_address_is_answered_calmly(sign_in: SignIn, place: str) -> None:
    client = sign_in(Role.AGENT)
    addresses = [place.format(encoded(text)) for text in HOSTILE]
    answers: list[TestResponse] = []
    # All of them together in the time one may take.
    assert seconds(lambda: answers.extend(map(client.get, addresses)), 2) < 2
    for answer in answers:
        assert answer.status_code < 500
        page = answer.get_data(as_text=True)
        assert "<script>alert(1)" not in page
        if answer.mimetype == "text/html" and answer.status_code >= 400:
            assert "<h1" in page


def test_a_question_too_long_says_what_to_do(sign_in: SignIn) -> None:
    answer = sign_in(Role.AGENT).get("/recherche?q=" + "a" * 201)
    assert answer.status_code == 400
    assert "200" in answer.get_data(as_text=True)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(max_size=200))
def test_any_question_gets_a_page(sign_in: SignIn, words: str) -> None:
    client = sign_in(Role.AGENT)
    address = "/recherche?" + urlencode({"q": words.encode("utf-8", "surrogatepass")})
    assert client.get(address).status_code in {200, 400}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_changes_by_a_method_a_page_does_not_have(sign_in: SignIn, method: str) -> None:
    answer = sign_in(Role.AGENT).open("/recherche?q=rsa", method=method)
    assert answer.status_code in {400, 405}
    assert "<h1" in answer.get_data(as_text=True)
