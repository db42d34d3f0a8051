"""Days and spans of time, as authors write them and as the calendar counts them."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from kb_app.knowledge.triage.terms import Moment, Span, Unit

_UNITS = {
    "h": Unit.HOURS, "heure": Unit.HOURS, "heures": Unit.HOURS,
    "j": Unit.DAYS, "jour": Unit.DAYS, "jours": Unit.DAYS,
    "semaine": Unit.WEEKS, "semaines": Unit.WEEKS,
    "mois": Unit.MONTHS,
    "an": Unit.YEARS, "ans": Unit.YEARS, "annee": Unit.YEARS, "annees": Unit.YEARS,
    "année": Unit.YEARS, "années": Unit.YEARS,
}  # fmt: skip

_SPAN = re.compile(r"([0-9]{1,5})[\s\u00a0\u202f]*([a-zé]+)", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.\-\s]([0-9]{1,2})[/.\-\s]([0-9]{4})")
_MOMENT = re.compile(r"([^\s+]+?)(?:\s*([+\-])\s+(.+)|\s*([+])\s*(.+))?")


def day_of(text: str) -> date | None:
    """Return the day written `2026-11-22` or `22/11/2026`, None for anything else."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if parts := _FRENCH_DAY.fullmatch(text):
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        pass
    return None


def span_of(text: str) -> Span | None:
    """Return the span written `21 jours`, `2 mois`, `1 an`, `72 h`, None for anything else."""
    parts = _SPAN.fullmatch(text.strip())
    unit = _UNITS.get(parts[2].lower()) if parts else None
    return Span(int(parts[1]), unit) if parts and unit else None


def moment_of(text: str) -> Moment | None:
    """Return the moment written `2026-11-22`, `aujourd_hui - 2 mois`, `date_vol + 1 an`.

    The anchor that is neither a day nor today is taken as an id, known or not.
    """
    parts = _MOMENT.fullmatch(text.strip())
    if not parts:
        return None
    sign, written = parts[2] or parts[4], parts[3] or parts[5]
    anchor: date | str = day_of(parts[1]) or parts[1]
    if sign is None:
        return Moment(anchor)
    span = span_of(written)
    if span is None:
        return None
    return Moment(anchor, Span(-span.count, span.unit) if sign == "-" else span)


def shifted(day: date, span: Span | None) -> date:
    """Return the day after (before, for a negative count) that span; hours count as whole days.

    The same day of another month, or that month's last day: 31 January plus 1 month is
    28 February. Past the calendar's ends, its first or last day.
    """
    if span is None:
        return day
    try:
        match span.unit:
            case Unit.MONTHS:
                return _months_later(day, span.count)
            case Unit.YEARS:
                return _months_later(day, 12 * span.count)
            case Unit.WEEKS:
                return day + timedelta(weeks=span.count)
            case Unit.HOURS:
                return day + timedelta(
                    days=-(-abs(span.count) // 24) * (1 if span.count > 0 else -1)
                )
            case Unit.DAYS:
                return day + timedelta(days=span.count)
    except (OverflowError, ValueError):
        return date.max if span.count > 0 else date.min


def years_between(start: date, end: date) -> int:
    """Return the whole years from `start` to `end`, as an age is counted; negative before."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
