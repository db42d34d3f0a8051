"""What the agent typed of the visitor's words, as answers one can take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.recognising.recognise import early_alerts, recognise
from kb_app.knowledge.triage.walk import walk
from kb_app.people.visits.model import Raw
from kb_app.web.views.asking import as_raw
from kb_app.web.views.entry import Entry, given_facts
from kb_app.web.views.recap import answer_words


@dataclass(frozen=True, slots=True)
class Chip:
    """One answer understood, or known before."""

    question: str
    words: str
    """The answer, as its option says it."""
    heard: str
    """The visitor's own words for it, empty when it was known before."""
    address: str
    """The page without it."""


@dataclass(frozen=True, slots=True)
class Heard:
    facts: Mapping[str, Raw]
    chips: tuple[Chip, ...]
    unheard: tuple[str, ...]
    """Words that answer no question."""


NOTHING = Heard({}, (), ())


@dataclass(frozen=True, slots=True)
class Signal:
    outcome: str
    title: str


def heard(tree: Tree, entry: Entry, today: date, synonyms: Synonyms) -> Heard:
    """Return what is known at the door: choices given, then what the words say to the others."""
    facts = given_facts(tree, entry, today)
    found = recognise(tree, entry.words, today, synonyms)
    said = {each.question: each for each in found.answers}
    for question in said.keys() - facts.keys() - set(entry.without):
        facts[question] = as_raw(said[question].value)
    chips = tuple(
        Chip(
            question,
            answer_words(tree.questions[question], facts[question]),
            said[question].heard if question in said else "",
            entry.taking_back(question).address,
        )
        for question in tree.questions
        if question in facts
    )
    return Heard(facts, chips, found.unheard)


def urgent_signal(tree: Tree, told: Mapping[str, object], today: date) -> Signal | None:
    """Return the urgent outcome that what was told calls for before its questions have come.

    None once the answers have led to it by themselves.
    """
    if walk(tree, told, today).outcome:
        return None
    for alert in early_alerts(tree, told, today):
        if alert.target in tree.outcomes:
            return Signal(alert.target, tree.outcomes[alert.target].title)
    return None
