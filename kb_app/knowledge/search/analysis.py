"""French text to index terms: the one tokenizer of the index, of questions and of passages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

APOSTROPHES = "'’‘ʼ`´"
HYPHENS = "‐‑-"  # the plain one last: these stand in character classes
_LETTER = r"[\w\u0300-\u036f]"  # \w leaves out the combining accents of decomposed text

# A written word keeps its inner apostrophes and hyphens, and the dots of an acronym (R.S.A.).
_ACRONYM_DOT = r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)"
WORD = re.compile(rf"{_LETTER}+(?:(?:[{APOSTROPHES}{HYPHENS}]|{_ACRONYM_DOT}){_LETTER}+)*")
# Only a whole leading word is dropped, so "aujourd'hui" and "presqu'île" stay in one piece.
ELISION = re.compile(rf"^(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)[{APOSTROPHES}]", re.IGNORECASE)
_PARTS = re.compile(r"[^\W\d_]+|\d+")

# Longer runs of letters are never words people search for, and Whoosh keys are short.
LONGEST_TERM = 40
_MOST_PARTS_JOINED = 4
# The stemmer takes the s of three-letter acronyms (ASS, ALS) for a plural.
_SHORTEST_STEMMED = 4

# Folded, as they are compared. "sans" and "non" stay out: "sans papiers", "non salarié".
_STOPPED = """
a afin ai ainsi alors as au aucun aucune aussi autre autres aux avait avec avez avoir avons
ayant c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d
dans de depuis des dois doit doivent donc dont du elle elles en entre es est et etait etant etes
etre eu eux faire fais fait faut font furent fut il ils j je l la laquelle le lequel les
lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais me meme memes mes moi mon n ne
ni nos notre nous on ont ou par parce pas peut peuvent peux plus pour pourquoi puis puisqu
puisque qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi s sa se sera ses
si soi soit sommes son sont suis sur t ta te tes toi ton tous tout toute toutes tres tu un une
va vers veut veux voici voila vos votre vous y
"""
STOP_WORDS = frozenset(_STOPPED.split())

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "ł": "l"})
# The stemmer takes some plurals for verbs ("emploi" and "emplois", "loyer" and "loyers" part ways)
# and, once accents are gone, no longer sees that "récupérée" is a participle.
_PLURAL = re.compile("(?<=[^s])s$|(?<=lieu)x$")
_FEMININE = re.compile("(?<=e)e$")
# Nouns whose stem would be that of another word ("loyer" that of "loi", "virement" of "virer").
NEVER_STEMMED = frozenset(("loyer", "foyer", "retraite", "virement"))
# What it leaves apart, of one verb that the third group bends or of the noun beside it: the stem
# they share, then its others. Whoever lost a card says "perdu" of what a sheet calls "perdre".
FAMILIES = """
achet achat
apprend apprendr appri
attend attendr attendu attent
comprend comprendr compr comprennent
conduir condui conduit
construir construit
deced dec
ecri ecrir ecrit
envoi envoy envoient
eteint eteindr
inscr inscri inscrir inscrit inscript inscrivent
joint joindr join
mettr mis met mettent
mort mour
obten obtenu obtien obtient
ouvr ouvert ouvertur
pai pay paient payent
perd perdr perdu
plaint plaindr plain
prend prendr pri pren prennent
reconnaitr reconnu recon
refus refu
rend rendr rendu
repond repondr repondu repons
reprend reprendr repr reprennent
sign signatur
suiv suivr suit
ten tenu tien tient
vend vendr vendu vent
vivr vecu vis vit vivent
"""
_ONE_STEM = {
    other: stem for stem, *others in map(str.split, FAMILIES.split("\n")[1:-1]) for other in others
}
_STEMMER = Stemmer.Stemmer("french", 0)


class Word(NamedTuple):
    """A written word: where it stands in the text, and the terms it is found by (maybe none)."""

    start: int
    end: int
    terms: tuple[str, ...]


def fold(text: str) -> str:
    """Return the text in lower case, without accents or ligatures, with straight apostrophes."""
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(f"[{HYPHENS}]", "-", re.sub(f"[{APOSTROPHES}]", "'", text))


class Forms(NamedTuple):
    """A written word as it is spelled, folded, without its elision."""

    parts: tuple[str, ...]
    """Each part of a compound, small words too, in order."""
    joined: str
    """A compound in one piece (`CAF-03`: caf03), empty for a simple word."""


@lru_cache(maxsize=65_536)
def forms_of(word: str) -> Forms:
    """Return how one written word is spelled: what quotes and spelling go by."""
    folded = fold(ELISION.sub("", word))
    parts = tuple(part[:LONGEST_TERM] for part in _PARTS.findall(folded.replace(".", "")))
    # "c2s" is one word, though "c" and "s" alone are none.
    one_word = folded.isalnum() or STOP_WORDS.isdisjoint(parts)
    if one_word and 1 < len(parts) <= _MOST_PARTS_JOINED and not all(map(str.isdigit, parts)):
        return Forms(parts, "".join(parts)[:LONGEST_TERM])
    return Forms(parts, "")


@lru_cache(maxsize=65_536)
def stem_of(form: str) -> str:
    """Return the index term of a folded form; a stop word has none (an empty text)."""
    return "" if form in STOP_WORDS else _stem(form)


@lru_cache(maxsize=65_536)
def terms_of(word: str) -> tuple[str, ...]:
    """Return the index terms of one written word, in order; stop words have none.

    A compound is found by its parts and by the whole written in one piece: `CAF-03` gives
    `caf`, `03` and `caf03`, so that `CAF 03` and `caf03` both reach it.
    """
    spelled = forms_of(word)
    terms = tuple(filter(None, map(stem_of, spelled.parts)))
    return (*terms, _stem(spelled.joined)) if spelled.joined else terms


def words(text: str) -> Iterator[Word]:
    """Yield every written word of the text, in order, with its terms."""
    for match in WORD.finditer(text):
        yield Word(match.start(), match.end(), terms_of(match[0]))


def forms(text: str) -> list[str]:
    """Return every word of the text as it is spelled, small words too, in order."""
    return [part for word in WORD.findall(text) for part in forms_of(word).parts]


def terms(text: str) -> list[str]:
    """Return the index terms of the text, in order, repeated as often as they occur."""
    return [term for word in WORD.findall(text) for term in terms_of(word)]


def spelled_whole(text: str) -> str:
    """Return a whole text as one form: `CAF-03` gives `caf03`."""
    return "".join(_PARTS.findall(fold(text)))[:LONGEST_TERM]


def joined(text: str) -> str:
    """Return the one term of a whole text written in one piece."""
    return _stem(spelled_whole(text))


def _stem(word: str) -> str:
    # Accents are gone by now: stemming first would give "demenage" and "déménage" two stems.
    word = word[:LONGEST_TERM]
    if len(word) < _SHORTEST_STEMMED:
        return _ONE_STEM.get(word, word)
    word = _FEMININE.sub("", _PLURAL.sub("", word))
    if word in NEVER_STEMMED:
        return word
    stem = str(_STEMMER.stemWord(word))
    return _ONE_STEM.get(stem, stem)
