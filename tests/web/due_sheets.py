"""Sheets of the filled house that are due in so many days, and the form that confirms them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb_app.library.exchange import import_texts, incoming
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web.conftest import csrf
from tests.web.draft_pages import words

Add = Callable[..., str]

ROOM = "/redaction/fraicheur"

_numbers = count(1)


def adding(house: House) -> Add:
    """Return what publishes a sheet of the CAF due in so many days, and gives its address."""

    def added(days: int, **keys: object) -> str:
        number = next(_numbers)
        review = house.today() + timedelta(days=days)
        dates = {"valide_du": "2020-01-01", "a_revoir_avant": review.isoformat()}
        text = sheet_text(f"FRAIS-{number}", f"Fraîche {number}", **(dates | keys))  # type: ignore[arg-type]
        path = f"operators/caf/fraiche-{number}.md"
        assert import_texts(house.library, incoming({path: text}), "essai").added
        house.library.refresh()
        return f"/fiches/caf/fraiche-{number}"

    return added


def room_of(address: str) -> str:
    return address.replace("/fiches", ROOM)


def read(client: FlaskClient, address: str) -> str:
    return words(client.get(address).get_data(as_text=True))


def confirm(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    """Send the form of the page, its hidden fields and the day it proposes included."""
    page = client.get(address).get_data(as_text=True)
    seen = re.search(r'name="vu" value="(\d+)"', page)
    until = re.search(r'value="([\d-]+)" checked', page)
    form: dict[str, object] = {
        "csrf_token": csrf(client, "/compte/sessions"),
        "vu": seen[1] if seen else "",
        "jusqu_au": until[1] if until else "",
        "source": "0",
    }
    return client.post(address, data=form | fields)
