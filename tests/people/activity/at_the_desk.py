"""Searches asked and opened at a desk, on a day that the test moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine, text

from kb_app.knowledge.search.meaning import content_terms
from kb_app.people.accounts.model import Role
from kb_app.people.activity.activity import Activity, new_page
from kb_app.people.activity.model import Group
from tests.people.accounts.people_at_work import People

TODAY = date(2026, 11, 22)
KEPT_FOR = timedelta(days=400)
CARD = "operators/cpam/carte-vitale.md"
RSA = "operators/caf/demander-le-rsa.md"


@dataclass
class Desk:
    engine: Engine
    today: date = TODAY

    def __post_init__(self) -> None:
        self.activity = Activity(self.engine, lambda: self.today, KEPT_FOR)

    def trainer(self) -> int:
        return People(self.engine).someone("lea@ville.fr", Role.TRAINER).id

    def asks(self, *typed: str, found: int = 3, times: int = 1) -> None:
        for question in typed:
            for _ in range(times):
                self.activity.searched(question, found)

    def opens(self, typed: str, path: str, times: int = 1) -> None:
        for _ in range(times):
            self.activity.opened(typed, path)

    def presses(self, typed: str, times: int = 1) -> None:
        for _ in range(times):
            self.activity.not_found(typed, new_page())

    def waits(self, days: int) -> None:
        self.activity.flush()
        self.today += timedelta(days=days)

    def groups(self, days: int = 30) -> tuple[Group, ...]:
        return self.activity.groups(self.today - timedelta(days=days), content_terms)

    def openings(self) -> dict[str, int]:
        """Return how often each document was opened, by path."""
        self.activity.flush()
        found: Counter[str] = Counter()
        for _, _, path, n in self.rows("search_openings"):
            found[str(path)] += int(str(n))
        return dict(found)

    def rows(self, table: str = "search_questions") -> list[tuple[object, ...]]:
        """Return all that a table holds."""
        with self.engine.connect() as connection:
            found = connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))
            return [tuple(row) for row in found]
