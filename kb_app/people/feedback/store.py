"""The rows of reports: add, find, answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from kb_app.people.feedback.model import WAITING, Kind, Passage, Report, State
from kb_app.people.feedback.tables import passage_reports

_reports = passage_reports
_CLOSED = [state.value for state in State if state not in WAITING]
# Built once: it is asked on every page.
_UNTOLD = select(func.count()).where(
    _reports.c.account_id == bindparam("account"),
    _reports.c.told == false(),
    _reports.c.answered_at.is_not(None),
)


def add(connection: Connection, report: Report) -> None:
    """Write a new report, on a connection from `writing`."""
    connection.execute(insert(_reports).values(_values(report)))


def save(connection: Connection, report: Report) -> None:
    """Write a report again, whole."""
    connection.execute(update(_reports).where(_reports.c.id == report.id).values(_values(report)))


def where(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[Report]:
    """Return the reports that meet the conditions, the newest first."""
    newest = (_reports.c.at.desc(), _reports.c.id)
    query = select(_reports).where(*conditions).order_by(*newest).limit(limit)
    return [_report(row) for row in connection.execute(query)]


def untold(connection: Connection, account_id: int) -> int:
    """Return how many answers the account has not seen."""
    return int(connection.execute(_UNTOLD, {"account": account_id}).scalar_one())


def count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(_reports).where(*conditions)
    return int(connection.execute(query).scalar_one())


def tell(connection: Connection, account_id: int) -> None:
    """Say that the account has seen every answer there is."""
    answered = (_reports.c.account_id == account_id, _reports.c.answered_at.is_not(None))
    connection.execute(update(_reports).where(*answered).values(told=True))


def forget_closed(connection: Connection, until: datetime, limit: int) -> int:
    """Delete reports closed at that time or before, at most `limit`; return how many."""
    closed = (_reports.c.state.in_(_CLOSED), _reports.c.answered_at <= until)
    old = select(_reports.c.id).where(*closed).limit(limit)
    return connection.execute(delete(_reports).where(_reports.c.id.in_(old))).rowcount


def named(ids: Collection[str]) -> ColumnElement[bool]:
    return _reports.c.id.in_(ids)


def by(account_id: int) -> ColumnElement[bool]:
    return _reports.c.account_id == account_id


def since(at: datetime) -> ColumnElement[bool]:
    return _reports.c.at >= at


def in_states(states: Collection[State]) -> ColumnElement[bool]:
    return _reports.c.state.in_([state.value for state in states])


def in_sections(operators: Iterable[str]) -> ColumnElement[bool]:
    """Select what is about a document of one of these operators."""
    folders = (_reports.c.path.startswith(f"operators/{o}/", autoescape=True) for o in operators)
    return or_(false(), *folders)


def _values(report: Report) -> dict[str, Any]:
    passage = report.passage
    return {
        "id": report.id,
        "path": passage.path,
        "number": passage.number,
        "anchor": passage.anchor,
        "quote": passage.quote,
        "kind": report.kind.value,
        "text": report.text,
        "account_id": report.account_id,
        "at": report.at,
        "state": report.state.value,
        "answer": report.answer,
        "answered_by": report.answered_by,
        "answered_at": report.answered_at,
        "told": report.told,
    }


def _report(row: Row[Any]) -> Report:
    return Report(
        id=row.id,
        passage=Passage(row.path, row.number, row.anchor, row.quote),
        kind=Kind(row.kind),
        text=row.text,
        account_id=row.account_id,
        at=row.at,
        state=State(row.state),
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        told=row.told,
    )
