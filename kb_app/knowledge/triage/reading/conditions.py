"""Conditions, and texts and items that carry one, from the nodes of a tree's file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from kb_app.knowledge.triage.model import Wording
from kb_app.knowledge.triage.reading.blocks import Block, is_empty, items_of
from kb_app.knowledge.triage.terms import (
    All,
    Any,
    Comparison,
    Condition,
    Containing,
    Contains,
    Not,
    Operator,
    Test,
)

NOT, ALL, ANY = "pas", "tous", "un_des"

SIGNS = {
    ">=": Operator.AT_LEAST, "≥": Operator.AT_LEAST,
    "<=": Operator.AT_MOST, "≤": Operator.AT_MOST,
    "!=": Operator.DIFFERENT, "≠": Operator.DIFFERENT,
    "==": Operator.EQUAL, "=": Operator.EQUAL,
    ">": Operator.MORE, "<": Operator.LESS,
}  # fmt: skip
"""How a comparison starts, longest first; without a sign it asks for the same value."""

_COMPARISON = re.compile(rf"({'|'.join(map(re.escape, SIGNS))})?\s*(.*)", re.DOTALL)
_EXAMPLE = "écrivez par exemple { regime: msa }"


def condition(node: Node, found: Findings) -> Condition | None:
    """Return the condition a node says, None when it is refused."""
    if not isinstance(node, Mapping) or not node.entries:
        found.add(
            "Y12",
            node.line,
            f"une condition est faite de lignes « question: réponse » ; {_EXAMPLE}",
        )
        return None
    return _joined([_line(entry, found) for entry in node.entries], All)


def optional_condition(block: Block, key: str = "si") -> tuple[Condition | None, bool]:
    """Return the condition of a block that may have one, and whether it was refused."""
    node = block.values.get(key)
    if node is None:
        return None, False
    read = condition(node, block.found)
    return read, read is None


def _joined(
    parts: Iterable[Condition | None], join: Callable[[tuple[Condition, ...]], Condition]
) -> Condition | None:
    """A condition with a refused part is refused: without that part it would say otherwise."""
    sound: list[Condition] = []
    for part in list(parts):
        if part is None:
            return None
        sound.append(part)
    return sound[0] if len(sound) == 1 else join(tuple(sound))


def _line(entry: Entry, found: Findings) -> Condition | None:
    key, value = entry.key.text, entry.value
    if is_empty(value):
        found.add("Y13", entry.key.line, f"« {key[:80]} » est vide ; complétez la condition")
        return None
    if key == NOT:
        part = condition(value, found)
        return None if part is None else Not(part)
    if key in (ALL, ANY):
        parts = [condition(each, found) for each in items_of(value)]
        if not parts:
            found.add("Y12", value.line, f"« {key} » est une liste de conditions ; {_EXAMPLE}")
            return None
        return _joined(parts, All if key == ALL else Any)
    if isinstance(value, Mapping):
        return _contains(entry, value, found)
    return _test(entry, found)


def _test(entry: Entry, found: Findings) -> Test | None:
    about, values = entry.key.text, items_of(entry.value)
    comparisons = [_comparison(about, value, found) for value in values]
    if not values:
        found.add("Y12", entry.value.line, f"« {about[:80]} » attend au moins une réponse")
    sound = tuple(each for each in comparisons if each)
    return Test(about, sound, entry.key.line) if sound and len(sound) == len(values) else None


def _comparison(about: str, node: Node, found: Findings) -> Comparison | None:
    if not isinstance(node, Scalar):
        found.add("Y12", node.line, f'« {about[:80]} » se compare à un texte : msa, ">= 18"')
        return None
    parts = _COMPARISON.fullmatch(node.text.strip())
    text = " ".join(parts[2].split()) if parts else ""
    if not parts or not text:
        found.add("Y13", node.line, f"« {about[:80]} » n’est comparé à rien ; complétez")
        return None
    return Comparison(SIGNS[parts[1]] if parts[1] else Operator.EQUAL, text)


def _contains(entry: Entry, value: Mapping, found: Findings) -> Condition | None:
    about = entry.key.text
    ways = tuple(way.value for way in Containing)
    block = Block(value, found, f"la condition sur « {about[:80]} »", optional=ways)
    parts = []
    for way in Containing:
        if way in block.values:
            options = tuple(
                text for node in block.some(way) if (text := block.text_of(node, way)) is not None
            )
            parts.append(Contains(about, way, options, entry.key.line) if options else None)
    if not parts:
        if not value.entries:
            found.add("Y12", value.line, f"« {about[:80]} » attend {{ contient: réponse }}")
        return None
    return _joined(parts, All)


def wordings(block: Block, key: str, *, whole: bool) -> tuple[Wording, ...]:
    """Return the texts of a key: one, or a list of `{si, texte}` then `{sinon}`.

    When it must say something on every path (`whole`), a list has to end with `sinon`.
    """
    node = block.values.get(key)
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        text = block.text_of(node, key)
        return () if text is None else (Wording(text, None, node.line),)
    found = block.found
    read: list[Wording] = []
    for item in node.items:
        if read and read[-1].condition is None:
            found.add(
                "R07",
                item.line,
                f"« {key} » : les textes placés après « sinon » ne seront jamais lus",
            )
            break
        wording = _wording(item, key, block, otherwise=True)
        if wording is not None:
            read.append(wording)
    if whole and read and read[-1].condition is not None:
        found.add("Y06", node.line, f"il manque « sinon » (obligatoire dans une liste « {key} »)")
    return tuple(read)


def steps(block: Block, key: str) -> tuple[Wording, ...]:
    """Return the texts of a list, each a text or `{texte, si}`."""
    read = (_wording(item, key, block, otherwise=False) for item in block.items(key))
    return tuple(each for each in read if each is not None)


def _wording(node: Node, key: str, block: Block, *, otherwise: bool) -> Wording | None:
    if not isinstance(node, Mapping):
        text = block.text_of(node, key)
        return None if text is None else Wording(text, None, node.line)
    found = block.found
    if otherwise and any(entry.key.text == "sinon" for entry in node.entries):
        inner = Block(node, found, f"« {key} »", required=("sinon",))
        text = inner.text("sinon")
        return None if text is None else Wording(text, None, node.line)
    required = ("si", "texte") if otherwise else ("texte",)
    inner = Block(node, found, f"« {key} »", required=required, optional=("si",))
    text = inner.text("texte")
    when, refused = optional_condition(inner)
    if text is None or refused or (otherwise and when is None):
        return None
    return Wording(text, when, node.line)
