"""Visits walked through the small tree by its forms, without a browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web import small_tree
from tests.web.conftest import csrf

TREE = small_tree.ADDRESS

_FRESH = count(1)

Answer = str | Sequence[str]


def post(client: FlaskClient, address: str, **fields: Answer) -> TestResponse:
    """Send a form as one of our pages would, with its token."""
    token = csrf(client, "/compte/mot-de-passe")
    return client.post(address, data={"csrf_token": token, **fields})


def begin(client: FlaskClient, answer: Answer, **more: Answer) -> str:
    """Answer the first question of the tree; return where that leads.

    Each visit is begun with other words: with the same ones at once, it would be the same visit.
    """
    words = {"mots": f"bla{'z' * next(_FRESH)}"} | more
    answered = post(client, TREE, question="situation", reponse=answer, **words)
    assert answered.status_code == 303, answered.get_data(as_text=True)
    return str(answered.location)


def answer(client: FlaskClient, page: str, reponse: Answer) -> str:
    """Answer the question at an address as its page's form does; return where that leads."""
    answered = post(client, page, reponse=reponse, revision=revision(client, page))
    assert answered.status_code == 303, answered.get_data(as_text=True)
    return str(answered.location)


def walk(client: FlaskClient, first: Answer, *answers: Answer) -> str:
    """Walk the tree; return the address of the visit."""
    page = begin(client, first)
    for each in answers:
        page = answer(client, page, each)
    return visit_of(page)


def visit_of(page: str) -> str:
    return re.match(r"/visites/[\w-]+", page)[0]  # type: ignore[index]


def revision(client: FlaskClient, page: str) -> str:
    html = client.get(page).get_data(as_text=True)
    return str(re.findall(r'name="revision" value="(\d+)"', html)[0])


def text_of(client: FlaskClient, page: str) -> str:
    return client.get(page).get_data(as_text=True)
