"""« Modifié depuis votre dernière lecture »: for the reader alone, beside the cached article."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.errors import NotFound
from kb_app.knowledge.content.model import Sheet
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.web.access import current_account
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.history import past_sheet
from kb_app.web.views.recording import by_someone
from kb_app.web.views.told_changes import ToldChanges, told_changes


@dataclass(frozen=True, slots=True)
class Missed:
    """What changed since this reader last read the sheet."""

    changes: ToldChanges
    number: int
    """The version in force, which they may confirm they have read."""
    comparison: str
    """The address of the whole comparison."""
    confirm: str | None
    """Where to send « J’ai lu »; None when nothing is asked."""


def missed(published: Published[Sheet], snapshot: Snapshot, *, agent: bool) -> Missed | None:
    """Note this reading, and return what the reader missed since the last one, if anything.

    Nobody in particular reads without an account, nor does a program that looks ahead.
    """
    account = current_account()
    if account is None or not by_someone():
        return None
    path, number = published.version.path, published.version.number
    since = house().readings.opened(account.id, path, number)
    if since is None:
        return None
    changes = _changes(path, since.number, published.document, snapshot, agent)
    if not (changes.count or since.to_confirm):
        return None
    address = address_of(path)
    return Missed(
        changes,
        number,
        f"{address}/comparer?de={since.number}&a={number}",
        f"{address}/lu" if since.to_confirm else None,
    )


def _changes(path: str, since: int, new: Sheet, snapshot: Snapshot, agent: bool) -> ToldChanges:
    try:
        old = past_sheet(*house().library.version(path, since)).document
    except NotFound:
        return ToldChanges((), 0)
    return told_changes(old, new, snapshot, agent=agent)
