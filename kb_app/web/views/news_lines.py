"""What came into force, as lines that say to each reader only what they may know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from kb_app.errors import NotFound
from kb_app.knowledge.content.kinds import folder_of, id_of, kind_of
from kb_app.knowledge.content.model import Kind, Sheet
from kb_app.library.model import Version
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.people.news.model import Renewal
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.history import past_sheet
from kb_app.web.views.lines import operator_label
from kb_app.web.views.sheet_page import Link
from kb_app.web.views.told_changes import changed_parts

Sees = Callable[[Permission, str | None], bool]
"""Says whether a reader has a permission, for an operator."""

_NEEDS = {
    Kind.SHEET: Permission.SHEET_READ,
    Kind.OPERATOR: Permission.SHEET_READ,
    Kind.TREE: Permission.TREE_READ,
}
_NEW = {Kind.SHEET: "Nouvelle fiche", Kind.TREE: "Nouvel arbre", Kind.OPERATOR: "Nouvelle carte"}
_CHANGED = {
    Kind.SHEET: "Fiche modifiée",
    Kind.TREE: "Arbre modifié",
    Kind.OPERATOR: "Carte modifiée",
}


@dataclass(frozen=True, slots=True)
class NewsLine:
    id: str
    """Stable: the path and the number of the version."""
    nature: str
    title: str
    address: str
    operator: str
    """Its slug."""
    operator_label: str
    moment: datetime
    day: date
    """From which it is in force."""
    reason: str
    """Why, in its author's words; empty for who may not read versions, and of a new page."""
    parts: tuple[str, ...]
    """What changed in it, in words."""
    practice: bool
    """Agents must work otherwise from now on."""
    is_new: bool
    successor: Link | None = None


@dataclass(frozen=True, slots=True)
class _Changed:
    """What changed in a sheet, for each kind of reader; what nobody acts on is in neither."""

    agent: tuple[str, ...]
    public: tuple[str, ...]


def news_lines(renewals: Iterable[Renewal], snapshot: Snapshot, sees: Sees) -> Iterator[NewsLine]:
    """Yield the lines this reader may see, in the order given.

    Left out: what only confirms that a sheet is still right, what changed in passages they may
    not read, titles and texts of sheets withdrawn since.
    """
    for renewal in renewals:
        kind = kind_of(renewal.version.path)
        if kind not in _NEEDS or not sees(_NEEDS[kind], folder_of(renewal.version.path)):
            continue
        if kind is Kind.SHEET:
            line = _sheet_line(renewal, snapshot, sees)
        else:
            line = _other_line(renewal, kind, snapshot, sees)
        if line:
            yield line


def _sheet_line(renewal: Renewal, snapshot: Snapshot, sees: Sees) -> NewsLine | None:
    version, path = renewal.version, renewal.version.path
    operator = folder_of(path)
    current, gone = snapshot.sheets.get(path), snapshot.withdrawn.get(path)
    knows = sees(Permission.WITHDRAWN_READ, operator)
    if version.withdrawn:
        return _withdrawn_line(renewal, snapshot, knows)
    known = current or (gone if knows else None)
    if known is None:
        return None
    parts: tuple[str, ...] = ()
    if not _is_new(renewal):
        changed = _changed(renewal, snapshot)
        parts = changed.agent if sees(Permission.AGENT_NOTES_READ, operator) else changed.public
        if not (parts or renewal.practice):
            return None
    return _line(renewal, snapshot, sees, _nature(renewal, Kind.SHEET), known.document.title, parts)


def _withdrawn_line(renewal: Renewal, snapshot: Snapshot, knows: bool) -> NewsLine | None:
    """Say that a sheet is withdrawn: its title and text are not for everyone, the reason is."""
    path = renewal.version.path
    gone, back = snapshot.withdrawn.get(path), snapshot.sheets.get(path)
    known = gone or back
    if known is None:
        return None
    title = known.document.title if knows or back else "Une fiche a été retirée"
    withdrawal = known.document.withdrawal
    next_one = snapshot.sheets.get(withdrawal.successor or "") if withdrawal else None
    line = _line(renewal, snapshot, lambda *_: False, "Fiche retirée", title, ())
    successor = (
        Link(address_of(next_one.document.path), next_one.document.title) if next_one else None
    )
    reason = withdrawal.reason if withdrawal else ""
    return replace(line, reason=reason, successor=successor)


def _other_line(renewal: Renewal, kind: Kind, snapshot: Snapshot, sees: Sees) -> NewsLine | None:
    path = renewal.version.path
    if kind is Kind.TREE:
        found = snapshot.trees.get(id_of(path))
        title = found.tree.file.title if found and found.tree else None
    else:
        card = snapshot.operators.get(folder_of(path))
        title = card.name if card else None
    if title is None:
        return None
    return _line(renewal, snapshot, sees, _nature(renewal, kind), title, ())


def _line(
    renewal: Renewal,
    snapshot: Snapshot,
    sees: Sees,
    nature: str,
    title: str,
    parts: tuple[str, ...],
) -> NewsLine:
    version = renewal.version
    operator, new = folder_of(version.path), _is_new(renewal)
    return NewsLine(
        id=f"{version.path}/{version.number}",
        nature=nature,
        title=title,
        address=address_of(version.path),
        operator=operator,
        operator_label=operator_label(snapshot.operators, operator),
        moment=renewal.moment,
        day=renewal.day,
        reason=version.reason if not new and sees(Permission.VERSION_READ, None) else "",
        parts=parts,
        practice=renewal.practice,
        is_new=new,
    )


def _is_new(renewal: Renewal) -> bool:
    return renewal.before is None


def _nature(renewal: Renewal, kind: Kind) -> str:
    if _is_new(renewal):
        return _NEW[kind]
    if kind is Kind.SHEET and renewal.before and renewal.before.withdrawn:
        return "Fiche rétablie"
    return _CHANGED[kind]


def _changed(renewal: Renewal, snapshot: Snapshot) -> _Changed:
    """Compare two versions once for all readers, until the library changes."""
    before = renewal.before
    assert before
    made = house().rendered.keep(
        snapshot,
        ("news", renewal.version.path, renewal.version.number, before.number),
        lambda: _compared(before, renewal.version, snapshot),
    )
    return cast(_Changed, made)


def _compared(before: Version, after: Version, snapshot: Snapshot) -> _Changed:
    try:
        old, new = _sheet(before), _sheet(after)
    except NotFound:
        return _Changed((), ())
    return _Changed(
        changed_parts(old, new, snapshot, agent=True),
        changed_parts(old, new, snapshot, agent=False),
    )


def _sheet(version: Version) -> Sheet:
    return past_sheet(*house().library.version(version.path, version.number)).document
