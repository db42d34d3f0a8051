"""What each option of a tree can be heard by: the phrases of its text, id and definition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from weakref import WeakKeyDictionary

from kb_app.knowledge.triage.model import Option, Question, QuestionType, Tree
from kb_app.knowledge.triage.recognising.reach import only_after
from kb_app.knowledge.triage.recognising.speech import words_of

Said = tuple[str, bool]
"""A term, and whether it is denied: « ne marche plus »."""

TEXT, DEFINITION = 1.0, 0.8
"""How much a phrase of the option's text or id is worth, and one of its definition."""

YES, NO = "oui", "non"

_ANSWER = re.compile(r"(oui|non)\b[\s,:]*", re.IGNORECASE)
_ALTERNATIVES = re.compile(r"[,;:.!?()…\n]|\s[–—/-]\s|\b(?:ou|où|mais|si|s['’]il)\b", re.IGNORECASE)
# Starts a complement, which says nothing without what comes before it.
_COMPLEMENT = re.compile(
    r"\s*(?:sur|aux?|à|dans|en|de|du|des|d['’]|avec|chez|par|pour|que|qu['’]|qui|dont)\b",
    re.IGNORECASE,
)
_PLURAL_PARTICIPLE = re.compile(r"[ée]es?s\b|[éi]s\Z")
# Words that say nothing alone, as they are found in what anybody may type.
_WEAK_WORDS = """
aide an ancien annee argent arret aucun autre avis besoin bientot carte cas changement chose
code compte date demande demander dernier deux dire dit dossier droit envoye envoyer espace
faire fait fois france general generale heure information jour lettre lien ligne message mettre
mois moment nom nouveau nouvelle numero page papier papiers pays personne prevu prise prochain
quelqu recemment recent rien semaine service seul seule simple site situation soin suivi titre
travail trois vie vient
"""
_WEAK = frozenset(word.term for word in words_of(_WEAK_WORDS) if word.term)


@dataclass(frozen=True, slots=True)
class Phrase:
    needed: tuple[Said, ...]
    """All of them must be heard."""
    common: frozenset[str]
    """Terms of the phrase that the tree is about anyway: « carte » in the Vitale tree."""
    worth: float
    leaning: frozenset[str] = frozenset()
    """One of these must be heard too, when there are any: « sert » of « se sert de mon identité »
    says little alone."""

    @property
    def terms(self) -> frozenset[str]:
        return self.common | {term for term, _ in self.needed}


@dataclass(frozen=True, slots=True)
class Heading:
    """One answer to one question, and every phrase it is heard by."""

    question: str
    option: Option
    phrases: tuple[Phrase, ...]
    context: frozenset[str]
    """Terms one of which must be heard too; empty when the option says enough by itself."""


def headings(tree: Tree) -> tuple[Heading, ...]:
    """Return the options of every question, in the tree's order."""
    made = _HEADINGS.get(tree)
    if made is None:
        made = _HEADINGS[tree] = tuple(_headings(tree))
    return made


def own_terms(tree: Tree) -> frozenset[str]:
    """Return the terms of what the tree is about: its title and the words it is found by."""
    file = tree.file
    return frozenset(t for text in (file.title, *file.visitor_words) for t in terms_in(text))


def terms_in(text: str) -> frozenset[str]:
    return frozenset(word.term for word in words_of(text) if word.term)


def said_in(text: str) -> tuple[Said, ...]:
    return tuple(dict.fromkeys((w.term, w.denied) for w in words_of(text) if w.term))


def prompt_terms(question: Question) -> frozenset[str]:
    return frozenset(term for prompt in question.prompts for term in terms_in(prompt.text))


def is_weak(said: tuple[Said, ...]) -> bool:
    """Return whether the one term of a phrase says nothing by itself."""
    return len(said) == 1 and said[0][0] in _WEAK and not said[0][1]


_CHOSEN = (QuestionType.CHOICE, QuestionType.YES_NO, QuestionType.MULTIPLE)


def _headings(tree: Tree) -> Iterator[Heading]:
    about = own_terms(tree)
    prompts = {question.id: prompt_terms(question) for question in tree.questions.values()}
    spread = Counter(t for question in tree.questions.values() for t in _terms(question))
    spread_out = frozenset(term for term, count in spread.items() if count > 1)
    for question in tree.questions.values():
        if question.type not in _CHOSEN:
            continue
        for option in question.options:
            later = only_after(tree, question, option)
            asked = frozenset().union(*(t for id, t in prompts.items() if id not in later))
            sisters = [other.text for other in question.options if other is not option]
            alone = (
                each[0][0] for text in sisters for each in _alternatives(text) if len(each) == 1
            )
            named = _id_terms(option).difference(alone)
            common = _Common((about & asked) - named, prompts[question.id], frozenset(spread))
            phrases = tuple(_phrases(question, option, common))
            answers = bool(_ANSWER.match(option.text))
            elsewhere = any(t in spread_out for phrase in phrases for t, _ in phrase.needed)
            context = prompts[question.id] if answers and elsewhere else frozenset()
            yield Heading(question.id, option, phrases, context)


def _terms(question: Question) -> frozenset[str]:
    return prompt_terms(question).union(*(terms_in(option.text) for option in question.options))


def _id_terms(option: Option) -> frozenset[str]:
    return frozenset(term for term, _ in said_in(option.id.replace("_", " ")))


@dataclass(frozen=True, slots=True)
class _Common:
    tree: frozenset[str]
    """What the tree is about."""
    question: frozenset[str]
    """What this question is about."""
    anywhere: frozenset[str]
    """What is said outside definitions."""

    def without(self, said: tuple[Said, ...]) -> tuple[Said, ...]:
        """Return what of the phrase tells its option from others; nothing when it does not."""
        telling = [each for each in said if each[1] or each[0] not in self.tree]
        return tuple(each for each in telling if each[1] or each[0] not in self.question) or tuple(
            telling
        )


def _phrases(question: Question, option: Option, common: _Common) -> Iterator[Phrase]:
    """Yield the option's phrases; one that answers yes or no is only what its text says.

    Its definition and its id illustrate a judgement that is the visitor's to make.
    """
    yield from _of_text(option, common)
    id_says = said_in(option.id.replace("_", " "))
    if _ANSWER.match(option.text):
        if option.id == NO:
            yield from _denials(question, common)
        if any(denied for _, denied in id_says):
            yield from _kept(id_says, common, TEXT)
        return
    yield from _kept(id_says, common, TEXT)
    for said in _alternatives(option.definition or ""):
        if len(said) > 1 or said[0][0] not in common.anywhere:
            yield from _kept(said, common, DEFINITION)


def _of_text(option: Option, common: _Common) -> Iterator[Phrase]:
    named = _id_terms(option)
    for said in _alternatives(_ANSWER.sub("", option.text, count=1)):
        for phrase in _kept(said, common, TEXT):
            if phrase.common and len(phrase.needed) == 1 and phrase.needed[0][0] not in named:
                phrase = replace(phrase, leaning=phrase.common | common.question)
            yield phrase


def _denials(question: Question, common: _Common) -> Iterator[Phrase]:
    """Yield what denies the yes: « droits pas fermés » to « Oui, droits fermés »."""
    yes = next((option.text for option in question.options if option.id == YES), "")
    for said in _alternatives(_ANSWER.sub("", yes, count=1)):
        for phrase in _kept(said, common, TEXT):
            *others, (last, denied) = phrase.needed
            if not denied:
                yield replace(phrase, needed=(*others, (last, True)))


def _kept(said: tuple[Said, ...], common: _Common, worth: float) -> Iterator[Phrase]:
    needed = common.without(tuple(dict.fromkeys(said)))
    if needed and not is_weak(needed):
        dropped = frozenset(term for term, denied in said if (term, denied) not in needed)
        yield Phrase(needed, dropped, worth)


def _alternatives(text: str) -> Iterator[tuple[Said, ...]]:
    """Yield what the text says in turn: « Carte d’identité ou passeport » says two things."""
    first, *others = [part for part in _ALTERNATIVES.split(text) if part.strip()] or [""]
    parts = [first, *(part for part in others if not _COMPLEMENT.match(part))]
    for part, following in zip_longest(parts, parts[1:], fillvalue=""):
        said = said_in(part)
        last = following.split()[-1:] or [""]
        # « Chauffage ou électricité coupés »: heating alone is not what is said.
        if _PLURAL_PARTICIPLE.search(last[0]) and not _PLURAL_PARTICIPLE.search(part):
            said += tuple(each for each in said_in(last[0]) if each not in said)
        if said:
            yield said


_HEADINGS: WeakKeyDictionary[Tree, tuple[Heading, ...]] = WeakKeyDictionary()
