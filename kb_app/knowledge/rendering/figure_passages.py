"""The passages of a sheet that read otherwise once an amount changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb_app.knowledge.content.citations import CITING, header_texts
from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.rendering.figures import Tell, in_words
from kb_app.knowledge.rendering.plain import plain


@dataclass(frozen=True, slots=True)
class Passage:
    key: str
    """Of the header; empty for a paragraph of the body."""
    before: str
    after: str


def reworded(sheet: Sheet, before: Tell, after: Tell) -> tuple[Passage, ...]:
    """Return the passages that two ways of telling amounts make different, as they are read.

    Those of the header first, then those of the body, those reserved to agents last. `sheet` is as
    it was written: its citations are not in words yet.
    """
    header = (
        Passage(key, in_words(text, before), in_words(text, after))
        for key, text in zip(CITING, header_texts(sheet), strict=True)
    )
    # An amount takes no line of its own: both sides have the same ones.
    sides = zip(_lines(sheet, before), _lines(sheet, after), strict=True)
    body = (Passage("", old, new) for old, new in sides)
    return tuple(each for each in (*header, *body) if each.before != each.after)


def _lines(sheet: Sheet, tell: Tell) -> Iterator[str]:
    text = plain(sheet.body, tell)
    yield from (*text.public.split("\n"), *text.agent.split("\n"))
