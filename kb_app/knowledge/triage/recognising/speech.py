"""A short text as words to compare: their stems, their clauses, and which of them are denied."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from kb_app.knowledge.search.analysis import STOP_WORDS, fold, terms_of

# Several written words that are one: their parts mean something else.
_LOCUTIONS = {
    ("rendez", "vous"): "rendezvous",
    ("rdv",): "rendezvous",
    ("aujourd", "hui"): "aujourdhui",
    ("apres", "demain"): "apresdemain",
    ("avant", "hier"): "avanthier",
    ("mise", "a", "jour"): "misajour",
    ("mis", "a", "jour"): "misajour",
    ("a", "jour"): "misajour",
    ("mot", "de", "passe"): "motdepasse",
    ("e", "mail"): "mail",
    ("france", "connect"): "franceconnect",
    ("tout", "de", "suite"): "toutdesuite",
    ("pour", "moi"): "pourmoi",
}
_LONGEST_LOCUTION = 3
# Stop words of the search that tell one option from another.
_TELLING = {"autre": "autre", "autres": "autre", "aucun": "aucun", "aucune": "aucun"}
_MORE_SMALL = """
sans jamais non oui deja encore ete etaient bien pouvez voulez savez manque manquent manquez
fait faite faits faites chose choses sait sais savent savoir
"""
_DENYING_WORDS = "pas jamais ni sans aucun aucune non rien manque manquent manquez"
_VERB_WORDS = """
marche marchent fonctionne fonctionnent arrive arrivent avance avancent repond repondent sait
connait rentre passe lit trouve bouge vient ouvre comprend comprends accepte
"""
_ASKING_WORDS = "si s quand comment qui quel quelle quels quelles combien laquelle"
_SMALL = (STOP_WORDS - _TELLING.keys()) | frozenset(_MORE_SMALL.split())

_DENYING = frozenset(_DENYING_WORDS.split())
_TRAILING = frozenset(("pas", "plus", "jamais"))
"""Denials that may come after all they deny: « ma carte rentre pas »."""
# Participles that pass the denial on to what was not done: « actualisation pas faite ».
LIGHT = frozenset(("fait", "faite", "faits", "faites"))
_ELIDED = frozenset(("n", "ne"))
# Verbs that a denial follows, said without « ne »: « ma carte marche pas ».
_VERBS = frozenset(_VERB_WORDS.split())
_OF = frozenset(("de", "d", "du", "des"))
# « rentre pas sur mon compte » does not deny the account.
_AWAY = frozenset(("sur", "dans", "chez", "avec", "pour", "par", "depuis"))
_LINKS = frozenset(("a", "de", "d"))
_WORD = re.compile(r"[^\W\d_]+|\d+")
_BREAK = re.compile(r"[,;.:!?()…\n]|\s[–—/-]\s")
_NEW_CLAUSE = frozenset(("mais", "et", "car", "donc", "puis"))
_KNOWING = frozenset(("sait", "sais", "savent", "savoir"))
_ASKING = frozenset(_ASKING_WORDS.split())
_REACH = 4
"""How far, in words, a denial is from what it denies."""


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    folded: str
    term: str
    """Its stem; empty for a small word."""
    clause: int
    """Words of one clause have no comma or « et » between them."""
    denied_at: int | None = None
    """The place of the word that denies it."""
    is_doubted: bool = False
    """« ne sait pas si », « ou pas », « ? »: neither said nor denied."""

    @property
    def denied(self) -> bool:
        return self.denied_at is not None


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of the text in order; places are those of `text` in composed form (NFC)."""
    found = list(_joined(list(_written(unicodedata.normalize("NFC", text)))))
    for place, by in _denied(found).items():
        found[place] = replace(found[place], denied_at=by)
    for place in _doubted(found, unicodedata.normalize("NFC", text)):
        found[place] = replace(found[place], is_doubted=True)
    return tuple(found)


def _written(text: str) -> Iterator[Word]:
    clause, last = 0, 0
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if _BREAK.search(text, last, match.start()) or folded in _NEW_CLAUSE:
            clause += 1
        last = match.end()
        yield Word(match.start(), match.end(), folded, _term(match[0]), clause)


def _term(written: str) -> str:
    folded = fold(written)
    if written.lower() == "là":
        return "ici"
    if folded in _TELLING:
        return _TELLING[folded]
    if folded in _SMALL:
        return ""
    return next(iter(terms_of(folded)), "")


def _joined(words: list[Word]) -> Iterator[Word]:
    place = 0
    while place < len(words):
        for length in range(_LONGEST_LOCUTION, 0, -1):
            parts = words[place : place + length]
            one = _LOCUTIONS.get(tuple(each.folded for each in parts))
            if one:
                yield replace(parts[0], end=parts[-1].end, folded=one, term=one)
                place += length
                break
        else:
            yield words[place]
            place += 1


def _denied(words: list[Word]) -> dict[int, int]:
    """Return the places of what a « pas », a « sans », a « ne… plus » denies, each with its."""
    denied: dict[int, int] = {}
    for place in range(len(words)):
        if _denies(words, place):
            denied.update(dict.fromkeys(_denied_by(words, place), place))
    return denied


def _denied_by(words: list[Word], place: int) -> set[int]:
    after = words[place + 1].folded if place + 1 < len(words) else ""
    if after == "sans" or _is_or_not(words, place):
        return set()  # « pas sans aide » denies nothing
    if after in LIGHT and (last := _last(words, place)):
        return last
    before = _verbs_before(words, place)
    if before and after not in _LINKS:
        return before
    ahead = _told_after(words, place)
    if ahead or before or words[place].folded not in _TRAILING:
        return before | ahead
    return _last(words, place)


def _denies(words: list[Word], place: int) -> bool:
    folded = words[place].folded
    before = words[place - 1].folded if place else ""
    if folded in _DENYING:
        return not (folded == "sans" and before == "pas")
    if folded != "plus":
        return False
    after = words[place + 1].folded if place + 1 < len(words) else ""
    opens = place == 0 or words[place - 1].clause != words[place].clause
    return before in _VERBS or _with_ne(words, place) is not None or (opens and after in _OF)


def _with_ne(words: list[Word], place: int) -> int | None:
    """Return where the « ne » of a denial stands."""
    for back in range(place - 1, max(-1, place - _REACH), -1):
        if words[back].folded in _ELIDED and words[back].clause == words[place].clause:
            return back
    return None


def _verbs_before(words: list[Word], place: int) -> set[int]:
    """Return the verbs denied from behind: between « ne » and « pas », or just before « pas »."""
    start = _with_ne(words, place)
    if start is not None:
        return {n for n in range(start + 1, place) if words[n].term}
    if words[place].folded != "sans" and place and words[place - 1].folded in _VERBS:
        return {place - 1}
    return set()


def _told_after(words: list[Word], place: int) -> set[int]:
    """Return what is denied ahead: a participle, or a name; what it is of is not denied."""
    for ahead in range(place + 1, min(len(words), place + 1 + _REACH)):
        told = words[ahead].folded
        if words[ahead].clause != words[place].clause or told in _DENYING or told in _AWAY:
            break
        if words[ahead].term:
            return {ahead}
    return set()


def _last(words: list[Word], place: int) -> set[int]:
    for back in range(place - 1, max(-1, place - _REACH), -1):
        if words[back].clause != words[place].clause:
            break
        if words[back].term:
            return {back}
    return set()


def _doubted(words: list[Word], text: str) -> set[int]:
    doubted: set[int] = set()
    for place, word in enumerate(words):
        clause = [n for n, other in enumerate(words) if other.clause == word.clause]
        if word.folded in _KNOWING and any(
            words[n].folded in _ASKING for n in range(place + 1, min(place + 4, len(words)))
        ):
            doubted.update(n for n in clause if n > place)
        elif _is_or_not(words, place):
            doubted.update(n for n in clause if n < place)
        elif re.match(r"\s*\?", text[word.end :]):
            doubted.update(clause)
    return doubted


def _is_or_not(words: list[Word], place: int) -> bool:
    """Return whether the word ends « ou pas », « ou non »."""
    if words[place].folded not in ("pas", "non") or not place or words[place - 1].folded != "ou":
        return False
    return place + 1 == len(words) or words[place + 1].clause != words[place].clause
