"""A writer to be killed: drafts, has reviewed and publishes, and says each version it was given."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bench.editors import PATH, text_of
from kb_app.database import engine as database
from kb_app.errors import EditConflict, RelaisError
from kb_app.library.finder import Finder
from kb_app.library.library import Library
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.authoring.authoring import Authoring

SHEETS = 3
_INDEXES = 0.3
"""The share of publications after which a writer also brings the index up to date."""


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    index: Path
    author: int
    reviewer: int


def path_of(sheet: int) -> str:
    return PATH.replace("la-fiche", f"fiche-{sheet}")


def text_for(sheet: int, word: str) -> str:
    return text_of(word).replace("EPR-1", f"EPR-{sheet}")


def work(place: Place, seed: int, acknowledged: int) -> None:
    """Publish until killed; write `sheet number word` to the descriptor after each."""
    chance = random.Random(seed)
    engine = database.create(place.url)
    library = Library(engine, lambda: datetime.now(UTC).date())
    accounts = Accounts(engine, _now, "Relais")
    authoring = Authoring(engine, library, _now)
    finder = Finder(library, place.index)
    author, reviewer = accounts.with_id(place.author), accounts.with_id(place.reviewer)
    step = 0
    while True:
        step += 1
        sheet, word = chance.randrange(SHEETS), f"g{seed}p{step}z"
        try:
            newest = library.newest(path_of(sheet))
            assert newest
            text, base = text_for(sheet, word), newest[0].number
            draft = authoring.start(author, path_of(sheet), text, base, word)
            try:
                authoring.submit(author, draft.id)
                mark = authoring.review(reviewer, draft.id).mark
                number = authoring.publish(reviewer, draft.id, mark).number
            except EditConflict:
                authoring.drop(author, draft.id)
                continue
            os.write(acknowledged, f"{sheet} {number} {word}\n".encode())
            if chance.random() < _INDEXES:
                finder.keep_up()
        except (RelaisError, DBAPIError):
            # The database is away, or too many come at once: what was not acknowledged is tried
            # again as another text.
            time.sleep(0.05)


def _now() -> datetime:
    return datetime.now(UTC)
