"""Amounts that changed, on the day their readers began to read the new value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from kb_app.knowledge.content.model import Figure
from kb_app.knowledge.rendering.figures import TO_CHECK
from kb_app.library.library import Library
from kb_app.library.model import NewVersion
from kb_app.people.news.amounts import AmountChange, State, amount_changes
from kb_app.people.news.news import News
from tests.amounts import PATH, figure, figure_text, value, value_text

N = "\u00a0"
FIRST, LAST = date(2026, 12, 28), date(2027, 1, 3)
NEXT = value("650", date(2027, 1, 1), date(2027, 12, 31))


def state(day: date, *figures: Figure) -> State:
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return State(at, day, {each.id: each for each in figures})


def told(*states: State, first: date = FIRST, last: date = LAST) -> list[AmountChange]:
    return list(amount_changes(states, first, last, UTC))


def said(found: list[AmountChange]) -> list[tuple[date, str, str]]:
    return [(each.day, each.before, each.now) for each in found]


def test_a_value_changes_on_its_day_though_its_file_came_long_before() -> None:
    [change] = told(state(date(2026, 11, 2), figure(value(), NEXT)))
    assert change == AmountChange(
        "rsa",
        "RSA d’essai",
        f"646,52{N}€ par mois",
        f"650{N}€ par mois",
        datetime(2027, 1, 1, tzinfo=UTC),
        date(2027, 1, 1),
    )


def test_a_value_changes_when_its_file_is_published() -> None:
    before = state(date(2026, 11, 2), figure())
    after = state(date(2026, 12, 29), figure(value("700")))
    [change] = told(before, after, last=date(2026, 12, 31))
    assert (change.before, change.now) == (f"646,52{N}€ par mois", f"700{N}€ par mois")
    assert change.moment == after.moment


def test_what_lapses_is_told_and_what_comes_back_too() -> None:
    late = state(date(2027, 1, 2), figure(value(), NEXT))
    found = said(told(state(date(2026, 11, 2), figure()), late))
    assert found == [
        (date(2027, 1, 1), f"646,52{N}€ par mois", TO_CHECK),
        (date(2027, 1, 2), TO_CHECK, f"650{N}€ par mois"),
    ]


def test_what_is_new_or_gone_or_the_same_has_not_changed() -> None:
    same = figure(value(end=date(2027, 12, 31)))
    before = state(date(2026, 11, 2), same, figure(value(end=date(2027, 6, 1)), id_="vieux"))
    after = state(date(2026, 12, 29), same, figure(NEXT, id_="neuf"))
    assert said(told(before, after)) == [(date(2027, 1, 1), TO_CHECK, f"650{N}€ par mois")]
    assert told(before, after, last=date(2026, 12, 31)) == []
    assert told(state(date(2026, 12, 29), same)) == []


def test_days_outside_are_not_told() -> None:
    held = state(date(2026, 11, 2), figure(value(), NEXT))
    assert told(held, last=date(2026, 12, 31)) == []
    assert told(held, first=date(2027, 1, 2)) == []


def test_the_versions_in_force_are_those_that_count(engine: Engine) -> None:
    clock = [datetime(2026, 11, 2, 9, tzinfo=UTC)]
    library = Library(engine, lambda: clock[0].date(), lambda: clock[0])

    def publish(text: str, base: int, ahead: int = 0) -> None:
        day = clock[0].date() + timedelta(days=ahead)
        library.publish(NewVersion(PATH, text, day, False, None, "essai"), base)

    later = value_text("650", NEXT.valid_from, NEXT.valid_until)
    publish(figure_text(value_text(), later), 0)
    # A correction that was planned, and replaced before its day.
    publish(figure_text(value_text("999"), later), 1, ahead=57)
    clock[0] += timedelta(days=1)
    publish(figure_text(value_text("640"), later), 2, ahead=56)
    clock[0] += timedelta(days=70)
    news = News(engine, UTC)
    assert said(list(news.amounts(FIRST, LAST))) == [
        (date(2027, 1, 1), f"640{N}€ par mois", f"650{N}€ par mois"),
        (date(2026, 12, 29), f"646,52{N}€ par mois", f"640{N}€ par mois"),
    ]
    assert news.amounts(LAST, LAST) == ()
