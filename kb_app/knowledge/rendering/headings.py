"""The ids and levels of a body's headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from kb_app.knowledge.rendering.blocks import bare_text
from kb_app.knowledge.rendering.model import Heading

FIRST_LEVEL = 2
"""The page has its own title."""
_LONGEST = 60
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})


def slug(text: str) -> str:
    """Return the text as lower-case ASCII words joined by hyphens, 60 characters at most.

    `section` when nothing is left.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    # Accents are dropped before the split, so that a word does not break at each of them.
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST].strip("-") or "section"


def number_headings(stream: Sequence[Token], prefix: str) -> dict[int, Heading]:
    """Return the headings by the position of their `heading_open`, those without text left out.

    Ids are `<prefix>-<slug>`, with `-2`, `-3`… for namesakes. Levels start at FIRST_LEVEL and
    none is skipped on the way down: a heading is one under its parent.
    """
    taken: set[str] = set()
    namesakes: dict[str, int] = {}
    headings: dict[int, Heading] = {}
    above: list[int] = []
    for place, token in enumerate(stream):
        if token.type != "heading_open":
            continue
        text = bare_text(stream[place + 1].children).strip()
        if not text:
            continue
        written = int(token.tag[1])
        above = [*(level for level in above if level < written), written]
        base = identifier = f"{prefix}-{slug(text)}"
        while identifier in taken:
            namesakes[base] = namesakes.get(base, 1) + 1
            identifier = f"{base}-{namesakes[base]}"
        taken.add(identifier)
        headings[place] = Heading(identifier, min(len(above) + FIRST_LEVEL - 1, 6), text)
    return headings
