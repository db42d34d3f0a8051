"""« Toujours juste »: a version whose words are those of the one before, read again by someone.

No word changes, so nobody's own text is published. It is still another person's look that readers
are promised: whoever wrote the words in force may confirm them only once they have been in force
for `OWN_WORDS`, when one reads them again with fresh eyes, and the review that published them is
what readers rely on until then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from kb_app.errors import InvalidInput, Refused, RelaisError, WrongState
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Document, Kind, Sheet, Source
from kb_app.knowledge.content.reviewing import reread, still_right
from kb_app.library import store as versions
from kb_app.library.model import Version
from kb_app.library.reading import read
from kb_app.people.accounts.model import Account
from kb_app.people.authoring import store
from kb_app.people.authoring.model import State
from kb_app.people.authoring.tables import drafts
from kb_app.people.upkeep.due import choices
from kb_app.people.upkeep.rereading import draft_of, is_confirmation

OWN_WORDS = timedelta(days=30)

KINDS = (Kind.SHEET, Kind.TREE)
"""What says until when it holds."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A document as whoever reads it again is shown it."""

    document: Document
    version: Version
    """The one in force, which is shown; a later one refuses."""
    choices: tuple[date, ...]
    proposed: date
    refusal: RelaisError | None
    """Why the account cannot confirm it now."""
    since: tuple[Version, ...]
    """The versions since it was last read again, that one included, newest first."""

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.document.sources if isinstance(self.document, Sheet) else ()


def check_choice(path: str, text: str, until: date, today: date, reopened: Collection[int]) -> None:
    """Raise InvalidInput unless the day is one offered, and a source was reopened if there are."""
    document = read(path, text, whole=False).document
    sources = isinstance(document, Sheet) and document.sources
    if until not in choices(today):
        raise InvalidInput("Choisissez une des dates proposées.")
    if sources and not reopened:
        raise InvalidInput("Rouvrez au moins une source et cochez-la avant de confirmer.")


def confirmed_text(path: str, text: str, until: date, on: date, reopened: Collection[int]) -> str:
    """Return the text confirmed on a day; see `content.reviewing`."""
    if kind_of(path) is Kind.SHEET:
        return still_right(text, until, on, reopened)
    return reread(text, until, on)


def refusal(
    connection: Connection, account: Account, newest: Version, today: date, now: datetime
) -> RelaisError | None:
    """Return why the account cannot confirm the last version of a path now, None when it may."""
    if newest.withdrawn:
        return WrongState("Cette fiche est retirée : il n’y a rien à confirmer.")
    if newest.valid_from > today:
        return WrongState(
            f"La version {newest.number} est déjà publiée pour le {newest.valid_from:%d/%m/%Y} et "
            "remplacera ce texte : confirmez-la à partir de ce jour."
        )
    hurried = store.where(
        connection, store.in_states([State.PUBLISHED_URGENT]), drafts.c.path == newest.path
    )
    if hurried:
        return WrongState(
            "Une publication en urgence de ce texte attend d’être approuvée : voyez-la d’abord, "
            "sous « Relecture »."
        )
    written, writers = _words(connection, versions.history(connection, newest.path))
    if account.id in writers and now - written.at < OWN_WORDS:
        return Refused(
            "Vous avez écrit ce texte il y a moins de trente jours : une autre personne doit le "
            "relire."
        )
    return None


def _words(connection: Connection, history: Sequence[Version]) -> tuple[Version, frozenset[int]]:
    """Return the version that brought the last words, and the accounts that wrote them."""
    backwards = iter(reversed(history))
    version = next(backwards)
    while is_confirmation(connection, version) and version.number > 1:
        version = next(backwards)
    draft = draft_of(connection, version)
    own = {version.author_id} if version.author_id is not None else set()
    return version, frozenset(own | (draft.writers if draft else set()))
