"""Dates, numbers and plurals as French writes them, for templates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import current_app

from kb_app.knowledge.rendering.figures import day_words


@lru_cache(maxsize=4096)
def date_fr(day: date) -> str:
    """3 novembre 2026; the first of a month is « 1er »."""
    return day_words(day)


def datetime_fr(at: datetime) -> str:
    """3 novembre 2026 à 14 h 05, where the house is. `at` is aware."""
    local = at.astimezone(current_app.extensions["house"].settings.timezone)
    return f"{date_fr(local.date())} à {format_datetime(local, 'H', locale='fr')} h {local:%M}"


def month_fr(day: date) -> str:
    """novembre 2026."""
    return format_date(day, "MMMM y", locale="fr")


def number_fr(value: float) -> str:
    return format_decimal(value, locale="fr")


def plural(count: int, one: str, many: str) -> str:
    """« 0 fiche », « 1 fiche », « 2 fiches »: French plurals start at two."""
    return f"{number_fr(count)} {many if count >= 2 else one}"


FILTERS: dict[str, Callable[..., str]] = {
    "date_fr": date_fr,
    "datetime_fr": datetime_fr,
    "month_fr": month_fr,
    "number_fr": number_fr,
    "plural": plural,
}
