"""Reports as their owner reads them, by document and passage; and one's own, with the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Document, Kind
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.rights import operator_of
from kb_app.people.feedback.model import KIND_LABELS, STATE_LABELS, Report, State
from kb_app.web.access import may
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.lines import operator_label
from kb_app.web.views.report_spot import parts_of, title_of
from kb_app.web.views.report_texts import Change, change_since

REMOVED = "Passage qui n’est plus dans la page"
_ANCHORED = (Kind.SHEET,)


@dataclass(frozen=True, slots=True)
class ReportLine:
    id: str
    kind: str
    text: str
    quote: str
    by: str
    """The role and house of who reported it: enough to know from where, not who."""
    at: datetime
    age: str
    state: str
    under_way: bool
    answer: str


@dataclass(frozen=True, slots=True)
class PassageView:
    name: str
    address: str | None
    """None when the page is not published any more."""
    lines: tuple[ReportLine, ...]
    change: Change


@dataclass(frozen=True, slots=True)
class DocumentView:
    path: str
    title: str
    kind: str
    operator: str
    slug: str | None
    address: str | None
    may_write: bool
    passages: tuple[PassageView, ...]

    @property
    def count(self) -> int:
        return sum(len(passage.lines) for passage in self.passages)


@dataclass(frozen=True, slots=True)
class OwnLine:
    title: str
    address: str | None
    kind: str
    text: str
    quote: str
    at: datetime
    state: str
    settled: bool
    answer: str
    answered_at: datetime | None
    is_new: bool


def document_views(reports: Iterable[Report]) -> tuple[DocumentView, ...]:
    """Return the documents that have the most reports first, then those that wait longest."""
    snapshot, now = house().library.snapshot(), house().now()
    people = _people(reports := tuple(reports))
    by_path = groupby(sorted(reports, key=lambda r: r.passage.path), key=lambda r: r.passage.path)
    found = [_document(path, tuple(group), snapshot, people, now) for path, group in by_path]
    oldest = {path: min(r.at for r in reports if r.passage.path == path) for path in _paths(found)}
    return tuple(sorted(found, key=lambda d: (-d.count, oldest[d.path])))


def own_lines(reports: Iterable[Report]) -> tuple[OwnLine, ...]:
    """Return one's own reports in the order given, unseen answers first."""
    snapshot = house().library.snapshot()
    ordered = sorted(reports, key=lambda report: not report.news)
    return tuple(_own(report, snapshot) for report in ordered)


def days_ago(at: datetime, now: datetime) -> str:
    """« aujourd’hui », « hier », « il y a 12 jours », where the house is."""
    days = (now.date() - at.astimezone(now.tzinfo).date()).days
    if days < 2:
        return "hier" if days == 1 else "aujourd’hui"
    return f"il y a {days}\u00a0jours"


def _paths(documents: Iterable[DocumentView]) -> tuple[str, ...]:
    return tuple(document.path for document in documents)


def _document(
    path: str,
    reports: tuple[Report, ...],
    snapshot: Snapshot,
    people: Mapping[int, str],
    now: datetime,
) -> DocumentView:
    current = snapshot.published.get(path)
    live = current is not None and path not in snapshot.withdrawn
    operator = operator_of(path)
    anchors = sorted(reports, key=lambda r: r.passage.anchor)
    return DocumentView(
        path=path,
        title=title_of(current.document) if current else path,
        kind={Kind.SHEET: "Fiche", Kind.TREE: "Arbre"}.get(kind_of(path) or Kind.OPERATOR, "Carte"),
        operator=operator_label(snapshot.operators, operator) if operator else "",
        slug=operator,
        address=address_of(path) if live else None,
        may_write=may(Permission.DRAFT_WRITE, operator),
        passages=tuple(
            _passage(tuple(group), current if live else None, snapshot, people, now)
            for _, group in groupby(anchors, key=lambda r: r.passage.anchor)
        ),
    )


def _passage(
    reports: tuple[Report, ...],
    current: Published[Document] | None,
    snapshot: Snapshot,
    people: Mapping[int, str],
    now: datetime,
) -> PassageView:
    # What the first of them was shown: the oldest text is the one that may have changed most.
    shown = min(reports, key=lambda r: r.passage.number).passage
    parts = parts_of(current, snapshot) if current else {}
    address = None
    if current:
        anchored = kind_of(shown.path) in _ANCHORED and shown.anchor in parts and shown.anchor
        address = address_of(shown.path) + (f"#{shown.anchor}" if anchored else "")
    return PassageView(
        name=parts.get(shown.anchor, REMOVED),
        address=address,
        lines=tuple(_line(r, people, now) for r in sorted(reports, key=lambda report: report.at)),
        change=change_since(shown, current, snapshot),
    )


def _line(report: Report, people: Mapping[int, str], now: datetime) -> ReportLine:
    return ReportLine(
        id=report.id,
        kind=KIND_LABELS[report.kind],
        text=report.text,
        quote=report.passage.quote,
        by=people[report.account_id],
        at=report.at,
        age=days_ago(report.at, now),
        state=STATE_LABELS[report.state],
        under_way=report.state is State.UNDER_WAY,
        answer=report.answer,
    )


def _own(report: Report, snapshot: Snapshot) -> OwnLine:
    path = report.passage.path
    current = snapshot.published.get(path) if path not in snapshot.withdrawn else None
    return OwnLine(
        title=title_of(current.document) if current else "Une page qui n’est plus publiée",
        address=address_of(path) if current else None,
        kind=KIND_LABELS[report.kind],
        text=report.text,
        quote=report.passage.quote,
        at=report.at,
        state=STATE_LABELS[report.state],
        settled=report.state not in (State.OPEN, State.UNDER_WAY),
        answer=report.answer,
        answered_at=report.answered_at,
        is_new=report.news,
    )


def _people(reports: Iterable[Report]) -> dict[int, str]:
    ids = {report.account_id for report in reports}
    return {id: _place(house().accounts.with_id(id)) for id in ids}


def _place(account: Account) -> str:
    return f"{account.role.label}, {account.house}" if account.house else account.role.label
