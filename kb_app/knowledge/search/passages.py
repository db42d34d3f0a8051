"""The stretch of a text that best shows why it was found, with the searched words marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kb_app.knowledge.search.analysis import WORD, terms_of
from kb_app.knowledge.search.model import Piece

LENGTH = 200
"""Characters of a passage, the ellipses aside."""
_READ = 20_000
"""Characters of a text that are looked at: a page of results is made while someone waits."""

_TEXTS_KEPT = 256
"""Texts made ready to be read: those of popular documents come again and again."""

_SENTENCE_END = re.compile(r"[.!?…]\s+|\n+")
_SPACES = re.compile(r"[ \t\r\n]+")  # the no-break spaces of French stay
_CLOSINGS = (".", "!", "?", "…")
_ELLIPSIS = "…"
"""Where a sentence is cut."""

# One letter for one letter, so that places in the text stay: enough to find where a term may be.
# The stemmer turns a y into an i, and a ligature counts for its first letter.
_ROUGH = tuple(zip("àâäçéèêëîïôöùûüÿœæy", "aaaceeeeiioouuuioai", strict=True))
_LIGATURE = re.compile("(?<=[oa])e.*")
_STEM_ENDING = 3
"""Letters at the end of a term that the stemmer may have put there ("fréquemment": frequent)."""


_ROUNDING = 1e-9


class _Hit(NamedTuple):
    start: int
    end: int
    term: str


def passage(texts: Iterable[str], weights: Mapping[str, float]) -> tuple[Piece, ...]:
    """Return the best passage of the first text that holds most of what was searched.

    `weights` says what each term is worth (its idf). When no text holds any, the beginning of
    the first one is returned; an empty tuple when there is no text.
    """
    best: tuple[float, str, int, list[_Hit]] | None = None
    for text in texts:
        text = text[:_READ].strip()
        hits = _hits(text, weights)
        value, first = _best_window(hits, weights)
        if text and (best is None or value > best[0]):
            best = value, text, first, hits
    if best is None:
        return ()
    _, text, first, hits = best
    start, end = _bounds(text, hits[first].start if hits else 0)
    return _pieces(text, start, end, hits)


def _hits(text: str, weights: Mapping[str, float]) -> list[_Hit]:
    # Reading every word of ten sheets takes most of the time of a search: only those that
    # start like a term are read. A compound found by its whole ("wifi", Wi-Fi) does not always.
    return _hits_among(_likely_words(text, weights), weights) or _hits_among(
        WORD.finditer(text), weights
    )


def _hits_among(words: Iterable[re.Match[str]], weights: Mapping[str, float]) -> list[_Hit]:
    hits = []
    for word in words:
        found = [term for term in terms_of(word[0]) if term in weights]
        if found:
            hits.append(_Hit(word.start(), word.end(), found[0]))
    return hits


def _likely_words(text: str, terms: Iterable[str]) -> Iterator[re.Match[str]]:
    rough = _rough(text)
    starts = {_rough_start(term) for term in terms}
    end = 0
    for place in sorted(place for start in starts for place in _places(rough, start)):
        if place < end:
            continue
        for word in WORD.finditer(text, max(end, _chunk_start(text, place))):
            end = word.end()
            if end > place:
                yield word
                break


@lru_cache(maxsize=4096)
def _rough_start(term: str) -> str:
    start = _LIGATURE.sub("", term)[: max(3, len(term) - _STEM_ENDING)]
    return _rough(start)


@lru_cache(maxsize=_TEXTS_KEPT)
def _rough(text: str) -> str:
    text = text.replace("İ", "I").lower()  # the one letter whose lower case is two
    for letter, plain in _ROUGH:  # ten times as fast as str.translate
        text = text.replace(letter, plain)
    return text


def _places(rough: str, start: str) -> Iterator[int]:
    """Yield where the start opens a run of letters, or of digits."""
    place = rough.find(start)
    while place >= 0:
        before = rough[place - 1 : place]
        if not (before.isalpha() and start[0].isalpha()) and not (
            before.isdigit() and start[0].isdigit()
        ):
            yield place
        place = rough.find(start, place + 1)


def _chunk_start(text: str, place: int) -> int:
    """Return the place after the last space: words are cut there whatever stands around."""
    while place and not text[place - 1].isspace():
        place -= 1
    return place


def _best_window(hits: list[_Hit], weights: Mapping[str, float]) -> tuple[float, int]:
    """Return the value of the best window and the number of its first hit.

    A window is worth its distinct terms; of equals, the earliest.
    """
    best, first, start, value = 0.0, 0, 0, 0.0
    inside: Counter[str] = Counter()
    for number, hit in enumerate(hits):
        value += 0.0 if inside[hit.term] else weights[hit.term]
        inside[hit.term] += 1
        while start < number and hit.end > hits[start].start + LENGTH:
            left = hits[start].term
            inside[left] -= 1
            value -= 0.0 if inside[left] else weights[left]
            start += 1
        if value > best + _ROUNDING:
            best, first = value, start
    return best, first


def _bounds(text: str, hit: int) -> tuple[int, int]:
    """Return where to cut: from the sentence of the hit if it still shows, else from a word."""
    start = 0
    for end_of_sentence in _SENTENCE_END.finditer(text, max(0, hit - LENGTH), hit):
        start = end_of_sentence.end()
    if hit - start > LENGTH // 3:
        start = _word_start(text, max(start, hit - LENGTH // 4))
    if start + LENGTH >= len(text):
        return start, len(text)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, start + LENGTH // 2, start + LENGTH)]
    return start, ends[-1] if ends else _word_end(text, start + LENGTH)


def _word_start(text: str, place: int) -> int:
    space = _SPACES.search(text, place)
    return space.end() if space and space.end() - place < LENGTH // 4 else place


def _word_end(text: str, place: int) -> int:
    space = max(text.rfind(" ", place - LENGTH // 2, place), text.rfind("\n", place - 100, place))
    return space if space > 0 else place


def _pieces(text: str, start: int, end: int, hits: list[_Hit]) -> tuple[Piece, ...]:
    pieces = [] if _opens_sentence(text, start) else [Piece(_ELLIPSIS, False)]
    place = start
    for hit in hits:
        if hit.start < place or hit.end > end:
            continue
        pieces.append(Piece(text[place : hit.start], False))
        pieces.append(Piece(text[hit.start : hit.end], True))
        place = hit.end
    rest = text[place:end].rstrip()
    pieces.append(Piece(rest, False))
    if end < len(text) and not rest.endswith(_CLOSINGS):
        pieces.append(Piece(_ELLIPSIS, False))
    return tuple(Piece(_SPACES.sub(" ", p.text), p.hit) for p in pieces if p.text)


def _opens_sentence(text: str, place: int) -> bool:
    ends = _SENTENCE_END.finditer(text, max(0, place - LENGTH), place)
    return not place or any(end.end() == place for end in ends)
