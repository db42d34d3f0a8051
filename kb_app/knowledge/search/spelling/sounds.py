"""How a French word sounds, roughly: two spellings with one sound are likely one word.

The rules are those of school French, for folded words (no accents, so é, è and e are one, and ç
is c). They are coarse on purpose: what matters is that slips of the ear come together; which
of the words that sound alike was meant is for their costs and counts to tell.
"""

from __future__ import annotations

import re

_DOUBLED_C = re.compile(r"cc(?=[eiy])")
_DOUBLED = re.compile(r"(\w)\1+")
# Three letters stay, or "rst", "rsd" and "rsp" would be "rs".
_SILENT = re.compile(r"(?<=\w{3})[tsdxpz]+$", re.MULTILINE)

_NO_VOWEL = "(?![aeiouyhmn])"
_SOUNDS = {
    # Nasal vowels: "an" is heard in "banc", not in "banane".
    rf"(?<=i)en{_NO_VOWEL}(?![ct])|(?:[ae]?i|y|u)[mn]{_NO_VOWEL}": "I",
    rf"[ae][mn]{_NO_VOWEL}": "A",
    rf"o[mn]{_NO_VOWEL}": "O",
    "eau|au": "o",
    "(?:ue|eu|oe)il": "El",
    "oeu|eu|oe": "E",
    "a[iye]|e[iy]": "e",
    "oi(?!n)|oy|oua": "wa",
    "ou": "U",
    "y": "i",
    "s?ch(?=[rlnt])|qu?|ck|c(?![eiyhs])": "k",
    "s?ch|sh": "S",
    "x(?:c(?=[eiy]))?|cs|gz": "ks",
    "(?<![sx])t(?=i(?:on|el|al|eu|enc|aire))|sc(?=[eiy])|[cz]": "s",
    "ph": "f",
    "gn": "N",
    "gu(?=[eiy])": "g",
    "ge(?=[aou])|g(?=[eiy])": "j",
    "w": "v",
    "h": "",
}
_HEARD = re.compile("|".join(f"({pattern})" for pattern in _SOUNDS))
_WRITTEN = ("", *_SOUNDS.values())

# « méd(e)cin », « pass(e)port »: the e of an open syllable, after another.
_VOWEL, _CONSONANT = "[aeiouAEIOU]", r"[^aeiouAEIOU\n]"
_MUTE_E = re.compile(f"(?<={_VOWEL}{_CONSONANT})e(?={_CONSONANT}{_VOWEL})")
# -e -é -ée -er -ez -et -ai -ait at the end are taken for one another, or not heard.
_LAST_E = re.compile(r"(?<=\w{3})er?$", re.MULTILINE)

# What folding or reading alone cannot tell: the c of « reçu », the end of « ils touchent ».
_OTHERWISE = re.compile(
    r"(?<=\w)(c)(?=(?:ons?|ue?s?|ante?s?|ades?|ai\w*|oi\w*)$)|(?<!m)ent$", re.MULTILINE
)


def sounds(text: str) -> tuple[str, ...]:
    """Return how folded words sound, one a line as given; and how they may also sound, if so.

    `recu` is also « reçu », `touchent` also « ils touchent ».
    """
    other = _OTHERWISE.sub(lambda found: "s" if found[1] else "e", text)
    return (_heard(text),) if other == text else (_heard(text), _heard(other))


def _heard(text: str) -> str:
    text = _SILENT.sub("", _DOUBLED.sub(r"\1", _DOUBLED_C.sub("x", text)))
    text = _HEARD.sub(lambda found: _WRITTEN[found.lastindex or 0], text)
    return _MUTE_E.sub("", _LAST_E.sub("", _DOUBLED.sub(r"\1", text)))
