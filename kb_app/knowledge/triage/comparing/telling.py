"""What changes between two versions of a tree, said in French to someone who reads no YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.checking.report import order
from kb_app.knowledge.triage.comparing.beside import Asked, Beside
from kb_app.knowledge.triage.comparing.given import REFUSED, Aspect, Due, End
from kb_app.knowledge.triage.comparing.situations import Found, Key, Situation
from kb_app.knowledge.triage.drawing.ways import ENDINGS, prompt
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Question, QuestionType, Tree
from kb_app.knowledge.triage.terms import TODAY, UNKNOWN, Span, Unit

NBSP = "\u00a0"

_UNKNOWN_SAID = "on ne sait pas"

_FAR = 1200
"""Days beyond which a day is told by its date."""

_LEVELS = {"elevee": "élevée", "immediate": "immédiate"}


@dataclass(frozen=True, slots=True)
class Labels:
    """How readers know what trees only name: by id; an id without a label is told as it is."""

    documents: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    """By `cpam/carte-vitale`, without a heading."""
    operators: Mapping[str, str] = field(default_factory=dict)
    inboxes: Mapping[str, str] = field(default_factory=dict)
    """By `cpam/droits`."""


@dataclass(frozen=True, slots=True)
class Told:
    situation: str
    """Days are counted from that of the comparison, so that it reads the same tomorrow."""
    before: str
    now: str
    witness: tuple[str, ...]


class Telling:
    def __init__(self, beside: Beside, found: Found, labels: Labels) -> None:
        self._old, self._new = beside.language.old, beside.language.new
        self._today = beside.today
        self._found = found
        self._labels = labels
        self._say: Mapping[Aspect, Callable[[object], str]] = {
            Aspect.OPERATOR: lambda id: labels.operators.get(str(id), str(id)),
            Aspect.DOCUMENTS: lambda ids: _listed(ids, labels.documents, "aucune"),
            Aspect.SHEETS: self._sheets,
            Aspect.URGENCY: lambda level: _LEVELS.get(str(level), "aucune"),
            Aspect.DEADLINE: self._due,
            Aspect.DELAY: lambda delay: str(delay or "aucun"),
            Aspect.INBOX: self._inbox,
            Aspect.MESSAGE: self._message,
            Aspect.IF_BLOCKED: self._blocked,
        }

    def told(self, situation: Situation) -> Told:
        """Return a situation and its witness in whole sentences, days as on the day compared."""
        before, now = self._ends(situation)
        return Told(
            self._where(situation),
            before,
            now,
            tuple(self.step(asked) for asked in situation.witness),
        )

    def step(self, asked: Asked) -> str:
        """Return « À « Pour qui venez-vous ? », on répond « Pour moi ». »"""
        key = Key(asked.before, asked.now)
        if asked.value == UNKNOWN:
            return f"À {self._asked(key)}, {_UNKNOWN_SAID}."
        return f"À {self._asked(key)}, on répond {self._answer(key, asked.value)}."

    # ------------------------------------------------------------ ends

    def _ends(self, situation: Situation) -> tuple[str, str]:
        before, now, aspects = situation.before, situation.now, situation.aspects
        if Aspect.OUTCOME in aspects:
            return self._end(before, self._old), self._end(now, self._new)
        return self._aspects(before, aspects), self._aspects(now, aspects)

    def _end(self, end: End, tree: Tree) -> str:
        if end.outcome is not None:
            ending = "" if end.ending is Ending.UNKNOWN else f" ({ENDINGS[end.ending].lower()})"
            return f"{quoted(end.title)}{ending}"
        question = tree.questions.get(end.stopped_at or "")
        place = f" à {quoted(prompt(question))}" if question else ""
        if end.why == REFUSED:
            return f"cette réponse{place} n’est pas possible"
        return f"la visite reste sans issue{place}"

    def _aspects(self, end: End, aspects: Iterable[Aspect]) -> str:
        gives = end.gives
        told = (f"{aspect.value}{NBSP}: {self._say[aspect](gives[aspect])}" for aspect in aspects)
        return f"{NBSP}; ".join(told)

    def _sheets(self, ids: object) -> str:
        titles = {
            id: self._labels.sheets.get(id.partition("#")[0], id)
            for id in cast("tuple[str, ...]", ids)
        }
        return _listed(ids, titles, "aucune")

    def _inbox(self, desk: object) -> str:
        if not isinstance(desk, tuple):
            return "personne"
        inbox, within, call_too = cast("tuple[str, Span, bool]", desk)
        name = self._labels.inboxes.get(inbox, inbox)
        call = ", en appelant aussi" if call_too else ""
        return f"{name}, réponse sous {_span(within)}{call}"

    def _message(self, questions: object) -> str:
        asked = {id: prompt(q) for id, q in self._new.questions.items()}
        asked = {id: prompt(q) for id, q in self._old.questions.items()} | asked
        return _listed(questions, asked, "aucune")

    def _blocked(self, outcome: object) -> str:
        id = str(outcome)
        known = self._new.outcomes.get(id) or self._old.outcomes.get(id)
        return quoted(known.title) if known else "rien"

    def _due(self, due: object) -> str:
        if not isinstance(due, Due):
            return "aucune"
        since = due.since[0]
        question = self._new.questions.get(since) or self._old.questions.get(since)
        start = quoted(prompt(question)) if question else "la visite"
        after = "le jour de" if due.within.count == 0 else f"{_span(due.within)} après"
        start = "la visite" if since == TODAY else start
        return f"{after} {start} ({due.label})" if due.label else f"{after} {start}"

    # ------------------------------------------------------------ situations

    def _where(self, situation: Situation) -> str:
        start = "" if situation.always else "Dans certains cas, "
        conditions = [
            f"à {self._asked(key)} {self._any_of(key, values)}"
            for key, values in situation.shared.items()
        ]
        if not conditions:
            told = "Dans tous les cas" if situation.always else "Dans certains cas"
        else:
            told = f"{start}si {' et '.join(conditions)}"
        if Aspect.OUTCOME not in situation.aspects:
            told = f"{told}, à l’issue {quoted(situation.now.title)}"
        return told[0].upper() + told[1:]

    def _any_of(self, key: Key, values: Iterable[Value | None]) -> str:
        tried, chosen = self._found.tried[key], set(values)
        left = [value for value in tried if value not in chosen]
        if left == [UNKNOWN]:
            return "on sait répondre"
        if len(left) < len(chosen) and not any(map(_is_measured, tried)):
            rest = " ou ".join(self._answer(key, value) for value in left if value != UNKNOWN)
            known = ", sans «\u00a0ne sait pas\u00a0»" if UNKNOWN in left else ""
            return f"on répond autre chose que {rest}{known}"
        given = [value for value in tried if value in chosen]
        measured = [cast(Value, value) for value in given if _is_measured(value)]
        told = [self._run(key, measured, tried)] if measured else []
        others = [value for value in given if not _is_measured(value) and value != UNKNOWN]
        told += [self._answer(key, value) for value in others]
        if UNKNOWN not in chosen:
            return f"on répond {' ou '.join(told)}"
        return " ou ".join([f"on répond {' ou '.join(told)}"] * bool(told) + [_UNKNOWN_SAID])

    def _run(self, key: Key, values: Sequence[Value], tried: Sequence[Value | None]) -> str:
        """Tell numbers or days: those between the first and the last when none is missing."""
        every = sorted({cast(Value, v) for v in tried if _is_measured(v)}, key=order)
        found = sorted(values, key=order)
        first, last = every.index(found[0]), every.index(found[-1])
        low, high = self._measure(key, found[0]), self._measure(key, found[-1])
        below, above = ("avant", "après") if isinstance(found[0], date) else ("moins", "plus")
        if len(found) == 1:
            return low
        if last - first + 1 != len(found):
            return f"par exemple {low}"
        if first == 0:
            return f"{high} ou {below}"
        return f"{low} ou {above}" if last == len(every) - 1 else f"entre {low} et {high}"

    def _measure(self, key: Key, value: Value) -> str:
        days = (value - self._today).days if isinstance(value, date) else 0
        if not isinstance(value, date) or abs(days) > _FAR:
            return self._answer(key, value)
        if days == 0:
            return "la date du jour"
        told = _span(Span(abs(days), Unit.DAYS))
        return f"une date d’il y a {told}" if days < 0 else f"une date dans {told}"

    def _question(self, key: Key) -> Question:
        if key.now is not None and key.now in self._new.questions:
            return self._new.questions[key.now]
        return self._old.questions[key.before or ""]

    def _asked(self, key: Key) -> str:
        return quoted(prompt(self._question(key)))

    def _answer(self, key: Key, value: Value | None) -> str:
        texts = self._texts(key)
        match value:
            case None:
                return "rien"
            case str():
                return quoted(texts.get(value, value))
            case tuple():
                return " avec ".join(quoted(texts.get(each, each)) for each in value)
            case date():
                return f"{value:%d/%m/%Y}"
            case _:
                question = self._question(key)
                unit = "€" if question.type is QuestionType.AMOUNT else ""
                number = f"{value:f}" if isinstance(value, Decimal) else str(value)
                return f"{number.replace('.', ',')}{NBSP}{question.unit or unit}".rstrip(NBSP)

    def _texts(self, key: Key) -> Mapping[str, str]:
        """Return the words of each answer, by the id it has in an `Asked`."""
        sides = ((key.now, self._new), (key.before, self._old))
        found: dict[str, str] = {}
        for id, tree in sides:
            question = tree.questions.get(id or "")
            found |= {option.id: option.text for option in question.options} if question else {}
        return found


def _is_measured(value: Value | None) -> bool:
    return isinstance(value, int | Decimal | date)


def _listed(ids: object, labels: Mapping[str, str], none: str) -> str:
    return ", ".join(labels.get(id, id) for id in cast("tuple[str, ...]", ids)) or none


def quoted(text: str) -> str:
    return f"«{NBSP}{text}{NBSP}»"


def _span(span: Span) -> str:
    count = abs(span.count)
    words = "mois" if span.unit is Unit.MONTHS else span.unit.value.removesuffix("s")
    plural = "s" if count > 1 and span.unit is not Unit.MONTHS else ""
    return f"{count}{NBSP}{words}{plural}"
