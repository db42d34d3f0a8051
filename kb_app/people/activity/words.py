"""What is kept of a question: nothing that could name someone, on one line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb_app.knowledge.search.analysis import fold
from kb_app.knowledge.triage.masking import masked
from kb_app.people.activity.tables import LONGEST_QUESTION

HIDDEN = "…"
"""Stands for whatever was hidden."""

_MASK = re.compile(r"\[[^\[\]]{1,60} masquée?s?\]")
# Masking knows the numbers that name a person by their form; here no long number is needed at all.
_NUMBER = re.compile(r"\d(?:[\s.\-/]?\d){4,}")
_WORDS = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """A question as it is counted, and as it was written."""

    question: str
    wording: str


def kept(typed: str) -> Words | None:
    """Return what is kept of a question: its numbers of five digits or more hidden, with all
    that `masked` hides. None when no word is left.

    Case, accents, punctuation and spaces make no difference to the question.
    """
    line = "".join(c if c.isprintable() else " " for c in typed)
    text = _NUMBER.sub(HIDDEN, _MASK.sub(HIDDEN, masked(" ".join(line.split())).text))
    # A key left down says nothing; one word in capitals may be an acronym.
    text = text.lower() if text.isupper() and " " in text else text
    wording = text[:LONGEST_QUESTION].rstrip()
    question = folded(wording)
    return Words(question, wording) if question else None


def publishable(wording: str) -> bool:
    """Say whether a wording may be written in a document: nothing in it is, or was, hidden."""
    words = kept(wording)
    return words is not None and HIDDEN not in wording and HIDDEN not in words.wording


def folded(wording: str) -> str:
    """Return the question that a wording, as kept, is a spelling of."""
    # Folding may lengthen, and what is cut may leave an apostrophe or a hyphen behind.
    return " ".join(_WORDS.findall(" ".join(_WORDS.findall(fold(wording)))[:LONGEST_QUESTION]))
