"""What came into force, on which day, and in place of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from kb_app.library.library import Library
from kb_app.library.model import Version
from kb_app.people.accounts.model import Role
from kb_app.people.news.feeds import Feeds
from kb_app.people.news.model import renewals
from kb_app.people.news.news import News
from tests.factories import new_version
from tests.people.accounts.people_at_work import Clock, People

RSA = "operators/caf/demander-le-rsa.md"
VITALE = "operators/cpam/carte-vitale.md"
MONDAY = date(2026, 11, 16)


def version(number: int, day: date, at: date | None = None) -> Version:
    when = datetime.combine(at or day, datetime.min.time(), UTC) + timedelta(hours=12)
    return Version(number, RSA, number, day, False, None, "", when, "", "")


def days(
    *history: Version, first: date = MONDAY, last: date | None = None
) -> list[tuple[int, int | None]]:
    found = renewals(history, first, last or first + timedelta(days=6), UTC)
    return [(r.version.number, r.before.number if r.before else None) for r in found]


def on(day: int) -> date:
    return date(2026, 11, day)


def test_a_version_is_news_on_the_day_readers_first_read_it() -> None:
    assert days(version(1, on(17))) == [(1, None)]
    assert days(version(1, on(15))) == []
    assert days(version(1, date(2026, 1, 1), at=on(18))) == [(1, None)]
    assert days(version(1, on(25), at=on(18))) == []


def test_each_takes_the_place_of_the_one_before() -> None:
    history = (version(1, on(2)), version(2, on(16)), version(3, on(19)))
    assert days(*history) == [(2, 1), (3, 2)]


def test_two_of_one_day_are_each_news_unless_they_begin_together() -> None:
    late = replace(version(3, on(17)), at=version(2, on(17)).at + timedelta(hours=2))
    assert days(version(1, on(2)), version(2, on(17)), late) == [(2, 1), (3, 2)]
    together = [version(n, on(18), at=on(10)) for n in (2, 3)]
    assert days(version(1, on(2)), *together) == [(3, 1)]


def test_what_was_replaced_before_its_day_never_was_news() -> None:
    planned = version(2, on(20), at=on(16))
    assert days(version(1, on(2)), planned, version(3, on(18))) == [(3, 1)]


@pytest.fixture
def library(engine: Engine) -> Library:
    return Library(engine, lambda: on(22), lambda: datetime(2026, 11, 18, 12, tzinfo=UTC))


def test_the_days_asked_and_no_others(engine: Engine, library: Library) -> None:
    library.publish(new_version(valid_from=on(1)), 0)
    library.publish(new_version(text="b", valid_from=on(20)), 1)
    library.publish(new_version(VITALE, valid_from=on(30)), 0)
    news = News(engine, UTC)
    found = [(r.version.path, r.version.number, r.day) for r in news.between(MONDAY, on(22))]
    assert found == [(RSA, 2, on(20)), (RSA, 1, on(18))]
    assert [r.version.path for r in news.between(on(23), on(30))] == [VITALE]
    assert news.between(on(1), on(15)) == ()
    assert news.oldest_day() == on(18)


def test_an_empty_library_has_no_news(engine: Engine) -> None:
    news = News(engine, UTC)
    assert news.between(MONDAY, on(22)) == ()
    assert news.oldest_day() is None


def test_a_version_written_here_may_change_practice_one_from_files_does_not(
    engine: Engine, library: Library
) -> None:
    writer = People(engine).someone()
    library.publish(new_version(valid_from=on(18)), 0)
    library.publish(replace(new_version(text="b"), author_id=writer.id), 1)
    news = News(engine, UTC, lambda path: (1, 2) if path == RSA else ())
    found = {r.version.number: r.practice for r in news.between(MONDAY, on(22))}
    assert found[2]
    assert not found.get(1)


def test_a_feed_is_its_accounts_until_it_is_closed_or_disabled(engine: Engine) -> None:
    people = People(engine)
    account = people.someone(role=Role.AGENT)
    feeds = Feeds(engine, people.clock)
    assert feeds.made(account.id) is None
    token = feeds.make(account.id)
    assert feeds.reader(token) == account
    assert feeds.made(account.id) == people.clock.at
    assert feeds.reader("autre") is None
    assert feeds.reader("\udcff") is None
    people.accounts.set_active(account.id, False)
    assert feeds.reader(token) is None
    people.accounts.set_active(account.id, True)
    again = feeds.make(account.id)
    assert (feeds.reader(token), feeds.reader(again)) == (None, account)
    feeds.revoke(account.id)
    feeds.revoke(account.id)
    assert feeds.reader(again) is None


def test_the_token_of_a_feed_is_kept_nowhere(engine: Engine) -> None:
    account = People(engine).someone()
    token = Feeds(engine, Clock()).make(account.id)
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT digest FROM feeds").scalar_one()
        log = connection.exec_driver_sql("SELECT subject, detail FROM audit").all()
    assert token not in kept
    assert token not in str(log)


def test_demonstration_accounts_have_one_in_demonstration_only(engine: Engine) -> None:
    people = People(engine, demo=True)
    account = people.accounts.create(
        "d@demo", "Démonstration", Role.AGENT, "trois chaises rouges", demo=True
    )
    token = Feeds(engine, people.clock, demo=True).make(account.id)
    assert Feeds(engine, people.clock, demo=True).reader(token) == account
    assert Feeds(engine, people.clock).reader(token) is None
