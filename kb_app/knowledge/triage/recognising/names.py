"""What is typed, read as it stands and as the vocabulary says it: by synonyms, and by names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.triage.recognising.speech import Word, words_of

Terms = tuple[str, ...]

EXACT, SAME, LEADING = 1.0, 0.95, 0.7
"""How sure a reading is: the word itself, a synonym, a word that leads to another."""

# What is said at a desk and written in trees in several ways; the vocabulary is about
# administrations and their names.
_SPREAD = 5
"""Words that what is said together may be spread over, besides its own."""

_SPOKEN = tuple(
    tuple(line.split())
    for line in """
premier première
enfant fils fille bébé gamin gosse ado
proche mère père maman papa mari épouse voisin voisine conjoint
téléphone tel portable
hôpital hosto clinique hospitalisé hospitalisation
médecin docteur médical
ordinateur ordi
compte espace
acheté achète acheter achat
vends vendu vendre vente
payé paie payer paiement
reçu reçois recevoir
perdu perds perdre perte
casse cassé
licencié licenciement
démissionné démission
attends attente
hébergé héberge
décédé décès mort
envoyé envoi
expire expiré périmé
connecter connexion
propriétaire proprio
""".strip().split("\n")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Words typed, read as terms: `sécu` as `assurance maladie`."""

    terms: Terms
    places: frozenset[int]
    denied: bool
    strength: float


@dataclass(frozen=True, slots=True)
class Names:
    """The vocabulary as terms, by the first of each phrase typed."""

    phrases: Mapping[str, tuple[tuple[Terms, tuple[tuple[Terms, float], ...]], ...]]
    """Each phrase with what it may be read as; none for a name that only holds together."""


@dataclass(frozen=True, slots=True)
class Typed:
    words: tuple[Word, ...]
    readings: tuple[Reading, ...]
    names: tuple[frozenset[int], ...]
    """Places of words that make one name: « carte grise » says nothing of another card."""

    def hold_together(self, places: frozenset[int], beside: frozenset[int] = frozenset()) -> bool:
        """Return whether these words are near enough to say one thing, and cut no name in two.

        Those `beside` complete a name without being needed.
        """
        if max(places) - min(places) > len(places) + _SPREAD:
            return False
        return all(name <= places | beside for name in self.names if name & places)

    def says_one_of(self, terms: frozenset[str], besides: frozenset[int] = frozenset()) -> bool:
        return any(
            terms.issuperset(each.terms) and not each.places & besides for each in self.readings
        )

    def terms_at(self, place: int) -> frozenset[str]:
        return frozenset(t for each in self.readings if place in each.places for t in each.terms)


@lru_cache(maxsize=4)
def names_of(synonyms: Synonyms) -> Names:
    """Prepare the vocabulary, once; the tree's own words take precedence over where it leads."""
    meanings: dict[Terms, dict[Terms, float]] = {}
    for group in (*_SPOKEN, *synonyms.groups):
        said = [terms for each in group if (terms := _terms(each))]
        for terms in said:
            read = meanings.setdefault(terms, {})
            read |= {other: SAME for other in said if other != terms}
    for typed, meant in synonyms.expansions.items():
        named = [terms for each in meant if (terms := _terms(each))]
        for terms in named:
            meanings.setdefault(terms, {})
        if named and (terms := _terms(typed)) and terms not in named:
            # The first is what is meant, by all its names; the others, what it also calls for.
            leading = dict.fromkeys([named[0], *meanings[named[0]]], LEADING)
            meanings[terms] = leading | meanings.get(terms, {})
    phrases: dict[str, list[tuple[Terms, tuple[tuple[Terms, float], ...]]]] = {}
    for terms, readings in meanings.items():
        phrases.setdefault(terms[0], []).append((terms, tuple(readings.items())))
    return Names({first: tuple(found) for first, found in phrases.items()})


@lru_cache(maxsize=4096)
def _terms(text: str) -> Terms:
    """Return the terms of a phrase of the vocabulary, none when it denies something.

    « sans internet » says nothing of « internet »: what is denied is heard as written only.
    """
    words = words_of(text)
    return () if any(w.denied for w in words) else tuple(w.term for w in words if w.term)


def typed_of(words: tuple[Word, ...], names: Names) -> Typed:
    """Read the words typed every way the vocabulary knows."""
    readings = [
        Reading((word.term,), frozenset([place]), word.denied, EXACT)
        for place, word in enumerate(words)
        if word.term and not word.is_doubted
    ]
    found: list[frozenset[int]] = []
    for places, meanings in _named(words, names):
        denied = any(words[place].denied for place in places)
        readings += [Reading(terms, places, denied, strength) for terms, strength in meanings]
        if len(places) > 1 and not any(strength == LEADING for _, strength in meanings):
            found.append(places)
    return Typed(words, tuple(readings), tuple(found))


def _named(
    words: tuple[Word, ...], names: Names
) -> Iterator[tuple[frozenset[int], tuple[tuple[Terms, float], ...]]]:
    content = [n for n, word in enumerate(words) if word.term and not word.is_doubted]
    for at, place in enumerate(content):
        for terms, meanings in names.phrases.get(words[place].term, ()):
            span = content[at : at + len(terms)]
            if tuple(words[each].term for each in span) == terms:
                yield frozenset(span), meanings
