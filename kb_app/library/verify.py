"""What was published and recorded, held to its seals: nothing changed, added or taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from kb_app.database import audit
from kb_app.database.stored import NEVER, as_stored, day_of, time_of, undecoded
from kb_app.library import chain
from kb_app.library.model import Version
from kb_app.library.tables import versions

Progress = Callable[[int], None]

LOG = "journal"
"""Stands for the path of what breaks in the audit log itself."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold in the log, in a document, or in the order of both."""

    path: str
    """Of the document, or LOG."""
    number: int
    """Of the version, or of the entry of the log."""
    at: datetime | None
    """When that version or entry says it was written; None when it no longer says."""
    said: str
    """A French sentence without its subject."""


@dataclass(slots=True)
class Verdict:
    entries: int = 0
    head: str = ""
    """Seal of the last entry that holds, to be noted elsewhere; empty for an empty log."""
    head_at: datetime | None = None
    versions: int = 0
    documents: int = 0
    breaks: list[Break] = field(default_factory=list)


def count(connection: Connection) -> int:
    """Return how many entries and versions there are to verify."""
    tables = (audit.audit, versions)
    return sum(connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables)


def verify(connection: Connection, noted: str = "", progress: Progress = lambda _: None) -> Verdict:
    """Check the audit log, every version of every document, and each against the other.

    `noted` is the seal of an entry noted some other day: without it, nobody can tell that the end
    of the log was taken away, or that all of it was sealed anew. Versions published before there
    was a log are held to their own chain alone. `progress` hears of entries and versions done.
    """
    verdict = Verdict()
    with undecoded(connection):
        told = _verify_log(connection, verdict, noted, progress)
        found = _verify_versions(connection, verdict, progress)
    _verify_order(found, verdict)
    _compare(told, found, verdict)
    return verdict


@dataclass(frozen=True, slots=True)
class _Told:
    """A version that the log speaks of, and the entry that does."""

    sequence: int
    at: datetime


_Key = tuple[str, int]


def _verify_log(
    connection: Connection, verdict: Verdict, noted: str, progress: Progress
) -> dict[_Key, _Told]:
    """Return, by path and number, the first entry about each version."""
    told: dict[_Key, _Told] = {}
    before, seen, whole = audit.GENESIS, not noted, True
    for place, entry in enumerate(audit.entries(connection), start=1):
        progress(1)
        verdict.entries += 1
        if whole and (entry.sequence != place or entry.sha256 != audit.seal(entry, before)):
            whole = False
            said = "changée, ou une autre retirée ou ajoutée juste avant elle"
            verdict.breaks.append(Break(LOG, entry.sequence, _sure(entry.at), said))
        before = entry.sha256
        if whole:
            verdict.head, verdict.head_at = entry.sha256, entry.at
            seen = seen or entry.sha256 == noted
        if entry.action in audit.PUBLISHING and entry.number is not None:
            told.setdefault((entry.subject, entry.number), _Told(entry.sequence, entry.at))
    if not seen:
        said = "l’empreinte notée n’y est plus : la fin du journal a été retirée, ou tout récrit"
        verdict.breaks.append(Break(LOG, verdict.entries, None, said))
    return told


def _verify_versions(
    connection: Connection, verdict: Verdict, progress: Progress
) -> dict[_Key, Version]:
    """Check each document's chain and texts; return every version there is."""
    found: dict[_Key, Version] = {}
    path, place, before, whole = None, 0, chain.GENESIS, True
    for version, text in _stored(connection):
        progress(1)
        if version.path != path:
            path, place, before, whole = version.path, 0, chain.GENESIS, True
            verdict.documents += 1
        place += 1
        verdict.versions += 1
        found[version.path, version.number] = version
        if whole and (said := _fault(version, text, place, before)):
            whole = False
            verdict.breaks.append(Break(version.path, version.number, _sure(version.at), said))
        before = version.sha256
    return found


def _fault(version: Version, text: str, place: int, before: str) -> str | None:
    if version.number != place:
        return f"la version {place} manque"
    if version.sha256 != chain.seal(version, before):
        return "ce qui en est gardé a changé depuis sa publication"
    if version.text_sha256 != chain.text_digest(text):
        return "son texte n’est plus celui qui a été publié"
    return None


def _verify_order(found: dict[_Key, Version], verdict: Verdict) -> None:
    """Check that publications are numbered without holes, and in the order of each document."""
    newest: dict[str, int] = {}
    for place, version in enumerate(_in_order(found), start=1):
        number = newest.get(version.path, 0) + 1
        newest[version.path] = version.number
        if version.sequence != place or version.number != number:
            said = "l’ordre des publications a changé, ou l’une d’elles manque"
            verdict.breaks.append(Break(version.path, version.number, _sure(version.at), said))
            return


def _compare(told: dict[_Key, _Told], found: dict[_Key, Version], verdict: Verdict) -> None:
    """Check that the log speaks of versions there are, of each since it began, in their order."""
    for (path, number), entry in told.items():
        if (path, number) not in found:
            said = f"publication dite par l’entrée {entry.sequence} du journal, version absente"
            verdict.breaks.append(Break(path, number, _sure(entry.at), said))
    first = min((v.sequence for key, v in found.items() if key in told), default=None)
    last = 0
    for version in _in_order(found):
        if first is None or version.sequence < first:
            continue
        entry_of = told.get((version.path, version.number))
        if entry_of is None:
            said = "version dont le journal ne dit rien"
        elif entry_of.sequence < last:
            said = "version et journal ne sont pas dans le même ordre"
        else:
            last = entry_of.sequence
            continue
        verdict.breaks.append(Break(version.path, version.number, _sure(version.at), said))


def _in_order(found: dict[_Key, Version]) -> list[Version]:
    return sorted(found.values(), key=lambda version: version.sequence)


def _stored(connection: Connection) -> Iterator[tuple[Version, str]]:
    """Yield every version and its text by path and number, those that were damaged included."""
    order = (versions.c.path, versions.c.number)
    rows = connection.execution_options(yield_per=200).execute(
        select(*map(as_stored, versions.c)).order_by(*order)
    )
    for row in rows:
        yield _version(row), row.text


def _version(row: Row[Any]) -> Version:
    values = {c.name: getattr(row, c.name) for c in versions.c if c.name != "text"}
    # SQLite holds 0 and 1, and would take any other number for true.
    withdrawn = {0: False, 1: True}.get(row.withdrawn, row.withdrawn)
    read = {"at": time_of(row.at), "valid_from": day_of(row.valid_from), "withdrawn": withdrawn}
    return Version(**values | read)


def _sure(at: datetime) -> datetime | None:
    return None if at == NEVER else at
