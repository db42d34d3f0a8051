"""Amounts as those who write see them: which to renew, and the sheets that cite each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kb_app.errors import NotFound
from kb_app.knowledge.content.figures import PATH, lapsed_since
from kb_app.knowledge.content.model import Figure, FigureValue, Sheet
from kb_app.knowledge.rendering.figures import Told, value_words
from kb_app.library.model import Published
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.rights import may_at
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.lines import operator_label
from kb_app.web.views.review_lines import draft_address

ROOM = "/redaction/montants"
SOON = timedelta(days=30)
_GONE = "Ce montant n’existe pas, ou aucune fiche de votre périmètre ne le cite."

LAPSED, NEAR, AHEAD, HELD, UNUSED = "perdus", "bientot", "a-venir", "en-vigueur", "anciens"
HEADINGS: Mapping[str, str] = {
    LAPSED: "Plus en vigueur",
    NEAR: "À renouveler dans les 30 jours",
    AHEAD: "Pas encore en vigueur",
    HELD: "En vigueur",
    UNUSED: "Plus en vigueur, qu’aucune fiche ne cite",
}
"""In the order of the page."""


@dataclass(frozen=True, slots=True)
class CitingSheet:
    path: str
    address: str
    title: str
    code: str
    operator: str
    """The section that keeps it: its owner."""


@dataclass(frozen=True, slots=True)
class Period:
    words: str
    value: FigureValue
    current: bool


@dataclass(frozen=True, slots=True)
class AmountLine:
    """One amount and the sheets that cite it, of those one may write: one thing to do for all."""

    id: str
    address: str
    label: str
    told: Told
    state: str
    """One of HEADINGS."""
    ends: date | None
    """Last day with a value in force, values that follow one another counted as one."""
    since: date | None
    """First day without a value, when it lapsed."""
    sheets: tuple[CitingSheet, ...]
    waiting: str | None
    """Address of a draft that changes it, if there is one that whoever asks may read."""
    periods: tuple[Period, ...]
    """Newest first."""

    @property
    def citation(self) -> str:
        """What a sheet writes to cite it."""
        return f"{{{{ montant: {self.id} }}}}"


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    heading: str
    lines: tuple[AmountLine, ...]


def groups(lines: Iterable[AmountLine]) -> tuple[Group, ...]:
    """Return the groups that hold something; the soonest to end first, then by label."""
    found: dict[str, list[AmountLine]] = {state: [] for state in HEADINGS}
    for line in sorted(lines, key=lambda each: (each.ends or date.max, each.label)):
        found[line.state].append(line)
    return tuple(Group(id_, HEADINGS[id_], tuple(held)) for id_, held in found.items() if held)


def amount_lines(account: Account, snapshot: Snapshot) -> tuple[AmountLine, ...]:
    """Return the amounts the account may know of here, in the order of their file.

    Who writes everywhere has them all; an operator has those that its own sheets cite.
    """
    citing = _citing(account, snapshot)
    everywhere = may_at(account, Permission.DRAFT_WRITE, PATH)
    waiting = _waiting(account, snapshot)
    return tuple(
        _line(figure, citing.get(figure.id, ()), waiting.get(figure.id), snapshot)
        for figure in snapshot.figures.values()
        if everywhere or figure.id in citing
    )


def amount_line(account: Account, id_: str, snapshot: Snapshot) -> AmountLine:
    """Return one of `amount_lines`. Raises NotFound for any other."""
    found = next((each for each in amount_lines(account, snapshot) if each.id == id_), None)
    if found is None:
        raise NotFound(_GONE)
    return found


def amounts_to_renew(account: Account, snapshot: Snapshot) -> int:
    """Return how many lapsed amounts the sheets that the account may write cite.

    One thing to do for each, however many sheets cite it.
    """
    if not snapshot.lapsed:
        return 0
    return len(snapshot.lapsed & _citing(account, snapshot).keys())


def _line(
    figure: Figure, sheets: tuple[CitingSheet, ...], waiting: str | None, snapshot: Snapshot
) -> AmountLine:
    day, ends = snapshot.day, _ends(figure, snapshot.day)
    return AmountLine(
        id=figure.id,
        address=f"{ROOM}/{figure.id}",
        label=figure.label,
        told=snapshot.tell()(figure.id),
        state=_state(figure, ends, day, cited=bool(sheets)),
        ends=ends,
        since=lapsed_since(figure, day),
        sheets=sheets,
        waiting=waiting,
        periods=tuple(
            Period(value_words(value), value, value == figure.on(day))
            for value in reversed(figure.values)
        ),
    )


def _state(figure: Figure, ends: date | None, day: date, *, cited: bool) -> str:
    if ends is None:
        if lapsed_since(figure, day) is None:
            return AHEAD
        return LAPSED if cited else UNUSED
    return NEAR if ends - day < SOON else HELD


def _ends(figure: Figure, day: date) -> date | None:
    """Return the last day until which no day lacks a value, None when this one does."""
    value = figure.on(day)
    while value and (after := _day_after(value.valid_until)) and (following := figure.on(after)):
        value = following
    return value.valid_until if value else None


def _day_after(day: date) -> date | None:
    return day + timedelta(days=1) if day < date.max else None


def _citing(account: Account, snapshot: Snapshot) -> dict[str, tuple[CitingSheet, ...]]:
    """Return the sheets that the account may write and that cite each amount, by title."""
    found: dict[str, list[CitingSheet]] = {}
    for path, cited in snapshot.citations.items():
        if may_at(account, Permission.DRAFT_WRITE, path):
            for id_ in cited.all:
                found.setdefault(id_, []).append(_sheet(snapshot.sheets[path], snapshot))
    return {id_: tuple(sheets) for id_, sheets in found.items()}


def _sheet(published: Published[Sheet], snapshot: Snapshot) -> CitingSheet:
    sheet = published.document
    label = operator_label(snapshot.operators, sheet.operator)
    return CitingSheet(sheet.path, address_of(sheet.path), sheet.title, sheet.code, label)


def _waiting(account: Account, snapshot: Snapshot) -> dict[str, str]:
    """Return the address of an open draft that changes each amount."""
    found: dict[str, str] = {}
    for draft in house().authoring.drafts(account):
        if draft.path == PATH and draft.number is None:
            document = read(PATH, house().authoring.draft(account, draft.id)[1]).document
            for figure in document if isinstance(document, tuple) else ():
                if isinstance(figure, Figure) and figure != snapshot.figures.get(figure.id):
                    found.setdefault(figure.id, draft_address(draft.id))
    return found
