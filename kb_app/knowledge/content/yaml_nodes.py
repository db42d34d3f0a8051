"""What a YAML file becomes before anyone knows what it means: texts, lists, blocks, lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, exactly as the author meant it: `01000`, `non` and `2026-11-22` stay texts."""

    text: str
    line: int
    plain: bool = True
    """Written without quotes and on the line of its key."""


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[Entry, ...]
    line: int


Node = Scalar | Sequence | Mapping
