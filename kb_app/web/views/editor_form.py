"""The form of the editor and the text of a draft: one to the other, both ways."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.header import (
    FIELDS,
    Block,
    Shape,
    SheetFields,
    Value,
    fields_of,
    new_text,
    with_body,
    with_header,
)
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.knowledge.content.yaml_events import FORBIDDEN

Form = MultiDict[str, str]

SUBMIT = "relecture"
"""What the buttons that ask for a review send."""
UNCHANGED = "Rien n’a changé depuis le dernier enregistrement."

WHOLE = "texte"
"""The field of a document that is written whole."""
BODY = "corps"
"""The field of a sheet's body, whose header is a field for each key."""


def shown_fields(path: str, text: str) -> tuple[SheetFields | None, str]:
    """Return what the form shows of a text, or None and, for a sheet, the reason why there is no
    form for it.
    """
    if kind_of(path) is not Kind.SHEET:
        return None, ""
    try:
        return fields_of(text), ""
    except InvalidInput as reason:
        return None, str(reason)


def typed_text(form: Form, text: str) -> str:
    """Return what `text` becomes as the form was filled.

    Raises InvalidInput when the form is not whole: what was not sent is not taken away.
    """
    if WHOLE in form:
        return _lines(form[WHOLE])
    if BODY not in form or "titre" not in form:
        raise InvalidInput("Le formulaire est incomplet : rien n’a été enregistré.")
    values = header_values(form)
    body = FORBIDDEN.sub("", _lines(form[BODY]))
    try:
        fields_of(text)
    except InvalidInput:
        # Someone wrote it whole meanwhile, and left it unreadable: that text is not ours.
        return new_text(values, body)
    return with_body(with_header(text, values), body)


def header_values(form: Form) -> dict[str, Value]:
    """Return the value of every key that a form shows; nothing else that is sent is read."""
    return {key: _value(form, key, shape, keys) for key, (shape, keys) in FIELDS.items()}


def _value(form: Form, key: str, shape: Shape, keys: tuple[str, ...]) -> Value:
    match shape:
        case Shape.TEXT:
            return form.get(key, "")
        case Shape.LIST:
            # Boxes that are ticked, or one item a line.
            items = (line for item in form.getlist(key) for line in item.splitlines())
            return tuple(dict.fromkeys(filter(None, map(str.strip, items))))
        case Shape.BLOCK:
            return _row(form, key, keys, 0)
        case Shape.BLOCKS:
            count = max(len(form.getlist(f"{key}.{name}")) for name in keys)
            return tuple(_row(form, key, keys, n) for n in range(count))


def _row(form: Form, key: str, keys: tuple[str, ...], number: int) -> Block:
    typed: Mapping[str, list[str]] = {name: form.getlist(f"{key}.{name}") for name in keys}
    return {name: texts[number] for name, texts in typed.items() if number < len(texts)}


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")
