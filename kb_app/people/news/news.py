"""The door of news: what came into force in the library, day by day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, tzinfo

from sqlalchemy import Engine

from kb_app.knowledge.content.figures import PATH
from kb_app.knowledge.content.model import Figure
from kb_app.library import store as versions
from kb_app.library.model import Version
from kb_app.library.reading import read
from kb_app.people.news import store
from kb_app.people.news.amounts import AmountChange, State, amount_changes
from kb_app.people.news.model import Renewal, renewals


class News:
    """What is said of versions is for readers of their documents; see who may read those."""

    def __init__(
        self,
        engine: Engine,
        timezone: tzinfo,
        practice: Callable[[str], Collection[int]] = lambda path: (),
    ) -> None:
        """`practice` gives the numbers of the versions of a path that change how agents work."""
        self._engine = engine
        self._timezone = timezone
        self._practice = practice

    def between(self, first: date, last: date) -> tuple[Renewal, ...]:
        """Return what came into force on these days, both included, the newest first.

        A version planned for later is not among them before its day, if `last` is today or past.
        """
        with self._engine.connect() as connection:
            histories = store.histories(connection, first, last, self._timezone)
        found = [
            replace(each, practice=self._changes_practice(each.version))
            for history in histories.values()
            for each in renewals(history, first, last, self._timezone)
        ]
        return tuple(sorted(found, key=lambda r: (r.moment, r.version.sequence), reverse=True))

    def amounts(self, first: date, last: date) -> tuple[AmountChange, ...]:
        """Return the amounts that changed on these days, both included, the newest first.

        A value changes on its own day, whenever its file was published.
        """
        with self._engine.connect() as connection:
            history = versions.history(connection, PATH)
            come = sorted(renewals(history, date.min, last, self._timezone), key=lambda r: r.moment)
            known = [each for each in come if each.day < first][-1:]
            shown = [*known, *(each for each in come if each.day >= first)]
            found = [(r, versions.one(connection, PATH, r.version.number)) for r in shown]
        states = [State(r.moment, r.day, _figures(held[1])) for r, held in found if held]
        changes = amount_changes(states, first, last, self._timezone)
        return tuple(sorted(changes, key=lambda each: each.moment, reverse=True))

    def oldest_day(self) -> date | None:
        """Return the day of the first publication; None for an empty library."""
        with self._engine.connect() as connection:
            at = store.oldest(connection)
        return at.astimezone(self._timezone).date() if at else None

    def _changes_practice(self, version: Version) -> bool:
        # What came from files was never a draft, and a first import brings thousands.
        written = version.author_id is not None
        return written and version.number in self._practice(version.path)


def _figures(text: str) -> dict[str, Figure]:
    """Return the amounts of a file by id; none when it can no longer be read."""
    document = read(PATH, text).document
    found = document if isinstance(document, tuple) else ()
    return {each.id: each for each in found if isinstance(each, Figure)}
