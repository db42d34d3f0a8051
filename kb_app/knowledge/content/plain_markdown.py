"""The outline of bodies plain enough to be read line by line, without the parser.

`kb check` reads thousands of sheets, and nearly all of them hold nothing but headings,
paragraphs, flat lists, containers and simple links. Anything else is left to the parser; a test
holds the two readings equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    line: int
    last_line: int
    """Same as `line`, unless the heading is underlined."""


@dataclass(frozen=True, slots=True)
class Link:
    target: str
    line: int
    image: bool = False
    """Written as an image, with a `!` stuck before it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph or a list item without its marks; line breaks are kept."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything in reading order; lines count from 1."""

    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    texts: tuple[Text, ...]
    verbatim: tuple[range, ...] = ()
    """Lines of code blocks, where nothing has a meaning."""
    strays: tuple[int, ...] = ()
    """Lines that look like those of a block of ours, and are shown as text."""


# An escaped sign is only itself: it hides in a private character while the rest is read.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = re.compile("[\ue000-\ue07f]")
# What means something anywhere in a line. It opens with the signs themselves and only then looks
# around, here and below: so they are found seven times as fast.
_MARKS = re.compile(
    r"[`\\~\t\r\0&\]_\ue021](?:"
    r"(?<=[`\\~\t\r\0])"  # code, other backslashes
    r"|(?<=&)[#\w]"  # an entity
    r"|(?<=\])[:\[]"  # a reference
    r"|(?<=_)(?:(?<!\w_)|(?!\w))"  # emphasis
    r"|(?<=\ue021)\[)"  # an escaped `!` before a link: the parser cannot tell it from a bare one
)
_HEADING = re.compile(r"(#{1,6}) +([^#*<\[\]\s](?:[^#*<\[\]]*[^#*<\[\]\s])?)")
_OPENING = re.compile(r":::(?:attention|a-savoir|agent)")
# An item whose text would itself be a block (heading, quote, list, rule) is left to the parser.
_ITEM = re.compile(r"(?:([-+])|(\d{1,9})\.) {1,4}(?![-+#>:|=\s]|\d{1,9}[.)](?:\s|$))(?=.)")
_MARKER = re.compile(r"\d{1,9}[.)](?:\s|$)")
_ADDRESS = r"[A-Za-z0-9/:.#?=@+,_-]"
_LINK = re.compile(rf"(!?)\[([^\[\]<>]*)\]\(({_ADDRESS}*)\)|<(https://{_ADDRESS}+)>")
# Only an address the parser would not rewrite: a host in small letters, no unsafe scheme.
_KEPT = re.compile(r"https?://(?!.*xn--)[a-z0-9.-]+(?:[/?#].*)?$|mailto:[a-z]|[^:]*$")
# A few words in bold, between spaces or punctuation; anything finer is for the parser.
_SPACE = " \u00a0\u202f"
_INSIDE = r"[^\s*\[\]<>]"
_BOLD = re.compile(
    rf"\*\*(?<![^{_SPACE}]\*\*)({_INSIDE}(?:[^*\[\]<>]*{_INSIDE})?)\*\*(?=[{_SPACE}.,;:)]|$)"
)


class _NotPlainError(Exception):
    """Only the parser can tell what this line is."""


def plain_outline(body: str) -> Outline | None:
    """Return the body's outline, or None when it takes the parser to be sure."""
    if _HIDDEN.search(body):
        return None
    shown = _ESCAPED.sub(lambda sign: chr(0xE000 + ord(sign[1])), body) if "\\" in body else body
    if _MARKS.search(shown):
        return None
    reading = _Reading(hiding=shown is not body)
    try:
        for number, line in enumerate(shown.split("\n"), start=1):
            reading.read(line, number)
    except _NotPlainError:
        return None
    return None if reading.in_container else reading.outline()


class _Reading:
    """A body being read; `item` is the number of the list item being read, -1 for a bullet."""

    def __init__(self, *, hiding: bool) -> None:
        self.hiding = hiding
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.texts: list[Text] = []
        self.paragraph: list[str] = []
        self.paragraph_line = 0
        self.item: str | None = None
        self.in_container = False

    def outline(self) -> Outline:
        self.end_paragraph()
        return Outline(tuple(self.headings), tuple(self.links), tuple(self.texts))

    def read(self, line: str, number: int) -> None:
        line = line.rstrip(" ")
        if not line:
            self.end_paragraph()
        elif line != line.strip():
            raise _NotPlainError
        elif line[0] == "#":
            self.read_heading(line, number)
        elif line[0] == ":":
            self.read_fence(line)
        elif line[0] in "-+0123456789" and (item := _ITEM.match(line)):
            self.read_item(item, line, number)
        elif line[0] in "-+=>|" or _MARKER.match(line):
            raise _NotPlainError
        else:
            self.read_text(line, number)

    def read_heading(self, line: str, number: int) -> None:
        heading = _HEADING.fullmatch(line)
        if not heading:
            raise _NotPlainError
        self.end_paragraph()
        self.headings.append(Heading(len(heading[1]), self.revealed(heading[2]), number, number))

    def read_fence(self, line: str) -> None:
        opening = bool(_OPENING.fullmatch(line))
        if opening == self.in_container or not (opening or line == ":::"):
            raise _NotPlainError
        self.end_paragraph()
        self.in_container = opening

    def read_item(self, item: re.Match[str], line: str, number: int) -> None:
        # Inside a paragraph, "13. " only starts a list when the line above is its twelfth item.
        if self.paragraph and item[1] is None and item[2] != "1" and self.item != "1":
            raise _NotPlainError
        self.end_paragraph()
        self.read_text(line[item.end() :], number)
        self.item = "-" if item[1] else "1"

    def read_text(self, line: str, number: int) -> None:
        if "*" in line:
            line = _BOLD.sub(_inside, line)
        starts = line.count("](") + line.count("<")
        links = tuple(_LINK.finditer(line)) if starts else ()
        if "*" in line or starts != len(links):
            raise _NotPlainError
        for link in links:
            target = link[3] if link[4] is None else link[4]
            if not _KEPT.match(target):
                raise _NotPlainError
            self.links.append(Link(target, number, bool(link[1])))
        if not self.paragraph:
            self.paragraph_line = number
        self.paragraph.append(_LINK.sub(_bare, line) if links else line)

    def revealed(self, text: str) -> str:
        if not self.hiding:
            return text
        return _HIDDEN.sub(lambda sign: chr(ord(sign[0]) - 0xE000), text)

    def end_paragraph(self) -> None:
        if self.paragraph:
            self.texts.append(Text(self.revealed("\n".join(self.paragraph)), self.paragraph_line))
        self.paragraph = []
        self.item = None


def _inside(bold: re.Match[str]) -> str:
    return bold[1]


def _bare(link: re.Match[str]) -> str:
    """Return the text a link shows."""
    return link[4] or f"{link[1]}{link[2]}"
