"""A question as the page asks it, and the answer as the form sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from kb_app.knowledge.triage.answers import LONGEST_TEXT, options_shown
from kb_app.knowledge.triage.facts import Facts, Value
from kb_app.knowledge.triage.model import Option, Question, QuestionType, Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.knowledge.triage.walk import prompt_of
from kb_app.library.snapshot import Snapshot
from kb_app.people.visits.model import FILLED, Raw
from kb_app.web.views.sheet_links import SheetLink, sheet_link

ANSWER = "reponse"
"""The name of the field, whatever the question."""
KEYS = "123456789"
"""Digits that choose, in the order of the options; 0 is « ne sait pas »."""

_LONGEST = 1000
"""Characters of one answer read from a form: beyond, no answer is possible anyway."""
_MOST = 100
"""Ticked boxes read from a form."""


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    text: str
    definition: str | None
    key: str
    """The digit that chooses it, empty after the ninth."""
    chosen: bool
    alone: bool
    """Excludes the others; always so where only one can be chosen."""


@dataclass(frozen=True, slots=True)
class Field:
    """How a typed answer is asked for: attributes of its input."""

    type: str
    inputmode: str
    hint: str
    unit: str | None
    longest: int


@dataclass(frozen=True, slots=True)
class Asked:
    id: str
    wording: str
    help: str | None
    sheet: SheetLink | None
    choices: tuple[Choice, ...]
    several: bool
    field: Field | None
    """None for a question with choices."""
    typed: str
    """What the field holds."""
    unknown: Choice | None
    """« Ne sait pas », where that is an answer."""
    optional: bool
    trouble: str | None = None
    """Why what was sent is no answer."""

    @property
    def input_id(self) -> str:
        return "reponse-1" if self.choices else "reponse"


_FIELDS = {
    QuestionType.NUMBER: Field("text", "numeric", "En chiffres.", None, 20),
    QuestionType.AMOUNT: Field("text", "decimal", "En chiffres.", "€", 20),
    QuestionType.DATE: Field("date", "", "Jour, mois, année : 03/11/2026.", None, 10),
    QuestionType.POSTCODE: Field("text", "numeric", "Cinq chiffres.", None, 7),
    QuestionType.SHORT_TEXT: Field(
        "text", "text", "Le texte n’est pas gardé : seulement qu’il a été dit.", None, LONGEST_TEXT
    ),
}


def asked(
    tree: Tree,
    question: Question,
    facts: Facts,
    today: date,
    snapshot: Snapshot,
    raw: object = None,
    trouble: str | None = None,
) -> Asked:
    """Return the question with the answer `raw` already in the form, when there is one."""
    chosen = set(raw) if isinstance(raw, list | tuple) else {raw}
    options = options_shown(tree, question, facts, today)
    several = question.type is QuestionType.MULTIPLE
    return Asked(
        id=question.id,
        wording=prompt_of(tree, question, facts, today),
        help=question.help,
        sheet=sheet_link(question.sheet, snapshot) if question.sheet else None,
        choices=tuple(
            _choice(option, KEYS[n : n + 1], option.id in chosen, not several or option.exclusive)
            for n, option in enumerate(options)
        ),
        several=several,
        field=_field(question),
        typed=_typed(raw),
        unknown=_unknown(UNKNOWN in chosen) if question.unknown is not None else None,
        optional=question.may_be_empty,
        trouble=trouble,
    )


def raw_answer(question: Question, form: MultiDict[str, str]) -> object:
    """Return what the form says, for the walk to accept or refuse; None when it says nothing."""
    sent = [_printable(each[:_LONGEST]) for each in form.getlist(ANSWER)[:_MOST] if each.strip()]
    if UNKNOWN in sent and len(sent) == 1:
        return UNKNOWN
    if question.type is QuestionType.MULTIPLE:
        return sent or None
    # A button « Ne sait pas » comes after the field it stands beside.
    return (UNKNOWN if UNKNOWN in sent else sent[0].strip()) if sent else None


def _printable(text: str) -> str:
    """Return the text without what no page may hold, which the page gives back when refused."""
    return "".join(c if c.isprintable() else " " for c in text)


def is_empty(raw: object) -> bool:
    return raw is None or raw == "" or (isinstance(raw, Sequence) and not raw)


def _choice(option: Option, key: str, chosen: bool, alone: bool) -> Choice:
    return Choice(option.id, option.text, option.definition, key, chosen, alone)


def _unknown(chosen: bool) -> Choice:
    return Choice(UNKNOWN, "Ne sait pas", None, "0", chosen, True)


def _field(question: Question) -> Field | None:
    found = _FIELDS.get(question.type)
    if found is None or question.unit is None:
        return found
    return Field(found.type, found.inputmode, found.hint, question.unit, found.longest)


def _typed(raw: object) -> str:
    if raw is None or raw in (UNKNOWN, FILLED) or isinstance(raw, list | tuple):
        return ""
    return str(raw)


def as_raw(value: Value) -> Raw:
    """Return a value the walk accepted as a form would send it."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | tuple) else str(value)
