"""Completions of what is being typed: titles and visitors' words, held in memory."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from kb_app.knowledge.search.analysis import STOP_WORDS, fold
from kb_app.knowledge.search.fields import FIELDS, Field, parts, texts
from kb_app.knowledge.search.model import Entry, Scope, Suggestion

LONGEST_TYPED = 100
"""Characters beyond which nothing is completed."""
_COMPARED = 48  # characters of a start that are sorted
_LOOKED_AT = 256  # starts read for one prefix, so that "a" costs no more than "allocation"

_KEPT = 2048  # answers, of some hundred bytes each

_NO_PAST: Mapping[str, Sequence[str]] = {}
_SEPARATORS = re.compile(r"[^\w]+")
_WORD_START = re.compile(r"(?<= )\w")
_END = "\n"


class _Phrase(NamedTuple):
    text: str
    entry: int
    scope: Scope


class _Starts:
    """Places in one long text, sorted by what follows them: a prefix is found by bisection."""

    def __init__(self, text: str, places: Iterable[int]) -> None:
        self._text = text
        self._places = array("I", sorted(places, key=lambda p: text[p : p + _COMPARED]))

    def with_prefix(self, prefix: str) -> Sequence[int]:
        prefix = prefix[:_COMPARED]

        def start(place: int) -> str:
            return self._text[place : place + len(prefix)]

        low = bisect_left(self._places, prefix, key=start)
        high = bisect_right(self._places, prefix, lo=low, key=start)
        return self._places[low : min(high, low + _LOOKED_AT)]


class Suggester:
    """Completes with the fields whose `completes` is set; those first in the table come first.

    Then with `past`: by the path of a document, the questions that led to it.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        past: Mapping[str, Sequence[str]] = _NO_PAST,
        fields: tuple[Field, ...] = FIELDS,
    ) -> None:
        self._entries = tuple(entries)
        self._phrases: list[_Phrase] = []
        self._offsets = array("I")
        folded: list[str] = []
        whole: list[list[int]] = []
        inside: list[int] = []
        size = 0
        sources: list[tuple[Scope, Callable[[Entry], Sequence[str]]]] = [
            (field.scope, partial(texts, field=field)) for field in fields if field.completes
        ]
        sources.append((Scope.PUBLIC, lambda entry: past.get(entry.path, ())))
        for scope, source in sources:
            whole.append([])
            for number, entry in enumerate(self._entries):
                for text in source(entry):
                    line = _folded(text)
                    if not line:
                        continue
                    self._phrases.append(_Phrase(text, number, scope))
                    self._offsets.append(size)
                    whole[-1].append(size)
                    inside += [size + word.start() for word in _WORD_START.finditer(line)]
                    folded.append(line)
                    size += len(line) + len(_END)
        joined = _END.join(folded)
        self._tiers = [_Starts(joined, places) for places in (*whole, inside)]
        self._fields = fields
        # Many people type the same beginnings.
        self._completed = lru_cache(maxsize=_KEPT)(self._complete)

    def complete(
        self, typed: str, limit: int = 8, scope: Scope = Scope.PUBLIC
    ) -> tuple[Suggestion, ...]:
        """Return texts in which a word starts as typed, at most `limit`.

        Titles that start so come first, then visitors' words, then past questions, then any word
        inside; shorter ones first. Each document comes once: choosing one opens it.
        """
        prefix = _folded(typed) if len(typed) <= LONGEST_TYPED else ""
        # "carte " asks for the words after it: "carte grise", not "cartes".
        prefix += " " if prefix and not typed[-1].isalnum() else ""
        return self._completed(prefix, limit, scope) if prefix else ()

    def _complete(self, prefix: str, limit: int, scope: Scope) -> tuple[Suggestion, ...]:
        found = self._found(prefix, scope) or self._found(_without_articles(prefix), scope)
        best = {phrase.entry: phrase for phrase in reversed(found)}
        firsts = [phrase for phrase in found if best[phrase.entry] is phrase]
        return tuple(self._suggestion(phrase) for phrase in firsts[:limit])

    def _found(self, prefix: str, scope: Scope) -> list[_Phrase]:
        """Return the phrases once each, best first; of equal texts, only the first."""
        readable_scopes = {field.scope for field in self._fields if field.part in parts(scope)}
        found: dict[str, _Phrase] = {}
        for tier in self._tiers if prefix else ():
            phrases = [self._phrase(place) for place in tier.with_prefix(prefix)]
            for phrase in sorted(phrases, key=lambda p: (len(p.text), p.text, p.entry)):
                if phrase.scope in readable_scopes:
                    found.setdefault(phrase.text, phrase)
        return list(found.values())

    def _phrase(self, place: int) -> _Phrase:
        return self._phrases[bisect_right(self._offsets, place) - 1]

    def _suggestion(self, phrase: _Phrase) -> Suggestion:
        entry = self._entries[phrase.entry]
        return Suggestion(phrase.text, entry.path, entry.title, entry.operator, entry.ending)


def _folded(text: str) -> str:
    """Return the words folded, one space between: what is compared on both sides."""
    return _SEPARATORS.sub(" ", fold(text)).strip()


def _without_articles(prefix: str) -> str:
    words = prefix.split(" ")
    while words and words[0] in STOP_WORDS:
        words.pop(0)
    return " ".join(words)
