"""What the page of an outcome shows, gathered once: the page, the handout and the texts to copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.model import Online
from kb_app.knowledge.triage.exploring.deciding import deciding
from kb_app.knowledge.triage.model import Outcome
from kb_app.library.snapshot import Snapshot
from kb_app.people.visits.model import Frozen
from kb_app.web.french import date_fr
from kb_app.web.views.desk import Desk, desk
from kb_app.web.views.endings import ENDINGS, EndingLook
from kb_app.web.views.lines import operator_label
from kb_app.web.views.recap import Line, answer_words, path_lines
from kb_app.web.views.sheet_links import SheetLink, sheet_link
from kb_app.web.views.sheet_page import FORMS
from kb_app.web.views.standing import Standing

LEVELS = {"elevee": "urgent", "immediate": "aujourd’hui"}
"""The urgency of an outcome, after its ending."""

AGREED = "accord"
"""The tick that says that the person agrees; the others are numbers of steps."""

_MOST_OTHERS = 2
"""Other outcomes told beside one deciding answer."""


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    text: str
    form: str
    help: str | None
    missing: bool


@dataclass(frozen=True, slots=True)
class Reason:
    line: Line
    otherwise: str | None
    """« sans cela : … », when the answer decided."""


@dataclass(frozen=True, slots=True)
class OutcomePage:
    end: Frozen
    outcome: Outcome
    ending: EndingLook
    level: str
    """« Référent – aujourd’hui »."""
    operator: str
    phone: str | None
    """The operator's, for the person."""
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]
    deadline: str | None
    delay: str | None
    """The usual one; told only where no answer is promised."""
    blocked: Outcome | None
    desk: Desk | None
    reasons: tuple[Reason, ...]
    sheets: tuple[SheetLink, ...]
    agreed: bool

    @property
    def missing(self) -> tuple[Document, ...]:
        return tuple(each for each in self.documents if each.missing)

    @property
    def online(self) -> tuple[Online, ...]:
        """Where to go on the web, each address once."""
        found = {sheet.online.url: sheet.online for sheet in self.sheets if sheet.online}
        return tuple(found.values())

    @property
    def gather(self) -> str | None:
        """The step that what is missing adds."""
        if not self.missing:
            return None
        return "Revenir avec ce qui manque : " + ", ".join(d.text for d in self.missing) + "."


def outcome_page(at: Standing, end: Frozen, snapshot: Snapshot) -> OutcomePage:
    """Gather what the outcome `end` gives, on the visit that came to it."""
    outcome = at.tree.outcomes[end.outcome]
    operator = outcome.operator or at.tree.file.operator
    card = snapshot.operators.get(operator)
    ending = ENDINGS[end.ending]
    level = LEVELS.get(end.urgency or "")
    promised = desk(at, end, snapshot)
    return OutcomePage(
        end=end,
        outcome=outcome,
        ending=ending,
        level=f"{ending.label} – {level}" if level else ending.label,
        operator=operator_label(snapshot.operators, operator),
        phone=card.phone if card else None,
        steps=tuple(Step(str(n), text, str(n) in at.state.ticks) for n, text in enumerate(end.do)),
        documents=_documents(at, end, snapshot),
        deadline=_deadline(end.deadline_label, end.deadline),
        delay=None if promised else outcome.delay,
        blocked=at.tree.outcomes.get(outcome.if_blocked or ""),
        desk=promised,
        reasons=_reasons(at),
        sheets=tuple(s for id in end.sheets if (s := sheet_link(id, snapshot))),
        agreed=AGREED in at.state.ticks,
    )


def _documents(at: Standing, end: Frozen, snapshot: Snapshot) -> tuple[Document, ...]:
    known = ((id, snapshot.documents.get(id)) for id in end.documents)
    return tuple(
        Document(id, item.text, FORMS[item.form], item.help, id in at.state.missing)
        for id, item in known
        if item
    )


def _deadline(label: str | None, day: date | None) -> str | None:
    return f"{label} : {date_fr(day)}" if label and day else None


def _reasons(at: Standing) -> tuple[Reason, ...]:
    others = {} if at.visit.closed_at or at.state.detour else _otherwise(at)
    return tuple(Reason(line, others.get(line.question)) for line in path_lines(at))


def _otherwise(at: Standing) -> Mapping[str, str]:
    """Return, for each deciding question, where other answers would have led."""
    found = {}
    for question, others in deciding(at.tree, at.state.told, at.today).items():
        ends = dict.fromkeys(at.tree.outcomes[o.outcome].title for o in others if o.outcome)
        if ends:
            told = " ou ".join(f"« {title} »" for title in list(ends)[:_MOST_OTHERS])
            more = ", entre autres" if len(ends) > _MOST_OTHERS else ""
            found[question] = f"{told}{more}"
        else:
            words = answer_words(at.tree.questions[question], others[0].answer)
            found[question] = f"d’autres questions (avec « {words} »)"
    return found
