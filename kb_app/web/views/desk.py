"""The desk an outcome sends to: the inbox, the promise, and the message ready to copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kb_app.knowledge.content.model import Inbox
from kb_app.knowledge.triage import model, terms
from kb_app.knowledge.triage.masking import masked
from kb_app.knowledge.triage.working_time import RULE, due, promise
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.people.visits.model import Frozen
from kb_app.web.access import may
from kb_app.web.french import date_fr
from kb_app.web.house import house
from kb_app.web.views.lines import operator_label
from kb_app.web.views.recap import answer_words, label_of
from kb_app.web.views.standing import Standing


@dataclass(frozen=True, slots=True)
class Desk:
    operator: str
    inbox: Inbox | None
    """None for who may not know where referents answer, or when there is no such inbox."""
    phone: str | None
    hours: str | None
    call_too: bool
    promise: str
    """« mardi 25 novembre, 14 h 10 », or the delay alone once the visit is closed."""
    is_dated: bool
    rule: str
    message: str
    """Ready to copy, what may never be sent already hidden."""
    hidden: tuple[str, ...]
    """What was hidden in it, in French."""
    not_to_send: tuple[str, ...]


def desk(at: Standing, end: Frozen, snapshot: Snapshot) -> Desk | None:
    """Return where this outcome's question goes, None when it is no referent's."""
    outcome = at.tree.outcomes[end.outcome]
    if outcome.desk is None:
        return None
    operator, _, inbox_id = outcome.desk.inbox.partition("/")
    card = snapshot.operators.get(operator)
    inboxes = card.inboxes if card and may(Permission.REFERRAL_READ, operator) else ()
    dated = at.visit.closed_at is None
    until = _until(outcome.desk) if dated else None
    delay = span_words(outcome.desk.answer_within)
    text = masked(_message(at, end, f"au plus tard {until}" if until else f"sous {delay}"))
    return Desk(
        operator=operator_label(snapshot.operators, operator),
        inbox=next((inbox for inbox in inboxes if inbox.id == inbox_id), None),
        phone=card.phone if card else None,
        hours=card.hours if card else None,
        call_too=outcome.desk.call_too,
        promise=until or f"sous {delay}, jours ouvrés",
        is_dated=dated,
        rule=RULE,
        message=text.text,
        hidden=text.found,
        not_to_send=outcome.not_to_send,
    )


def span_words(span: terms.Span) -> str:
    """« 72 heures », « 1 jour »."""
    unit = span.unit.value
    if span.count < 2 and unit != "mois":
        unit = unit.removesuffix("s")
    return f"{span.count}\u00a0{unit}"


def _until(wanted: model.Desk) -> str:
    now: datetime = house().now()
    return promise(due(now, wanted.answer_within, house().settings.timezone))


def _message(at: Standing, end: Frozen, answer_by: str) -> str:
    """Write the question to the referent, out of the answers the outcome sends."""
    outcome, answers = at.tree.outcomes[end.outcome], at.state.answers
    sent = [
        f"- {label_of(at.tree, asked, at.walk.facts, at.today)} {answer_words(asked, answers[id])}"
        for id in outcome.to_send
        if id in answers and (asked := at.tree.questions.get(id))
    ]
    head = f"{end.title} ({at.tree.file.title}, le {date_fr(at.today)})"
    lines = ["Bonjour,", "", head, "", *sent, "", f"Réponse attendue {answer_by}.", "", "Merci."]
    return "\n".join(lines)
