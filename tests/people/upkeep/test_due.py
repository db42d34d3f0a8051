"""Until when a document holds, and the legal dates one may choose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.people.upkeep.due import SOON, State, choices, last_day, proposed, state_of

DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("review", "state"),
    [
        (date(2027, 4, 1), State.LATE),
        (date(2027, 3, 31), State.LATE),
        (date(2027, 4, 2), State.SOON),
        (date(2027, 5, 1), State.SOON),
        (date(2027, 5, 2), State.OK),
    ],
)
def test_a_document_is_overdue_on_the_very_day_it_names(review: date, state: State) -> None:
    assert state_of(review, date(2027, 4, 1)) is state


def test_it_holds_until_the_eve() -> None:
    assert last_day(date(2027, 1, 1)) == date(2026, 12, 31)


@given(DAYS)
def test_four_choices_one_of_each_legal_date_all_ahead(today: date) -> None:
    offered = choices(today)
    assert [d.day for d in offered] == [1, 1, 1, 1]
    assert sorted(d.month for d in offered) == [1, 4, 7, 10]
    assert list(offered) == sorted(offered)
    assert today < offered[0]
    assert offered[-1] <= today + timedelta(days=366)


@given(DAYS, DAYS)
def test_what_is_proposed_moves_the_date_on_when_one_can(today: date, review: date) -> None:
    day = proposed(review, today)
    assert day in choices(today)
    if review < choices(today)[-1]:
        assert day > review


@pytest.mark.parametrize(
    ("review", "today", "expected"),
    [
        (date(2027, 4, 1), date(2027, 3, 10), date(2027, 7, 1)),
        (date(2027, 4, 1), date(2027, 5, 10), date(2027, 7, 1)),
        (date(2026, 12, 15), date(2026, 11, 22), date(2027, 1, 1)),
        (date(2029, 1, 1), date(2026, 11, 22), date(2027, 10, 1)),
        (None, date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_day_on_which_rates_change_is_proposed(
    review: date | None, today: date, expected: date
) -> None:
    assert proposed(review, today) == expected


def test_soon_is_a_month() -> None:
    assert timedelta(days=30) == SOON
