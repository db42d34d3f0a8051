"""Recognise, in what the agent types of the visitor's words, answers to a tree's questions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.triage.answers import RefusedAnswer, acceptor
from kb_app.knowledge.triage.conditions import settled
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Alert, QuestionType, Tree
from kb_app.knowledge.triage.recognising.claims import Claim, claims, spent_once
from kb_app.knowledge.triage.recognising.fitting import Fitting
from kb_app.knowledge.triage.recognising.names import names_of, typed_of
from kb_app.knowledge.triage.recognising.phrases import own_terms, prompt_terms
from kb_app.knowledge.triage.recognising.reach import reached
from kb_app.knowledge.triage.recognising.speech import LIGHT, Word, words_of
from kb_app.knowledge.triage.recognising.yes_no import yes_no_claims

_NONE = Synonyms()

LONGEST = 300
"""Characters read; the rest is left unread."""


@dataclass(frozen=True, slots=True)
class Recognised:
    question: str
    value: Value
    """As `answers.acceptor` gives it; several options for a question of several answers."""
    heard: str
    """The words typed that say so."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The answers heard, in the tree's order, and what was not understood."""

    answers: tuple[Recognised, ...] = ()
    unheard: tuple[str, ...] = ()
    """Runs of words that say nothing to this tree, for « Non reconnu : … »."""
    shortened: bool = False
    """More than LONGEST characters were typed; the end was not read."""

    @property
    def facts(self) -> dict[str, Value]:
        return {each.question: each.value for each in self.answers}


def recognise(tree: Tree, words: str, today: date, synonyms: Synonyms = _NONE) -> Recognition:
    """Return the answers that the words give, silent rather than wrong.

    An option is heard by a whole phrase of its text, of its id or of its definition, as written
    or by a synonym, when no other option of its question is heard as well; what is denied
    (« pas volée ») is not heard. A number or a day is given to the only question it fits. A
    question that the other answers lead away from is left out.
    """
    text = unicodedata.normalize("NFC", words)
    shortened = len(text) > LONGEST
    text = text[:LONGEST].rpartition(" ")[0] or text[:LONGEST] if shortened else text
    spoken = words_of(text)
    typed = typed_of(spoken, names_of(synonyms))
    found = spent_once(tree, [*claims(tree, typed), *yes_no_claims(tree, typed)], today)
    heard: dict[str, tuple[Value, frozenset[int]]] = {}
    for question, value, places in _accepted(tree, found, today):
        heard[question] = (value, places | _denials(spoken, places))
    facts = {question: value for question, (value, _) in heard.items()}
    claimed = {place: question for question, (_, places) in heard.items() for place in places}
    fitting = Fitting(tree, text, typed, claimed, facts, today)
    for fit in fitting.fitted():
        heard[fit.question] = (fit.value, fit.places)
    reachable = reached(tree, {question: value for question, (value, _) in heard.items()}, today)
    answers = tuple(
        Recognised(id, heard[id][0], _slice(text, spoken, heard[id][1]))
        for id in tree.questions
        if id in heard and id in reachable
    )
    used = {place for each in answers for place in heard[each.question][1]}
    return Recognition(
        answers, _unheard(tree, text, spoken, used, answers, fitting.measured), shortened
    )


def early_alerts(tree: Tree, answers: Mapping[str, object], today: date) -> tuple[Alert, ...]:
    """Return the alerts that hold on these answers alone, wherever their questions are asked.

    `walk` tests alerts on the path it has followed; a fact told at the door may belong further
    down. An alert whose truth hangs on a question not answered is not returned. The page offers
    « Signal d’urgence : … » at once; taking it concludes `Walk((), facts, outcome=alert.target)`.
    """
    facts: dict[str, Value] = {}
    for id, question in tree.questions.items():
        if id in answers:
            try:
                value = acceptor(tree, question)(answers[id], facts, today)
            except RefusedAnswer:
                continue
            if value is not None:
                facts[id] = value
    return tuple(
        alert for alert in tree.alerts if settled(tree, alert.condition, facts, today, facts)
    )


def _accepted(
    tree: Tree, found: list[Claim], today: date
) -> Iterable[tuple[str, Value, frozenset[int]]]:
    facts: dict[str, Value] = {}
    for id, question in tree.questions.items():
        mine = [claim for claim in found if claim.question == id]
        if not mine:
            continue
        chosen = [claim.option.id for claim in mine]
        is_several = question.type is QuestionType.MULTIPLE
        try:
            value = acceptor(tree, question)(chosen if is_several else chosen[0], facts, today)
        except RefusedAnswer:
            continue
        if value is not None:
            facts[id] = value
            yield id, value, frozenset().union(*(claim.places | claim.beside for claim in mine))


def _denials(words: tuple[Word, ...], places: frozenset[int]) -> frozenset[int]:
    """Return the places of « pas », of « pas faite », by which these words are denied."""
    by = {at for place in places if (at := words[place].denied_at) is not None}
    done = {at + 1 for at in by if at + 1 < len(words) and words[at + 1].folded in LIGHT}
    return frozenset(by | done)


def _slice(text: str, words: tuple[Word, ...], places: Iterable[int]) -> str:
    """Return the words at these places as typed, small words between neighbours included."""
    return " … ".join(
        text[words[run[0]].start : words[run[-1]].end] for run in _runs(words, sorted(places))
    )


def _runs(words: tuple[Word, ...], places: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if (
            runs
            and not any(words[n].term for n in range(runs[-1][-1] + 1, place))
            and (words[place].clause == words[runs[-1][-1]].clause)
        ):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _unheard(
    tree: Tree,
    text: str,
    words: tuple[Word, ...],
    used: set[int],
    answers: tuple[Recognised, ...],
    measured: frozenset[int],
) -> tuple[str, ...]:
    known = own_terms(tree).union(*(prompt_terms(tree.questions[a.question]) for a in answers))
    left = [
        n
        for n, word in enumerate(words)
        if n not in used and (n in measured or (word.term and word.term not in known))
    ]
    return tuple(text[words[run[0]].start : words[run[-1]].end] for run in _runs(words, left))
