"""Drafts being written, and the form of their page, as a browser sends it."""

from __future__ import annotations

import html
import re
from itertools import count

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from kb_app.knowledge.content.header import FIELDS, Shape, SheetFields, fields_of
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import Draft
from kb_app.web.house import House
from kb_app.web.views.editor_form import Form
from tests.factories import sheet_text
from tests.web.conftest import csrf
from tests.web.draft_pages import someone

JSON = {"Accept": "application/json"}

_numbers = count(1)


def sent(fields: SheetFields) -> Form:
    """Return what a browser sends of a form that nobody touched: CRLF, one row more of sources."""
    form: list[tuple[str, str]] = [("corps", fields.body.replace("\n", "\r\n"))]
    boxes = ("themes", "pieces")
    for key, value in fields.values.items():
        shape, names = FIELDS[key]
        if isinstance(value, str):
            form.append((key, value))
        elif shape is Shape.LIST:
            items = [str(item) for item in value]
            form += [(key, item) for item in items] if key in boxes else [(key, "\r\n".join(items))]
        else:
            blocks = [value] if shape is Shape.BLOCK else [*value, {}]
            form += [
                (f"{key}.{name}", block.get(name, ""))
                for block in blocks
                for name in names
                if isinstance(block, dict)
            ]
    return MultiDict(form)


def begun(house: House, text: str | None = None, by: Role = Role.TRAINER) -> Draft:
    """Begin a draft of a new sheet of the CAF."""
    number = next(_numbers)
    path = f"operators/caf/ecrite-{number}.md"
    text = text or sheet_text(f"ECRIT-{number}", f"Fiche écrite {number}")
    return house.authoring.start(someone(house, by), path, text, 0, "motif")


def text_of(house: House, draft: Draft) -> str:
    return house.authoring.draft(someone(house, Role.ADMINISTRATOR), draft.id)[1]


def page_of(client: FlaskClient, draft: Draft) -> str:
    return client.get(f"/redaction/{draft.id}").get_data(as_text=True)


def form_of(house: House, draft: Draft, client: FlaskClient, **typed: str) -> Form:
    """Return what the editor's form sends with other texts in some of its fields."""
    form = MultiDict(sent(fields_of(text_of(house, draft))))
    form["csrf_token"] = csrf(client, f"/redaction/{draft.id}")
    form["revision"] = str(
        house.authoring.draft(someone(house, Role.ADMINISTRATOR), draft.id)[0].revision
    )
    for name, text in typed.items():
        form[name] = text
    return form


def save(
    client: FlaskClient, draft: Draft, form: Form, headers: dict[str, str] | None = None
) -> TestResponse:
    return client.post(f"/redaction/{draft.id}", data=form, headers=headers)


def areas(page: str) -> dict[str, str]:
    """Return what each text area holds, by name."""
    found = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}
