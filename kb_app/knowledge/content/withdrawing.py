"""A document taken out of service, or put back: its dates move, every other character stays.

Each function takes a whole text that can be read and whose lines end with LF. What it returns has
been read again and means what it should; InvalidInput says in a sentence why it cannot be written.
"""

from __future__ import annotations

from datetime import date, timedelta

import yaml

from kb_app.errors import InvalidInput
from kb_app.knowledge.content import yaml_additions as additions
from kb_app.knowledge.content.header import fields_of, with_header
from kb_app.knowledge.content.model import Sheet, Withdrawal
from kb_app.knowledge.content.read import read
from kb_app.knowledge.content.sheets import split_header

FIRST_DAY, LAST_DAY = "valide_du", "valide_jusqu_au"
REREAD_WITHIN = timedelta(days=30)
"""For an old text put back whose day to be read again is past: soon."""

_A_SHEET = "operators/operateur/fiche.md"
"""A path of its kind: a sheet does not say its own."""
_BY_HAND = (
    "Ce texte est écrit d’une façon qui ne se change pas toute seule : passez par un brouillon."
)


def withdrawn(text: str, reason: str, successor: str | None, day: date) -> str:
    """Return a sheet withdrawn from a day on, why, and the path of the one to read instead."""
    if _sheet(text).withdrawal:
        raise InvalidInput("Cette fiche est déjà retirée.")
    text = redated(text, day)
    parts = split_header(text)
    assert parts
    end = text.index("\n") + 1 + len(parts[0]) + 1
    lines = f"retrait:\n  motif: {additions.scalar(reason)}\n"
    if successor:
        lines += f"  remplacee_par: {additions.scalar(successor)}\n"
    edited = text[:end] + lines + text[end:]
    same = fields_of(edited).values == fields_of(text).values
    if not same or _sheet(edited).withdrawal != Withdrawal(reason, successor):
        raise InvalidInput(_BY_HAND)
    return edited


def redated(text: str, day: date) -> str:
    """Return a sheet that holds from a day on; to be read again soon, if it was to be before."""
    changes = {FIRST_DAY: day.isoformat()}
    if str(fields_of(text).values["a_revoir_avant"]) <= day.isoformat():
        changes["a_revoir_avant"] = (day + REREAD_WITHIN).isoformat()
    return with_header(text, changes)


def ended(text: str, last: date) -> str:
    """Return a tree that nobody walks after its last day, which is written in it."""
    return _with_date(text, LAST_DAY, last)


def tree_redated(text: str, day: date) -> str:
    """Return a tree that holds from a day on."""
    return _with_date(text, FIRST_DAY, day)


def _sheet(text: str) -> Sheet:
    document = read(_A_SHEET, text, whole=False).document
    if not isinstance(document, Sheet):
        raise InvalidInput(_BY_HAND)
    return document


def _with_date(text: str, key: str, day: date) -> str:
    """Write a date at the margin of a tree, in place of the one there or below its operator."""
    keys = _keys(text)
    root = additions.root_of(text)
    held = additions.value_of(root, key)
    above = additions.value_of(root, "operateur")
    if isinstance(held, yaml.ScalarNode):
        edited = text[: held.start_mark.index] + day.isoformat() + text[held.end_mark.index :]
    elif held is None and isinstance(above, yaml.ScalarNode):
        edited = additions.below(text, above.end_mark.index, f"{key}: {day}\n")
    else:
        raise InvalidInput(_BY_HAND)
    if _keys(edited) != keys | {key: day.isoformat()}:
        raise InvalidInput(_BY_HAND)
    return edited


def _keys(text: str) -> dict[str, object]:
    """Return what is at the margin: texts, and how much each block holds."""
    try:
        root = additions.root_of(text)
    except yaml.YAMLError:
        raise InvalidInput(_BY_HAND) from None
    if root is None:
        raise InvalidInput(_BY_HAND)
    return {
        name.value: node.value if isinstance(node, yaml.ScalarNode) else _size(node)
        for name, node in root.value
    }


def _size(node: yaml.Node) -> int:
    """Count all that a value holds, however deep."""
    if isinstance(node, yaml.MappingNode):
        return sum(2 + _size(value) for _, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return sum(1 + _size(item) for item in node.value)
    return 0
