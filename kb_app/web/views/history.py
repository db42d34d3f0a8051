"""The versions of a sheet as rows, and a version's text read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.model import Sheet
from kb_app.library.model import Published, Version
from kb_app.library.reading import read
from kb_app.people.authoring.model import Action, Draft, State
from kb_app.web.views.sheet_page import as_sheet


@dataclass(frozen=True, slots=True)
class HistoryRow:
    version: Version
    state: str
    """What it is today: « en vigueur », « à venir », « remplacée » or « retirée »."""
    urgency: str | None
    """Why it could not wait, when it was published in urgency, for who may know."""
    unapproved: bool
    """Whether it waits for a second reader."""


def history_rows(
    versions: Sequence[Version], today: date, hurried: Mapping[int, Draft] = {}
) -> tuple[HistoryRow, ...]:
    """Return the rows newest first. The one in force is the newest whose day has come.

    `hurried` are the drafts that were published in urgency, by version.
    """
    current = max((v.number for v in versions if v.valid_from <= today), default=0)
    return tuple(
        _row(v, _state(v, current, today, versions), hurried.get(v.number))
        for v in reversed(versions)
    )


def _row(version: Version, state: str, hurried: Draft | None) -> HistoryRow:
    move = hurried.last(Action.PUBLISH_URGENT) if hurried else None
    unapproved = hurried is not None and hurried.state is State.PUBLISHED_URGENT
    return HistoryRow(version, state, move.comment if move else None, unapproved)


def past_sheet(version: Version, text: str) -> Published[Sheet]:
    """Read the text of a version again. Raises NotFound when it is damaged."""
    document = read(version.path, text).document
    if document is None:
        raise NotFound(
            f"Le texte de la version {version.number} ne se lit plus. Les autres restent lisibles."
        )
    return as_sheet(Published(document, version))


def number_asked(text: str | None) -> int:
    """Read a version number of the address. Raises InvalidInput when it is not one."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 7):
        raise InvalidInput("Choisissez deux versions à comparer, par exemple ?de=1&a=2.")
    return int(text)


def _state(version: Version, current: int, today: date, versions: Sequence[Version]) -> str:
    if version.number == current:
        return "retirée" if version.withdrawn else "en vigueur"
    later = (v for v in versions if v.number > version.number)
    overtaken = any(v.valid_from <= version.valid_from for v in later)
    return "à venir" if version.valid_from > today and not overtaken else "remplacée"
