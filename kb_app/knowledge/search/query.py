"""What is typed in the search box, read once at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb_app.errors import InvalidInput
from kb_app.knowledge.search.analysis import joined, terms, words

LONGEST_QUESTION = 200
"""Characters."""

_PHRASE = re.compile(r'["«“”»]([^"«“”»]+)["«“”»]')
# "CAF 03" is the code CAF-03 as people say it on the phone.
_CODE = re.compile(r"[a-z]+\d+")
_SPOKEN_CODE = re.compile(r"\b([^\W\d_]{2,6})\s+(\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    """As typed, without the spaces around."""
    words: tuple[tuple[str, str], ...]
    """Each term once, in order, with the word that was typed."""
    codes: tuple[str, ...]
    """The terms that look like a code."""
    phrases: tuple[tuple[str, ...], ...]
    """The terms of each quoted run of two terms or more: they must stand together."""


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
    typed: dict[str, str] = {}
    for word in words(text):
        for term in word.terms:
            typed.setdefault(term, text[word.start : word.end])
    for letters, digits in _SPOKEN_CODE.findall(text):
        typed.setdefault(joined(letters + digits), f"{letters} {digits}")
    phrases = (tuple(terms(quoted)) for quoted in _PHRASE.findall(text))
    return Query(
        text=text.strip(),
        words=tuple(typed.items()),
        codes=tuple(term for term in typed if _CODE.fullmatch(term)),
        phrases=tuple(phrase for phrase in phrases if len(phrase) > 1),
    )
