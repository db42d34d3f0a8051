"""Additions to a YAML text: what is added is written, every other character stays as it was.

The text is one that the strict reader has read without a mistake: its lines end with LF, and it
has no tag, anchor or alias.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import yaml

# The C parser is ten times faster; both give the same places.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Texts that mean the same with and without quotes, in brackets or out, as keys too.
_PLAIN = re.compile(r"[^\W_](?:[\w'’.()/+°€-]| (?=[\w(]))*")

Value = str | Sequence[str] | Mapping[str, str]
Item = str | Sequence[str] | Mapping[str, Value]
"""What a list may be given: a text, a list of texts, a block of keys."""


def root_of(text: str) -> yaml.MappingNode | None:
    """Return the keys of a text with their places; None when it holds nothing but comments."""
    root = yaml.compose(text, Loader=_LOADER)
    return root if isinstance(root, yaml.MappingNode) else None


def value_of(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """Return the value of a key of a block; None when one or the other is not there."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def item_of(node: yaml.Node | None, number: int) -> yaml.Node | None:
    """Return an item of a list, counted from 0; None when there is no list."""
    return node.value[number] if isinstance(node, yaml.SequenceNode) else None


def with_items(text: str, node: yaml.Node | None, items: Sequence[Item]) -> str:
    """Return the text with items after the last one of a list, written as that one is.

    `node` is the list, in the text as it is.
    """
    assert isinstance(node, yaml.SequenceNode)
    if node.flow_style:
        return _within_brackets(text, node, node.value[-1:], ", ".join(map(in_brackets, items)))
    last = node.value[-1]
    bare = isinstance(last, yaml.MappingNode) and not last.flow_style
    return below(text, end_of(text, last), _lines(items, node.start_mark.column, bare))


def with_key(
    text: str, node: yaml.Node | None, key: str, words: Sequence[str], after: str | None = None
) -> str:
    """Return the text with one more key, a list of words, after the key `after` or the last."""
    assert isinstance(node, yaml.MappingNode)
    before = [v for name, v in node.value if after is None or name.value == after][-1:]
    entry = f"{scalar(key)}: {in_brackets(words)}"
    if node.flow_style:
        return _within_brackets(text, node, before, entry)
    return below(text, end_of(text, before[0]), f"{' ' * node.start_mark.column}{entry}\n")


def with_list(text: str, key: str, items: Sequence[Item]) -> str:
    """Return the text with one more key at the margin, at its end: a list of these items."""
    return below(text, len(text), f"{key}:\n{_lines(items, 2, bare=True)}")


def with_entry(text: str, key: str, title: str, items: Mapping[str, Sequence[Item]]) -> str:
    """Return the text with one more block at the margin, at its end, below an empty line.

    It has the line `title`, then lists of blocks.
    """
    lists = "".join(f"  {name}:\n{_lines(each, 4, bare=True)}" for name, each in items.items())
    gap = "\n" if text.strip() else ""
    return below(text, len(text), f"{gap}{scalar(key)}:\n  {title}\n{lists}")


def with_scalar(text: str, node: yaml.Node | None, value: str) -> str:
    """Return the text with another value, on one line, in the place of a text."""
    assert isinstance(node, yaml.ScalarNode)
    return text[: node.start_mark.index] + scalar(value) + text[node.end_mark.index :]


def with_block(text: str, key: str, inner: str, words: Sequence[str]) -> str:
    """Return the text with one more key at the margin, at its end: a block of one key."""
    return below(text, len(text), f"{key}:\n  {scalar(inner)}: {in_brackets(words)}\n")


def scalar(text: str) -> str:
    """Write a text on one line, in quotes when it needs some."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def in_brackets(item: Item) -> str:
    """Write a text, a list of texts or a block of keys on one line."""
    if isinstance(item, str):
        return scalar(item)
    if isinstance(item, Mapping):
        pairs = (f"{key}: {in_brackets(value)}" for key, value in item.items())
        return f"{{ {', '.join(pairs)} }}"
    return f"[{', '.join(map(scalar, item))}]"


def _lines(items: Sequence[Item], column: int, bare: bool) -> str:
    """Write items one below the other; blocks without braces when they are `bare`."""
    margin = " " * column
    return "".join(
        f"{margin}- {f'{chr(10)}{margin}  '.join(_entries(item))}\n"
        if bare and isinstance(item, Mapping)
        else f"{margin}- {in_brackets(item)}\n"
        for item in items
    )


def _entries(block: Mapping[str, Value]) -> list[str]:
    return [f"{key}: {in_brackets(value)}" for key, value in block.items()]


def _within_brackets(
    text: str, node: yaml.Node, before: Sequence[yaml.Node | tuple[yaml.Node, yaml.Node]], new: str
) -> str:
    """Write after what is before it, or alone between its brackets."""
    if not before:
        at = node.end_mark.index - 1
        return text[:at] + new + text[at:]
    at = end_of(text, before[0])
    return f"{text[:at]}, {new}{text[at:]}"


def below(text: str, end: int, lines: str) -> str:
    """Write whole lines below the one where something ends."""
    at = text.find("\n", end) + 1 or len(text)
    if end == len(text):
        at = end
    gap = "" if not at or text[at - 1] == "\n" else "\n"
    return text[:at] + gap + lines + text[at:]


def end_of(text: str, node: yaml.Node | tuple[yaml.Node, yaml.Node]) -> int:
    """Return where the last character of a value is; a block ends where its last value does.

    The parser sees the end of a block, or of a text of several lines, where the next one starts.
    """
    while isinstance(node, tuple) or (
        isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style
    ):
        node = node[1] if isinstance(node, tuple) else node.value[-1]
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return len(text[:end].rstrip(" \n"))
    return end
