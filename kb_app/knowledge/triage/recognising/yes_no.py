"""Yes or no heard in the words of the question itself: « pas de mandat » to a mandate asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from kb_app.knowledge.triage.model import Option, Question, QuestionType, Tree
from kb_app.knowledge.triage.recognising.claims import Claim
from kb_app.knowledge.triage.recognising.names import SAME, Reading, Typed
from kb_app.knowledge.triage.recognising.phrases import NO, YES, own_terms, said_in
from kb_app.knowledge.triage.recognising.speech import LIGHT

_PARTS = re.compile(r"[,;:.!?()…\n]|\b(?:ou|où|et|que|qu['’])\b", re.IGNORECASE)
_COMPLEMENT = re.compile(
    r"\b(?:pour|sur|aux?|à l[a'’]|qui|dont|après|avant|depuis|en|dans)\b.*", re.IGNORECASE
)
"""Says for what, when or where, not what is asked."""
_THAT = re.compile(r"\bqu(?:e\b|['’]).*", re.IGNORECASE)
_ASIDE = re.compile(r"(?:aux?|en|dans|par|à|de|d['’]|avec|après|avant|depuis)\b", re.IGNORECASE)
_THE = r"(?=(?:une?|des|de la|de l['’]|les?|la|votre|vos|l['’])\b)"
_HAVING = re.compile(
    rf"(?:avez|gardez|touchez|possédez)-vous(?: déjà| ici| bien)*(?: fait)? {_THE}", re.IGNORECASE
)
_ANOTHER = re.compile(_THE, re.IGNORECASE)
_HAS = frozenset(("a", "ai", "as", "ont", "avons", "avec", "possede"))
_WORTH = 0.9


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    yes: Option
    no: Option
    terms: tuple[str, ...]
    is_had: bool
    """The first of the terms is a thing one has or has not."""
    together: bool
    """One of several things asked for at once: having it is not yet a yes."""


def yes_no_claims(tree: Tree, typed: Typed) -> Iterator[Claim]:
    """Yield what the words typed affirm or deny of what is asked."""
    for asked in _all_asked(tree):
        said: dict[str, Reading] = {}
        for reading in typed.readings:
            if reading.strength >= SAME and set(reading.terms) <= set(asked.terms):
                said = dict.fromkeys(reading.terms, reading) | said
        places = frozenset(place for each in said.values() for place in each.places)
        if not places or not typed.hold_together(places):
            continue
        is_whole = len(said) == len(set(asked.terms))
        is_denied = any(reading.denied for reading in said.values())
        lacks = asked.is_had and asked.terms[0] in said and said[asked.terms[0]].denied
        weight = _WORTH * len(places)
        if lacks or (is_whole and is_denied):
            yield Claim(asked.question, asked.no, places, weight)
        elif is_whole and not asked.together and (len(said) > 1 or _has(typed, asked, places)):
            yield Claim(asked.question, asked.yes, places, weight)


def _has(typed: Typed, asked: _Asked, places: frozenset[int]) -> bool:
    """Return whether one is said to have it, or to have done it: « avec », « faite »."""
    around = [
        (typed.words[max(0, place - 2) : place], typed.words[place + 1 : place + 2])
        for place in places
    ]
    return asked.is_had and any(
        any(word.folded in _HAS for word in before) or any(word.folded in LIGHT for word in after)
        for before, after in around
    )


def _all_asked(tree: Tree) -> tuple[_Asked, ...]:
    made = _ASKED.get(tree)
    if made is None:
        about = own_terms(tree)
        made = _ASKED[tree] = tuple(
            asked for question in tree.questions.values() for asked in _asked(question, about)
        )
    return made


def _asked(question: Question, about: frozenset[str]) -> Iterator[_Asked]:
    options = {option.id: option for option in question.options}
    if question.type not in (QuestionType.YES_NO, QuestionType.CHOICE) or set(options) != {YES, NO}:
        return
    if options[YES].text.strip(" .").lower() != YES:
        return
    prompt = question.prompts[0].text if question.prompts else ""
    having = bool(_HAVING.match(prompt))
    # « Avez-vous une preuve que… »: the proof is asked for, not what it proves.
    asked = _THAT.sub("", prompt) if having else prompt
    parts = [_COMPLEMENT.sub("", part).strip() for part in _PARTS.split(asked)]
    together = bool(re.search(r"\bet\b", asked))
    for part in (part for part in parts if part and not _ASIDE.match(part)):
        said = said_in(part)
        terms = tuple(term for term, _ in said)
        if not said or any(denied for _, denied in said):
            continue
        is_thing = part is parts[0] or (together and bool(_ANOTHER.match(part)))
        is_had = having and is_thing and (len(terms) == 1 or terms[0] not in about)
        if is_had or len(terms) > 1:
            yield _Asked(question.id, options[YES], options[NO], terms, is_had, together)
    terms = tuple(t for t, _ in said_in(question.id.rpartition(".")[2].replace("_", " ")))
    if len(terms) > 1 and not about.issuperset(terms):
        yield _Asked(question.id, options[YES], options[NO], terms, False, False)


_ASKED: WeakKeyDictionary[Tree, tuple[_Asked, ...]] = WeakKeyDictionary()
