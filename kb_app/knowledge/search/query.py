"""What is typed in the search box, read once at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from kb_app.errors import InvalidInput
from kb_app.knowledge.search.analysis import WORD, forms, forms_of, spelled_whole

LONGEST_QUESTION = 200
"""Characters."""

_QUOTE = re.compile(r'["«“”»]')
_PHRASE = re.compile(r'["«“”»]([^"«“”»]+)["«“”»]')
# "CAF 03" is the code CAF-03 as people say it on the phone.
_CODE = re.compile(r"[a-z]+\d+")
_DIGIT = re.compile(r"\d")
_SPOKEN = re.compile(r"\b([^\W\d_]{2,6})\s+(\d{1,3})\b")


class Word(NamedTuple):
    """A word of the question."""

    typed: str
    parts: tuple[str, ...]
    """Its forms, as `analysis.forms_of` gives them."""
    joined: str


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    """As typed, without the spaces around."""
    words: tuple[Word, ...]
    """In order."""
    codes: tuple[str, ...]
    """The forms that look like a code."""
    quoted: tuple[tuple[str, ...], ...]
    """The forms of each quoted run: exactly these words, one after the other."""


def parse_query(text: str) -> Query:
    """Read a question; operators, wildcards and field names are plain text.

    Raises InvalidInput beyond LONGEST_QUESTION characters. Any other string is a question,
    perhaps without a single word to search (`words` is empty).
    """
    if len(text) > LONGEST_QUESTION:
        raise InvalidInput(
            f"La recherche est limitée à {LONGEST_QUESTION} caractères : "
            "gardez les mots les plus importants."
        )
    words = [
        Word(typed, *spelled) for typed in WORD.findall(text) if (spelled := forms_of(typed))[0]
    ]
    codes = [word.joined for word in words if word.joined]
    if _DIGIT.search(text):
        codes += (spelled_whole(letters + digits) for letters, digits in _SPOKEN.findall(text))
    quoted = _PHRASE.findall(text) if _QUOTE.search(text) else ()
    return Query(
        text=text.strip(),
        words=tuple(words),
        codes=tuple(dict.fromkeys(code for code in codes if _CODE.fullmatch(code)))
        if codes
        else (),
        quoted=tuple(run for run in map(tuple, map(forms, quoted)) if run),
    )
