"""A week of news: its days, its neighbours, its lines by operator."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from kb_app.errors import InvalidInput
from kb_app.library.snapshot import Snapshot
from kb_app.web.french import date_fr
from kb_app.web.views.news_lines import NewsLine

SHOWN_NEW = 3
"""New pages of an operator that are shown; more are folded: a first import brings thousands."""

_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_SIX_DAYS = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Week:
    first: date
    """Its Monday."""

    @property
    def last(self) -> date:
        return self.first + _SIX_DAYS

    @property
    def name(self) -> str:
        """As an address writes it: 2026-W47."""
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def words(self) -> str:
        """« du 16 au 22 novembre 2026 »."""
        if self.first.year != self.last.year:
            return f"du {date_fr(self.first)} au {date_fr(self.last)}"
        pattern = "d" if self.first.month == self.last.month else "d MMMM"
        start = format_date(self.first, pattern, locale="fr")
        first = re.sub(r"^1\b", "1er", start)
        return f"du {first} au {date_fr(self.last)}"

    def beside(self, weeks: int) -> Week:
        return Week(self.first + timedelta(weeks=weeks))


@dataclass(frozen=True, slots=True)
class OperatorNews:
    slug: str
    label: str
    lines: tuple[NewsLine, ...]
    folded: tuple[NewsLine, ...]
    """New pages, when they are many."""


def week_of(day: date) -> Week:
    return Week(day - timedelta(days=day.weekday()))


def week_asked(text: str | None, today: date) -> Week:
    """Read the week of `?semaine=2026-W47`, this one by default.

    Raises InvalidInput when it is none, or has not begun: nothing is announced ahead.
    """
    if text is None:
        return week_of(today)
    found = _WEEK.fullmatch(text)
    try:
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        first = None
    if first is None:
        raise InvalidInput(
            f"« {text[:20]} » n’est pas une semaine. Écrivez-la ainsi : ?semaine=2026-W47."
        )
    if first > today:
        raise InvalidInput("Cette semaine n’a pas encore commencé : rien ne s’annonce d’avance.")
    return Week(first)


def by_operator(lines: Iterable[NewsLine], snapshot: Snapshot) -> tuple[OperatorNews, ...]:
    """Return the operators that have news, in the order of their cards, those of which all is
    folded last.

    Of each, what changes how agents work comes first, then what changed, then what is new.
    """
    groups: dict[str, list[NewsLine]] = {}
    for line in sorted(lines, key=lambda each: (not each.practice, each.is_new)):
        groups.setdefault(line.operator, []).append(line)
    known = [slug for slug in snapshot.operators if slug in groups]
    order = known + sorted(groups.keys() - set(known))
    found = (_group(groups[slug]) for slug in order)
    return tuple(sorted(found, key=lambda group: not group.lines))


def _group(lines: list[NewsLine]) -> OperatorNews:
    new = [line for line in lines if line.is_new and not line.practice]
    folded = new if len(new) > SHOWN_NEW else []
    hidden = {line.id for line in folded}
    shown = tuple(line for line in lines if line.id not in hidden)
    return OperatorNews(lines[0].operator, lines[0].operator_label, shown, tuple(folded))
