"""A sheet's text as the fields of a form, and back: what is not changed stays byte for byte.

Texts have LF line ends. A header that the strict reader stumbles on, or that is written in a shape
no form shows, raises InvalidInput with the line and the reason: such a text is written whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

import yaml

from kb_app.errors import InvalidInput
from kb_app.knowledge.content import yaml_additions as additions
from kb_app.knowledge.content import yaml_nodes as nodes
from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.sheets import split_header
from kb_app.knowledge.content.yaml_events import FORBIDDEN
from kb_app.knowledge.content.yaml_reader import load


class Shape(Enum):
    TEXT = auto()
    LIST = auto()
    """Of texts."""
    BLOCK = auto()
    """Of keys, each a text."""
    BLOCKS = auto()
    """A list of them."""


_Held = tuple[yaml.ScalarNode, yaml.Node]
Block = Mapping[str, str]
Value = str | tuple[str, ...] | Block | tuple[Block, ...]
"""What a key of each shape holds; an empty one is a key that is not there."""

_EMPTY: Mapping[Shape, Value] = {Shape.TEXT: "", Shape.LIST: (), Shape.BLOCK: {}, Shape.BLOCKS: ()}

FIELDS: Mapping[str, tuple[Shape, tuple[str, ...]]] = MappingProxyType(
    {
        "code": (Shape.TEXT, ()),
        "titre": (Shape.TEXT, ()),
        "resume": (Shape.TEXT, ()),
        "mots_du_public": (Shape.LIST, ()),
        "themes": (Shape.LIST, ()),
        "public": (Shape.LIST, ()),
        "issue_habituelle": (Shape.TEXT, ()),
        "critere": (Shape.TEXT, ()),
        "pieces": (Shape.LIST, ()),
        "en_ligne": (Shape.BLOCK, ("libelle", "adresse", "compte")),
        "telephone": (Shape.BLOCK, ("numero", "horaires")),
        "delai": (Shape.TEXT, ()),
        "cout": (Shape.TEXT, ()),
        "voir_aussi": (Shape.LIST, ()),
        "sources": (Shape.BLOCKS, ("titre", "adresse", "consulte_le")),
        "valide_du": (Shape.TEXT, ()),
        "a_revoir_avant": (Shape.TEXT, ()),
    }
)
"""The keys that a form shows, each with its shape and the keys of its blocks, in usual order.

The others (`retrait`, `version`, one that is unknown) are left where they are.
"""

_SPACES = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True)
class SheetFields:
    """A sheet's text, read for a form: its mistakes are for `check` to tell."""

    values: Mapping[str, Value]
    """Every key of FIELDS; texts are on one line, otherwise as typed."""
    lines: Mapping[str, range]
    """Lines of the file, from 1, that belong to each key that is there, shown or not."""
    body: str
    body_line: int
    """1-based line of the file on which the body starts."""

    def key_of(self, problem: Problem) -> str:
        """Return the key that a problem of the header is about, shown or not; empty for the whole.

        A key within a block follows the block's: `en_ligne.adresse`, `sources.2.titre`, from 1.
        """
        return problem.key or next(
            (k for k, lines in self.lines.items() if problem.line in lines), ""
        )


def fields_of(text: str) -> SheetFields:
    """Return what a form shows of a sheet. Raises InvalidInput when no form can."""
    parts = split_header(text)
    if parts is None:
        raise _unreadable(1, "l’en-tête doit tenir entre deux lignes « --- »")
    header, body, body_line = parts
    root = _root(header)
    values = {key: _EMPTY[shape] for key, (shape, _) in FIELDS.items()}
    for entry in root.entries:
        if entry.key.text in FIELDS:
            values[entry.key.text] = _value(entry)
    starts = [(entry.key.text, entry.key.line) for entry in root.entries]
    ends = [line for _, line in starts[1:]] + [body_line - 1]
    lines = {key: range(start, end) for (key, start), end in zip(starts, ends, strict=True)}
    return SheetFields(values, lines, body, body_line)


def with_header(text: str, changes: Mapping[str, Value]) -> str:
    """Return the text with other values for some keys of FIELDS; an empty one takes its key away.

    Only the lines of the keys whose value changes are written again, a new key at its usual place.
    Raises InvalidInput when a text is written in a way that cannot be changed key by key.
    """
    before = fields_of(text)
    wanted = dict(before.values) | {key: cleaned(key, value) for key, value in changes.items()}
    changed = [key for key in changes if _differs(before, key, wanted[key])]
    start = text.index("\n") + 1
    header = _header(text) + "\n"
    end = start + len(header)
    # What goes is taken away last: keys are placed after those that come before them.
    for key in sorted(changed, key=lambda each: not wanted[each]):
        header = _with_value(header, key, wanted[key])
    edited = text[:start] + header + text[end:]
    after = fields_of(edited)
    if (after.values, after.body, _kept(edited)) != (wanted, before.body, _kept(text)):
        raise InvalidInput(
            "L’en-tête est écrit d’une façon qui ne se change pas dans un formulaire : "
            "modifiez le texte entier."
        )
    return edited


def with_body(text: str, body: str) -> str:
    """Return the text with another body. Raises InvalidInput when it has no header."""
    parts = split_header(text)
    if parts is None:
        raise _unreadable(1, "l’en-tête doit tenir entre deux lignes « --- »")
    if body == parts[1]:
        return text
    before = text[: len(text) - len(parts[1])]
    return before + ("" if before.endswith("\n") else "\n") + body


def new_text(values: Mapping[str, Value], body: str) -> str:
    """Return a sheet from its values, some of which must not be empty, in their usual order."""
    kept = {key: cleaned(key, values[key]) for key in FIELDS if key in values}
    lines = (f"{key}: {_written(value)}\n" for key, value in kept.items() if value)
    return f"---\n{''.join(lines)}---\n{body}"


def cleaned(key: str, value: Value) -> Value:
    """Return a value as it is kept: texts on one line and without invisible characters, no empty
    item, no empty block.
    """
    shape, _ = FIELDS[key]
    if isinstance(value, str):
        assert shape is Shape.TEXT
        return _line(value)
    if isinstance(value, Mapping):
        return _cleaned_block(value)
    if shape is Shape.LIST:
        return tuple(filter(None, (_line(item) for item in value if isinstance(item, str))))
    blocks = (_cleaned_block(item) for item in value if isinstance(item, Mapping))
    return tuple(filter(None, blocks))


def _differs(before: SheetFields, key: str, value: Value) -> bool:
    return value != before.values[key] or (not value and key in before.lines)


def _header(text: str) -> str:
    parts = split_header(text)
    assert parts
    return parts[0]


def _root(header: str) -> nodes.Mapping:
    found = Findings("")
    root = load(header, found, first_line=2)
    if found.problems:
        first = min(found.problems, key=lambda problem: problem.line)
        raise _unreadable(first.line, first.message)
    if not isinstance(root, nodes.Mapping) or not root.entries:
        raise _unreadable(2, "il doit être fait de lignes « clé: texte »")
    if header.lstrip().startswith("{"):
        raise _unreadable(2, "il est écrit entre accolades")
    return root


def _value(entry: nodes.Entry) -> Value:
    key, node = entry.key.text, entry.value
    shape, keys = FIELDS[key]
    if isinstance(node, nodes.Scalar) and not _line(node.text):
        return _EMPTY[shape]
    match node, shape:
        case nodes.Scalar(), Shape.TEXT:
            return _line(node.text)
        case nodes.Sequence(), Shape.LIST:
            return tuple(_text(item, key) for item in node.items)
        case nodes.Mapping(), Shape.BLOCK:
            return _block(node, key, keys)
        case nodes.Sequence(), Shape.BLOCKS:
            return tuple(_block(item, key, keys) for item in node.items)
        case _:
            raise _unreadable(node.line, f"« {key} » n’a pas la forme attendue")


def _block(node: nodes.Node, key: str, keys: tuple[str, ...]) -> Block:
    if not isinstance(node, nodes.Mapping):
        raise _unreadable(node.line, f"« {key} » n’a pas la forme attendue")
    for entry in node.entries:
        if entry.key.text not in keys:
            raise _unreadable(entry.key.line, f"« {key} » a une clé de trop")
    texts = {entry.key.text: _text(entry.value, key) for entry in node.entries}
    return {name: text for name, text in texts.items() if text}


def _text(node: nodes.Node, key: str) -> str:
    if not isinstance(node, nodes.Scalar):
        raise _unreadable(node.line, f"« {key} » n’a pas la forme attendue")
    return _line(node.text)


def _with_value(header: str, key: str, value: Value) -> str:
    root = additions.root_of(header)
    assert root
    held = {name.value: (name, node) for name, node in root.value}
    if key not in held:
        return _with_new(header, held, key, f"{key}: {_written(value)}")
    name, node = held[key]
    start, end = name.start_mark.index, additions.end_of(header, node)
    if value:
        return f"{header[:start]}{key}: {_written(value)}{header[end:]}"
    return header[: header.rfind("\n", 0, start) + 1] + header[header.find("\n", end) + 1 :]


def _with_new(header: str, held: Mapping[str, _Held], key: str, entry: str) -> str:
    """Write a key after the last of those that usually come before it, or first of all."""
    order = ("version", *FIELDS)
    earlier = [each for each in order[: order.index(key)] if each in held]
    first = next(iter(held.values()))[0]
    line = f"{' ' * first.start_mark.column}{entry}\n"
    if earlier:
        return additions.below(header, additions.end_of(header, held[earlier[-1]][1]), line)
    at = header.rfind("\n", 0, first.start_mark.index) + 1
    return header[:at] + line + header[at:]


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(additions.in_brackets, value))}]"
    return additions.in_brackets(value)


def _kept(text: str) -> dict[str, object]:
    """Return what the header says beside FIELDS, without its lines, which move."""
    root = _root(_header(text))
    return {e.key.text: _bare(e.value) for e in root.entries if e.key.text not in FIELDS}


def _bare(node: nodes.Node) -> object:
    if isinstance(node, nodes.Scalar):
        return node.text
    if isinstance(node, nodes.Sequence):
        return [_bare(item) for item in node.items]
    return {entry.key.text: _bare(entry.value) for entry in node.entries}


def _cleaned_block(block: Block) -> Block:
    return {key: line for key, text in block.items() if (line := _line(text))}


def _line(text: str) -> str:
    return _SPACES.sub(" ", FORBIDDEN.sub("", text)).strip(" ")


def _unreadable(line: int, reason: str) -> InvalidInput:
    return InvalidInput(
        f"L’en-tête ne peut pas être montré comme un formulaire. Ligne {line} : {reason}."
    )
