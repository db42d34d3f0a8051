"""Seventy-two hours are three working days, and everyone counts the same."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kb_app.knowledge.triage.terms import Span, Unit
from kb_app.knowledge.triage.working_time import (
    due,
    easter_sunday,
    holidays,
    is_working_day,
    promise,
)

PARIS = ZoneInfo("Europe/Paris")


def due_from(moment: str, count: int = 72, unit: Unit = Unit.HOURS) -> str:
    start = datetime.fromisoformat(moment).replace(tzinfo=PARIS)
    return f"{due(start, Span(count, unit), PARIS):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2025-11-18 14:10", 72, "2025-11-21 14:10"),
        # The weekend does not count.
        ("2025-11-20 14:10", 72, "2025-11-25 14:10"),
        ("2025-11-21 14:10", 24, "2025-11-24 14:10"),
        ("2025-11-21 14:10", 9, "2025-11-21 23:10"),
        ("2025-11-21 14:10", 10, "2025-11-24 00:10"),
        ("2025-11-18 23:59", 30, "2025-11-20 05:59"),
        # Asked on a day that is not worked: from the next one, midnight.
        ("2025-11-22 10:00", 72, "2025-11-27 00:00"),
        ("2025-11-23 23:59", 24, "2025-11-25 00:00"),
        ("2026-05-01 09:00", 24, "2026-05-05 00:00"),
        # Public holidays: 8 May 2026 is a Friday, Ascension the Thursday after.
        ("2026-05-07 16:00", 24, "2026-05-11 16:00"),
        ("2026-05-12 16:00", 72, "2026-05-18 16:00"),
        ("2026-12-24 18:30", 72, "2026-12-30 18:30"),
        ("2026-04-03 12:00", 24, "2026-04-07 12:00"),
        # The clocks change on the Sunday between: the hour is the same.
        ("2026-10-23 09:00", 72, "2026-10-28 09:00"),
        ("2026-03-27 09:00", 72, "2026-04-01 09:00"),
    ],
)
def test_hours_run_on_working_days_only(moment: str, hours: int, expected: str) -> None:
    assert due_from(moment, hours) == expected


def test_days_are_working_days_and_longer_spans_follow_the_calendar() -> None:
    assert due_from("2025-11-20 14:10", 3, Unit.DAYS) == "2025-11-25 14:10"
    assert due_from("2025-11-20 14:10", 2, Unit.WEEKS) == "2025-12-04 14:10"
    assert due_from("2025-12-30 14:10", 2, Unit.MONTHS) == "2026-03-03 00:00"


def test_a_span_ending_on_a_closed_day_is_due_by_the_end_of_the_next_working_one() -> None:
    # 1 November 2025 is a Saturday and a holiday; the next working day is Monday 3.
    assert due_from("2025-10-01 14:10", 1, Unit.MONTHS) == "2025-11-04 00:00"


def test_the_day_is_that_of_the_house_not_of_greenwich() -> None:
    friday_night = datetime(2025, 11, 21, 23, 30, tzinfo=UTC)
    assert due(friday_night, Span(24, Unit.HOURS), PARIS).isoformat() == "2025-11-25T00:00:00+01:00"
    assert due(friday_night, Span(24, Unit.HOURS), UTC).isoformat() == "2025-11-24T23:30:00+00:00"


def test_the_summer_hour_is_in_what_comes_back() -> None:
    start = datetime(2026, 3, 27, 9, 0, tzinfo=PARIS)
    assert due(start, Span(72, Unit.HOURS), PARIS).astimezone(UTC).hour == 7


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2025-11-25 14:10", "mardi 25 novembre, 14 h 10"),
        ("2026-09-01 09:05", "mardi 1er septembre, 9 h 05"),
        ("2025-11-27 00:00", "mercredi 26 novembre, en fin de journée"),
        ("2026-01-01 00:00", "mercredi 31 décembre, en fin de journée"),
        ("2026-02-11 00:01", "mercredi 11 février, 0 h 01"),
    ],
)
def test_the_promise_is_said_in_french(moment: str, said: str) -> None:
    assert promise(datetime.fromisoformat(moment).replace(tzinfo=PARIS)) == said


@pytest.mark.parametrize(
    "easter", ["1961-04-02", "2000-04-23", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"]
)
def test_easter_is_when_the_church_says(easter: str) -> None:
    day = date.fromisoformat(easter)
    assert easter_sunday(day.year) == day


def test_a_year_has_the_eleven_holidays_of_the_law() -> None:
    assert sorted(f"{day:%m-%d}" for day in holidays(2026)) == [
        "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11",
        "12-25",
    ]  # fmt: skip
    assert not is_working_day(date(2026, 5, 25))
    assert is_working_day(date(2026, 5, 26))
