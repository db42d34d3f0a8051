"""The reminder of one account, as a letter in French, plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb_app.people.accounts.model import Account
from kb_app.people.upkeep.board import Row
from kb_app.people.upkeep.due import WEEK, State

MOST_TOLD = 10
"""Documents named in each part; the others are counted."""

_ADDRESS = re.compile(r"[a-z0-9._+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one account."""

    rows: tuple[Row, ...]
    """Overdue or soon to be, by rank."""
    urgent: tuple[str, ...]
    """Titles of what was published in urgency, which they may approve."""
    reports: int
    """Reports that they may answer."""

    def __bool__(self) -> bool:
        return bool(self.rows or self.urgent or self.reports)


@dataclass(frozen=True, slots=True)
class Letter:
    account_id: int
    to: str
    subject: str
    text: str


def is_address(login: str) -> bool:
    """Say whether a login is an e-mail address one can write to."""
    return bool(_ADDRESS.fullmatch(login)) and len(login) <= 254


def letter(account: Account, waiting: Waiting, site_name: str, site: str) -> Letter:
    """Write what waits for an account; `site` is the address of the house, empty when not given.

    It names documents, never a visitor nor another account.
    """
    site_name = _line(site_name)
    late = [row for row in waiting.rows if row.state is State.LATE]
    week = [row for row in waiting.rows if row not in late and row.days <= WEEK.days]
    month = [row for row in waiting.rows if row not in late and row not in week]
    parts = [
        _part("Publié en urgence, à approuver", waiting.urgent),
        _part("En retard", [_told(row) for row in late]),
        _part("À confirmer dans les 7 jours", [_told(row) for row in week]),
        _part("À confirmer dans les 30 jours", [_told(row) for row in month]),
    ]
    if waiting.reports:
        parts.append(f"Signalements à lire : {waiting.reports}\n")
    where = f"{site}/redaction/fraicheur" if site else f"{site_name}, « À relire »"
    text = "\n".join(
        [
            "Bonjour,\n",
            f"Voici ce qui vous attend dans {site_name}.\n",
            *(part for part in parts if part),
            f"Pour relire et confirmer : {where}\n",
            "Relire, c’est rouvrir les sources : si rien n’a changé, un geste suffit.\n",
            f"{site_name} écrit au plus une fois par jour, et seulement si quelque chose attend.\n",
        ]
    )
    return Letter(account.id, account.login, _subject(waiting, site_name), text)


def _subject(waiting: Waiting, site_name: str) -> str:
    count = len(waiting.rows) + len(waiting.urgent) + waiting.reports
    return _line(f"{site_name} : {count} document{'s' if count > 1 else ''} à voir")


def _part(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    shown = [f"- {_line(line)}" for line in lines[:MOST_TOLD]]
    if len(lines) > MOST_TOLD:
        shown.append(f"- et {len(lines) - MOST_TOLD} de plus")
    return "\n".join([f"{heading} ({len(lines)})", *shown, ""])


def _told(row: Row) -> str:
    return f"{row.title} : avant le {row.review_before:%d/%m/%Y}"


def _line(text: str) -> str:
    """Return a title on one line, whatever its author put in it."""
    spaced = _SPACES.sub(" ", text).strip()
    return "".join(c for c in spaced if c.isprintable() or c in "\u00a0\u202f")
