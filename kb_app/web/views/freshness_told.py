"""Who read a document and when, and what to do once it is overdue, for whoever reads it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kb_app.errors import NotFound
from kb_app.knowledge.content.kinds import folder_of, kind_of, sheet_path, slug_of
from kb_app.knowledge.content.model import Kind, Sheet
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.model import Version
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission, Role
from kb_app.people.upkeep.rereading import How, Rereading
from kb_app.web.access import may
from kb_app.web.french import date_fr
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.lines import operator_label

ROOM = "/redaction/fraicheur"

_BY: Mapping[Role, str] = MappingProxyType(
    {
        Role.TRAINER: "la rédaction",
        Role.ADMINISTRATOR: "la rédaction",
        Role.OPERATOR: "l’opérateur",
    }
)
_UNSURE = (How.IMPORTED, How.HURRIED)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A document that can no longer be relied on, and whom to turn to."""

    title: str
    address: str
    kind: str
    """« fiche » or « arbre »."""
    since: date
    ago: str
    """« depuis 12 jours »."""
    operator: str
    phone: str | None
    gesture: str | None
    """Where whoever reads may confirm it; None for the others."""


def reread_words(version: Version, feminine: bool = True) -> str:
    """Return « Relue le 3 novembre 2026 par la rédaction », as whoever asks may know it.

    An account's name is personal data: only who keeps this section, and may have to ask them, is
    told it. It is read anew each time, so that one erased or corrected is so here too. The others
    are told which side read it, which is what they need to rely on it.
    """
    found = house().upkeep.rereading(version)
    if found is None:
        return ""
    if found.how in _UNSURE:
        verb = "Importé" if found.how is How.IMPORTED else "Publié"
        return f"{verb}{'e' if feminine else ''} le {_day(found)}"
    return f"Relu{'e' if feminine else ''} le {_day(found)}{_by(found, version.path)}"


def sheet_overdue(sheet: Sheet, snapshot: Snapshot) -> Overdue | None:
    """Return what to tell of a sheet today, None while it holds."""
    return _overdue(sheet.path, sheet.title, sheet.review_before, snapshot)


def tree_overdue(file: TreeFile, snapshot: Snapshot) -> Overdue | None:
    """Return what to tell of a tree today, None while it holds or when it says no day."""
    if file.review_before is None:
        return None
    return _overdue(file.path, file.title, file.review_before, snapshot)


def outcome_overdue(file: TreeFile, ids: Iterable[str], snapshot: Snapshot) -> tuple[Overdue, ...]:
    """Return what is overdue of a tree and of the sheets that its outcome gives."""
    paths = dict.fromkeys(sheet_path(id.partition("#")[0]) for id in ids)
    sheets = (snapshot.sheets[path].document for path in paths if path in snapshot.sheets)
    found = (tree_overdue(file, snapshot), *(sheet_overdue(each, snapshot) for each in sheets))
    return tuple(each for each in found if each)


def _overdue(path: str, title: str, review_before: date, snapshot: Snapshot) -> Overdue | None:
    if review_before > snapshot.day:
        return None
    card = snapshot.operators.get(folder_of(path))
    return Overdue(
        title=title,
        address=address_of(path),
        kind="fiche" if kind_of(path) is Kind.SHEET else "arbre",
        since=review_before,
        ago=_ago((snapshot.day - review_before).days),
        operator=operator_label(snapshot.operators, folder_of(path)),
        phone=card.phone if card else None,
        gesture=gesture(path) if may(Permission.DRAFT_PUBLISH, folder_of(path)) else None,
    )


def gesture(path: str) -> str:
    """Return the address where a sheet or tree is confirmed."""
    trees = "" if kind_of(path) is Kind.SHEET else "arbres/"
    return f"{ROOM}/{folder_of(path)}/{trees}{slug_of(path)}"


def _day(found: Rereading) -> str:
    return date_fr(found.at.astimezone(house().settings.timezone).date())


def _by(found: Rereading, path: str) -> str:
    name = None
    if found.account_id and may(Permission.DRAFT_READ, folder_of(path)):
        try:
            reader = house().accounts.with_id(found.account_id)
        except NotFound:
            return ""
        # An erased account has no name to tell any more.
        name = reader.name if reader.active else None
    side = _BY.get(found.role) if found.role else None
    if name and side:
        return f" par {name} ({side})"
    return f" par {side}" if side else ""


def _ago(days: int) -> str:
    if days == 0:
        return "depuis aujourd’hui"
    return "depuis hier" if days == 1 else f"depuis {days} jours"
