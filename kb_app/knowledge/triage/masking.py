"""Hide, in a text about to be kept or sent, what may never be: numbers that name a person.

A net under careful people, not a proof: names and addresses pass through it. Every pattern is
bounded or possessive, so that the time is in proportion to the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

# What people put between digits: at most two of them, so that a list of numbers is not one.
_S = r"[\s.\-/_·\u200b-\u200d\u2060\ufeff]{0,2}"
_DIGITS = rf"(?:{_S}\d)"
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
_NEAR = 40
"""Characters around a number in which a word says what it is."""


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    found: tuple[str, ...]
    """What was hidden, in French, each kind once, in a fixed order."""


def masked(text: str) -> Masked:
    """Return the text with each forbidden number replaced by « [… masqué] », and their kinds.

    Social-security number (13 digits, or 15 with the key; 2A and 2B), tax number, IBAN or RIB,
    e-mail, telephone, and, near a word that says so, allocataire number and date of birth.
    Public service numbers (3646, 0 800…) stay. The text comes back in Unicode's NFC form, its
    digits from 0 to 9.
    """
    text = unicodedata.normalize("NFC", text)
    text = _OTHER_DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    found = []
    for kind, hidden, hide in _RULES:
        text, count = hide(hidden, text)
        if count:
            found.append(kind)
    return Masked(text, tuple(dict.fromkeys(found)))


_Hide = Callable[[str, str], tuple[str, int]]


def _everywhere(pattern: str) -> _Hide:
    compiled = re.compile(pattern)
    return lambda hidden, text: compiled.subn(hidden, text)


def _beside(pattern: str, before: str, after: str) -> _Hide:
    """Hide what has the pattern, when one of these words stands close on its left or right."""
    return partial(
        _hide_beside, re.compile(pattern), re.compile(before, re.I), re.compile(after, re.I)
    )


def _hide_beside(
    pattern: re.Pattern[str],
    before: re.Pattern[str],
    after: re.Pattern[str],
    hidden: str,
    text: str,
) -> tuple[str, int]:
    count = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal count
        left = text[max(0, match.start() - _NEAR) : match.start()]
        right = text[match.end() : match.end() + _NEAR]
        if not (before.search(left) or after.search(right)):
            return match[0]
        count += 1
        return hidden

    return pattern.sub(replaced, text), count


_MONTHS = "janv|f[ée]v|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c"  # and their endings
_DAY = (
    r"(?<!\d)(?:"
    r"\d{1,2}\s?[/.\-\s]\s?\d{1,2}\s?[/.\-\s]\s?(?:\d{4}|\d{2})"
    r"|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}"
    rf"|\d{{1,2}}(?:er)?\s(?i:{_MONTHS})\w{{0,7}}\.?\s(?:\d{{4}}|\d{{2}})"
    r"|\d{8}"
    r")(?!\d)"
)
_TAX_WORDS = r"fiscal|\bspi\b|imp[ôo]t"
_ALLOCATAIRE_WORDS = r"allocataire|matricule|\balloc\b|\bcaf\b"
_BIRTH_WORDS = r"\bn[ée]{1,2}(?:\(e\)|·e|\.e)?s?\b|naissance|naiss\b|\bddn\b"

_RULES: tuple[tuple[str, str, _Hide], ...] = (
    (
        "adresse électronique",
        "[adresse électronique masquée]",
        _everywhere(r"(?<![\w.+%\-])[\w.+%\-]++@[\w\-]++(?:\.[\w\-]++)+"),
    ),
    (
        "coordonnées bancaires",
        "[coordonnées bancaires masquées]",
        _everywhere(
            rf"(?<!\w)(?:(?i:FR{_S}\d{_S}\d(?:{_S}[0-9A-Z]){{23}})"
            rf"|[A-Z]{{2}}\d\d(?:\s?[0-9A-Z]{{4}}){{2,7}}(?:\s?[0-9A-Z]{{1,3}})?"
            rf"|\d{{5}}{_S}\d{{5}}{_S}(?:[0-9A-Z]{_S}){{11}}\d\d)(?!\w)"
        ),
    ),
    (
        "numéro fiscal",
        "[numéro fiscal masqué]",
        _beside(rf"(?<!\d)[0-3]{_DIGITS}{{12}}(?!\d)", _TAX_WORDS, r"\A\W{0,3}(?:n°\s?)?fiscal"),
    ),
    (
        "numéro de sécurité sociale",
        "[numéro de sécurité sociale masqué]",
        _everywhere(
            rf"(?<!\d)[1-478]{_DIGITS}{{4}}{_S}(?:\d{_S}\d|2{_S}[ABab]){_DIGITS}{{6}}"
            rf"(?:{_DIGITS}{{2}})?(?!\d)"
        ),
    ),
    (
        "numéro fiscal",
        "[numéro fiscal masqué]",
        # Not a telephone number dialled from abroad.
        _everywhere(rf"(?<!\d)(?!00{_S}33)[03]{_DIGITS}{{12}}(?!\d)"),
    ),
    (
        "téléphone",
        "[téléphone masqué]",
        # 08 numbers are services, not people.
        _everywhere(
            rf"(?<![\d+])(?:(?:\+|00){_S}33{_S}(?:\(0\){_S})?|0){_S}[1-79]{_DIGITS}{{8}}(?!\d)"
            rf"|(?<![\d+])\+(?!{_S}33{_S}8)\d{_DIGITS}{{8,13}}(?!\d)"
        ),
    ),
    (
        "numéro d’allocataire",
        "[numéro d’allocataire masqué]",
        _beside(
            rf"(?<!\d)\d{_DIGITS}{{6}}(?:\s?[A-Z]\b)?(?!\d)", _ALLOCATAIRE_WORDS, _ALLOCATAIRE_WORDS
        ),
    ),
    (
        "date de naissance",
        "[date de naissance masquée]",
        _beside(_DAY, _BIRTH_WORDS, r"\A\W{0,3}(?:date\sde\s|\w{0,2}\s?)?naissance"),
    ),
)
