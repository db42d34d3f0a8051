"""« Toujours juste » written into a text: its dates move, every other character stays as it was.

Each function takes a whole text that can be read and whose lines end with LF. What it returns has
been read again: nothing but the dates asked for differs. InvalidInput says in a sentence why they
cannot be written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import yaml

from kb_app.errors import InvalidInput
from kb_app.knowledge.content import yaml_additions as additions
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.sheets import split_header
from kb_app.knowledge.content.yaml_nodes import Node, Scalar, Sequence
from kb_app.knowledge.content.yaml_reader import load

REVIEW, REREAD, CONSULTED = "a_revoir_avant", "relu_le", "consulte_le"

_BY_HAND = (
    "Ce texte est écrit d’une façon qui ne se date pas toute seule : passez par un brouillon."
)

_Place = tuple[str | int, ...]
"""Keys and numbers of items, from the margin in."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    new: str


def still_right(text: str, until: date, on: date, reopened: Collection[int] = ()) -> str:
    """Return a sheet confirmed on a day: to be reread before `until`, and each of the sources
    `reopened`, counted from 0, consulted that day.
    """
    parts = split_header(text)
    if parts is None:
        raise InvalidInput(_BY_HAND)
    start = text.index("\n") + 1
    end = start + len(parts[0]) + 1
    header = text[start:end]
    root = _root(header)
    edits = [_dated(header, root, REVIEW, until, after="valide_du")]
    sources = additions.value_of(root, "sources")
    count = len(sources.value) if isinstance(sources, yaml.SequenceNode) else 0
    if not all(0 <= number < count for number in reopened):
        raise InvalidInput("Cette source n’est pas de cette fiche : rechargez la page.")
    for number in sorted(set(reopened)):
        source = additions.item_of(sources, number)
        edits.append(_dated(header, source, CONSULTED, on, after="adresse"))
    changed: dict[_Place, date] = {("sources", n, CONSULTED): on for n in reopened}
    changed[REVIEW,] = until
    return text[:start] + _verified(header, _with(header, edits), changed) + text[end:]


def reread(text: str, until: date, on: date) -> str:
    """Return a tree reread on a day, to be reread again before `until`."""
    root = _root(text)
    edits = [_dated(text, root, REREAD, on, after="titre")]
    after = REREAD if additions.value_of(root, REREAD) else "titre"
    edits.append(_dated(text, root, REVIEW, until, after=after))
    return _verified(text, _with(text, edits), {(REREAD,): on, (REVIEW,): until})


def _root(text: str) -> yaml.MappingNode | None:
    _read(text)
    return additions.root_of(text)


def _dated(text: str, block: yaml.Node | None, key: str, day: date, after: str) -> _Edit:
    """Write a date in place of the one there, as that one is written; or below the key `after`."""
    held = additions.value_of(block, key)
    if isinstance(held, yaml.ScalarNode):
        quote = held.style if held.style in ("'", '"') else ""
        return _Edit(held.start_mark.index, held.end_mark.index, f"{quote}{day}{quote}")
    before = additions.value_of(block, after)
    if held is not None or not isinstance(before, yaml.ScalarNode) or block is None:
        raise InvalidInput(_BY_HAND)
    end = before.end_mark.index
    if isinstance(block, yaml.MappingNode) and block.flow_style:
        return _Edit(end, end, f", {key}: {day}")
    line = text.find("\n", end) + 1
    if not line:
        raise InvalidInput(_BY_HAND)
    return _Edit(line, line, f"{' ' * block.start_mark.column}{key}: {day}\n")


def _with(text: str, edits: Collection[_Edit]) -> str:
    """Make the edits from the last to the first; those at one place stand in their order."""
    for _, edit in sorted(enumerate(edits), key=lambda e: (e[1].start, e[0]), reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def _verified(before: str, after: str, changed: Mapping[_Place, date]) -> str:
    """Return the keys as they now are, held to what they were and to what was to change."""
    leaves = _leaves(_read(before))
    for place, day in changed.items():
        leaves[place] = day.isoformat()
    if _leaves(_read(after)) != leaves:
        raise InvalidInput(_BY_HAND)
    return after


def _read(text: str) -> Node | None:
    found = Findings("")
    node = load(text, found)
    if found.refused:
        raise InvalidInput(_BY_HAND)
    return node


def _leaves(node: Node | None, place: _Place = ()) -> dict[_Place, str]:
    """Return every text of a document by where it is; empty lists and blocks are texts too."""
    match node:
        case Scalar():
            return {place: node.text}
        case Sequence():
            inner: list[tuple[str | int, Node]] = list(enumerate(node.items))
        case None:
            return {}
        case _:
            inner = [(entry.key.text, entry.value) for entry in node.entries]
    found: dict[_Place, str] = {} if inner else {place: type(node).__name__}
    for key, value in inner:
        found |= _leaves(value, (*place, key))
    return found
