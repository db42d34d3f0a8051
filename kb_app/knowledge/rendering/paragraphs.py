"""A Markdown text cut into what a reader compares: paragraphs, list items, table rows, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# Lines that begin a paragraph of their own even without an empty line above.
_OPENING = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s|$)|#{1,6}(?:\s|$)|:::|\||>|```|~~~")
# Lines that end with themselves: what follows is another paragraph.
_CLOSED = re.compile(r"#{1,6}(?:\s|$)|:::|\||```|~~~")
_NUMBERED = re.compile(r"(\d{1,9})[.)]")
# No-break spaces are part of the word they tie: « 10 000 € » changes as a whole.
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
# Punctuation that French sets apart stays with its word when typed with a plain space.
_WORD = re.compile(r"(?:« )?[^ ]+(?: [:;?!»%€]+(?![^ ]))*")
_LETTERS = re.compile(r"\w+")


@dataclass(frozen=True)
class Paragraph:
    """`words` joined by single spaces are its text; `keys` are what to compare, one a word.

    Keys are the words, save that an item's number is left out when it only follows from the item
    before: inserting a step must not mark all those after it.
    """

    words: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words that tell what it is about: tool words (de, les, une…) left out."""
        found = _LETTERS.findall(" ".join(self.keys).lower())
        telling = frozenset(w for w in found if len(w) > 3 or w.isdigit())
        return telling or frozenset(found) or frozenset(self.keys)


def words(text: str) -> tuple[str, ...]:
    """Cut a text at spaces and line ends, punctuation kept with its word."""
    return tuple(_WORD.findall(_SPACES.sub(" ", text).strip(" ")))


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Cut a text into its paragraphs; where a line was wrapped, and empty lines, do not count."""
    found = []
    last_numbers: dict[int, int] = {}
    for chunk in _chunks(text):
        bare = chunk.lstrip(" ")
        indent = len(chunk) - len(bare)
        cut = list(words(bare))
        keys = list(cut)
        numbered = _NUMBERED.match(bare)
        last_numbers = {at: n for at, n in last_numbers.items() if at < indent + bool(numbered)}
        if numbered:
            number = int(numbered[1])
            if last_numbers.get(indent) == number - 1:
                keys[0] = keys[0].replace(numbered[1], "", 1)
            last_numbers[indent] = number
        cut[0], keys[0] = " " * indent + cut[0], " " * indent + keys[0]
        found.append(Paragraph(tuple(cut), tuple(keys)))
    return tuple(found)


def _chunks(text: str) -> Iterator[str]:
    lines: list[str] = []
    for line in text.splitlines():
        line = line.expandtabs(4).rstrip()
        bare = line.lstrip(" ")
        if lines and (not bare or _OPENING.match(bare) or _CLOSED.match(lines[-1].lstrip(" "))):
            yield "\n".join(lines)
            lines = []
        if bare:
            lines.append(line)
    if lines:
        yield "\n".join(lines)
