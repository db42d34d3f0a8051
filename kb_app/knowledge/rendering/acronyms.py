"""Acronyms spelled out at their first use, where the text does not do it beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from markdown_it.token import Token

from kb_app.knowledge.content.model import Acronym
from kb_app.knowledge.content.prose import EVERYDAY
from kb_app.knowledge.rendering.blocks import bare_text

ACRONYM = "acronym"
"""The type of the tokens that `Spelling` cuts out of texts; `meta` holds what is written."""

NO_GLOSSARY: Mapping[str, Acronym] = MappingProxyType({})

# Not inside an address, a code such as CPAM-02 or a longer word.
_WORD = re.compile(r"(?<![\w.@/-])[A-Z][A-Za-z0-9]{1,11}+(?:-[A-Z][A-Za-z]++)?+(?![\w@/-])")
# « … (AAH) », « … (l’AAH ou … » come after the name; « AAH (…) » comes before it.
_OPENED = re.compile(r"\((?:(?:l[ae]s?|ou|dite?|sigle)\s|l[’'])?\Z")
_CLOSED = re.compile(r"[»”\s]*\)")
_TOLD_AFTER = re.compile(r"[»”]?\s*\([^()]*?[a-zà-ÿ]{2}[’'\s-][^()]*?\w{2}")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_NEAR = 25
"""Characters that may stand between an acronym and its name when both are said together."""
_MOST = 0.6
"""Share of the name's words that say the name."""


class Spot(NamedTuple):
    start: int
    end: int
    html: str


class Spelling:
    """Spells out each acronym of a glossary once, in the order in which texts are given."""

    def __init__(self, glossary: Mapping[str, Acronym]) -> None:
        """`glossary` has each acronym under every way it may be written."""
        self._glossary = glossary
        self._met: set[str] = set()

    def text(self, text: str) -> str:
        """Return a text without marks as HTML."""
        out, end = [], 0
        for spot in self._first_uses(text, text, 0):
            out += [escape(text[end : spot.start], quote=False), spot.html]
            end = spot.end
        return "".join((*out, escape(text[end:], quote=False)))

    def block(self, children: Sequence[Token]) -> list[Token]:
        """Return the inline content of a block, ACRONYM tokens in place of first uses.

        Links and code are left as they are: what stands there is not a first use.
        """
        whole, done = bare_text(children), 0
        found: list[Token] = []
        linked = 0
        for child in children:
            linked += child.nesting if child.type.startswith("link_") else 0
            if child.type == "text" and not linked:
                found += self._cut(child, whole, done)
            else:
                found.append(child)
            done += len(bare_text([child]))
        return found

    def _cut(self, token: Token, whole: str, offset: int) -> Iterator[Token]:
        end = 0
        for spot in self._first_uses(token.content, whole, offset):
            yield Token("text", "", 0, content=token.content[end : spot.start])
            written = token.content[spot.start : spot.end]
            yield Token(ACRONYM, "", 0, content=written, meta={"html": spot.html})
            end = spot.end
        yield Token("text", "", 0, content=token.content[end:]) if end else token

    def _first_uses(self, text: str, whole: str, offset: int) -> Iterator[Spot]:
        """Yield the first uses in a text, which is at `offset` in the whole of its block."""
        for match in _WORD.finditer(text) if self._glossary else ():
            acronym = self._glossary.get(match[0])
            if acronym is None or acronym.id in self._met:
                continue
            self._met.add(acronym.id)
            before, after = whole[: match.start() + offset], whole[match.end() + offset :]
            if not _told_beside(before, after, acronym.name):
                inside = before.count("(") > before.count(")")
                yield Spot(match.start(), match.end(), _shown(match[0], acronym, inside=inside))


def _told_beside(before: str, after: str, name: str) -> bool:
    """Tell whether the text says beside an acronym what it stands for.

    Alone between parentheses it comes after its name, whatever that is: the author's meaning
    may not be the glossary's. Elsewhere, most of the name's words are there.
    """
    reach = len(name) + _NEAR
    opened = bool(_OPENED.search(before[-reach:]))
    if (opened and _CLOSED.match(after)) or _TOLD_AFTER.match(after):
        return True
    said, words = _stems(name), (_stems(before[-reach:]), _stems(after[:reach]))
    fewest = 1 if opened else _MOST * len(said)
    return any(len(said & each) >= fewest for each in words)


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _LETTERS.findall(text.casefold())}


def _shown(written: str, acronym: Acronym, *, inside: bool) -> str:
    """Write an acronym with its name: seen, heard and printed without hovering.

    Between parentheses the name has brackets. What everyone says (CAF, SMS) only has it as the
    element's title: written out on every page, it would hide the others.
    """
    name = escape(acronym.name)
    marked = f'<abbr title="{name}">{written}</abbr>'
    if acronym.id.upper() in EVERYDAY:
        return marked
    left, right = "[]" if inside else "()"
    return f'{marked} <span class="sigle">{left}{name}{right}</span>'
