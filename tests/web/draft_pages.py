"""Drafts of the filled house, and their pages as whoever signs in reads and answers them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import count

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Account, Role
from kb_app.people.authoring.model import Draft, State
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import csrf

Begin = Callable[..., Draft]

_numbers = count(1)


def beginning(house: House) -> Begin:
    """Return what submits a draft of a sheet of its own, by the trainer unless said."""

    def submitted(by: Role = Role.TRAINER, title: str = "Titre nouveau", **keys: object) -> Draft:
        number = next(_numbers)
        path = f"operators/caf/essai-{number}.md"
        first = sheet_text(f"ESSAI-{number}", "Titre ancien")
        assert import_texts(house.library, incoming({path: first}), "essai").added
        house.library.refresh()
        text = sheet_text(f"ESSAI-{number}", title, **keys)  # type: ignore[arg-type]
        draft = house.authoring.start(someone(house, by), path, text, 1, f"motif {number}")
        return house.authoring.submit(someone(house, by), draft.id)

    return submitted


def someone(house: House, role: Role) -> Account:
    found = house.accounts.find(hidden.LOGINS[role])
    assert found
    return found


def read(client: FlaskClient, draft: Draft) -> str:
    return client.get(f"/relecture/{draft.id}").get_data(as_text=True)


def send(client: FlaskClient, draft: Draft, action: str, **fields: str) -> TestResponse:
    """Send the form of the draft's page, hidden fields included."""
    page = read(client, draft)
    mark = re.search(r'name="vu" value="([^"]+)"', page)
    token = csrf(client, "/compte/sessions")
    form = {"csrf_token": token, "vu": mark[1] if mark else ""} | fields
    return client.post(f"/relecture/{draft.id}/{action}", data=form)


def post(client: FlaskClient, address: str, **form: object) -> TestResponse:
    token = csrf(client, "/compte/sessions")
    return client.post(address, data={"csrf_token": token} | form)


def address(draft: Draft) -> str:
    return f"/fiches/caf/{draft.path.split('/')[-1].removesuffix('.md')}"


def state(house: House, draft: Draft) -> State:
    return house.authoring.draft(someone(house, Role.ADMINISTRATOR), draft.id)[0].state


def words(page: str) -> str:
    """Return the text of the page's main part as it is read."""
    main = page.split("<main")[1].split("</main")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " ").split())
