"""What is typed in the search box, read once at the door."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.knowledge.search.analysis import (
    STOP_WORDS,
    WORD,
    forms,
    forms_of,
    spelled_whole,
    stem_of,
)

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
    stems: tuple[str, ...]
    """The terms it is searched by."""


@lru_cache(maxsize=65_536)
def word_of(typed: str) -> Word:
    """Read one word: the same word is read once."""
    return _word(typed, *forms_of(typed))


def stems(text: str) -> tuple[str, ...]:
    """Return the terms that a text is searched by when it is typed, in order."""
    return tuple(stem for typed in WORD.findall(text) for stem in word_of(typed).stems)


def respelt(parts: tuple[str, ...]) -> Word:
    """Return the word, or the words, that these forms make."""
    return _word(" ".join(parts), parts, "")


def _word(typed: str, parts: tuple[str, ...], joined: str) -> Word:
    # Of "c2s", "c" and "s" alone are small words: only the whole says anything.
    if joined and not STOP_WORDS.isdisjoint(parts):
        return Word(typed, parts, joined, (stem_of(joined),))
    return Word(typed, parts, joined, tuple(stem for part in parts if (stem := stem_of(part))))


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
    words = tuple([word for word in map(word_of, WORD.findall(text)) if word.parts])
    codes = [word.joined for word in words if word.joined]
    if _DIGIT.search(text):
        codes += (spelled_whole(letters + digits) for letters, digits in _SPOKEN.findall(text))
    return Query(
        text=text.strip(),
        words=words,
        codes=_distinct(filter(_CODE.fullmatch, codes)) if codes else (),
        quoted=_quoted(text) if _QUOTE.search(text) else (),
    )


def _quoted(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(run for run in map(tuple, map(forms, _PHRASE.findall(text))) if run)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
