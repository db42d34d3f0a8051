"""When an answer promised in hours or days is due: one clock, that of working days.

The rule, as pages say it in `RULE`. Why whole days of 24 hours and no opening hours: a house does
not know when a referent works, and « 72 h » asked on a Tuesday at 14:10 is then due on Friday at
14:10, which anyone can count on their fingers. Clocks only change on Sundays, so the hour that
is lost or found is never one that counts.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from babel.dates import format_date

from kb_app.knowledge.triage.dates import shifted
from kb_app.knowledge.triage.terms import Span, Unit

RULE = (
    "Les heures et les jours ne courent que les jours ouvrés : du lundi au vendredi, hors jours "
    "fériés nationaux, 24 heures par jour. 72 heures font trois jours ouvrés à la même heure ; une "
    "question posée un samedi, un dimanche ou un jour férié compte à partir du jour ouvré suivant, "
    "0 heure. Les jours fériés propres à l’Alsace-Moselle et à l’outre-mer ne sont pas décomptés."
)

_DAY = timedelta(days=1)
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Days after Easter Sunday: Easter Monday, Ascension, Whit Monday."""


def due(start: datetime, span: Span, zone: tzinfo) -> datetime:
    """Return the moment by which a promise made at `start`, an aware time, must be kept.

    Hours, and days of 24 hours, run on working days only. Weeks, months and years go by the
    calendar; one that ends on a day that is not worked is due at the end of the next that is.
    The result is in `zone`, where working days are told too. Midnight ends the day before: see
    `promise`.
    """
    local = start.astimezone(zone)
    # Without its zone, a time is what the wall clock shows, which is what is counted.
    clock = local.replace(tzinfo=None)
    match span.unit:
        case Unit.HOURS:
            clock = _run(clock, timedelta(hours=span.count))
        case Unit.DAYS:
            clock = _run(clock, timedelta(days=span.count))
        case _:
            end = shifted(clock.date(), span)
            clock = datetime.combine(end, clock.time())
            if not is_working_day(end):
                clock = _opening(clock) + _DAY
    return clock.replace(tzinfo=zone)


def promise(due_at: datetime) -> str:
    """Return « mardi 25 novembre, 14 h 10 », or the day alone and « en fin de journée » for the
    midnight that ends it."""
    if due_at.time().replace(second=0, microsecond=0) == datetime.min.time():
        return f"{_day(due_at.date() - _DAY)}, en fin de journée"
    return f"{_day(due_at.date())}, {due_at.hour} h {due_at:%M}"


def is_working_day(day: date) -> bool:
    """Say whether a day is one from Monday to Friday and no public holiday of all France."""
    return day.weekday() < 5 and day not in holidays(day.year)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Return the eleven public holidays of all France (Code du travail, L3133-1)."""
    fixed = (date(year, month, day) for month, day in _FIXED)
    easter = easter_sunday(year)
    return frozenset((*fixed, *(easter + timedelta(days=after) for after in _AFTER_EASTER)))


def easter_sunday(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher's algorithm)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _run(clock: datetime, left: timedelta) -> datetime:
    """Return where the clock is once `left` has run on working days."""
    if not is_working_day(clock.date()):
        clock = _opening(clock)
    while left > (until := _midnight(clock) - clock):
        left -= until
        clock = _opening(clock)
    return clock + left


def _opening(clock: datetime) -> datetime:
    """Return the first moment of the next working day."""
    clock = _midnight(clock)
    while not is_working_day(clock.date()):
        clock += _DAY
    return clock


def _midnight(clock: datetime) -> datetime:
    return datetime.combine(clock.date() + _DAY, datetime.min.time())


def _day(day: date) -> str:
    text = format_date(day, "EEEE d MMMM", locale="fr")
    return text.replace(" 1 ", " 1er ", 1)
