"""Too many tries are refused, whoever counts them and however fast they come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest
from sqlalchemy import Engine, text

from kb_app.database.engine import create
from kb_app.errors import TooManyTries
from kb_app.people.accounts.throttle import PER_ACCOUNT, PER_ADDRESS, Throttle
from tests.people.accounts.people_at_work import HERE, Clock, People


def admitted(throttle: Throttle, login: str, address: str) -> bool:
    try:
        throttle.admit(login, address)
    except TooManyTries:
        return False
    return True


def test_the_eleventh_try_at_an_account_waits_for_the_first_to_be_forgotten(
    engine: Engine,
) -> None:
    people = People(engine)
    for n in range(PER_ACCOUNT):
        people.throttle.admit("jeanne", f"192.0.2.{n}")
        people.clock.wait(seconds=30)
    with pytest.raises(TooManyTries, match="attendez 10 minutes") as refusal:
        people.throttle.admit(" JEANNE ", "198.51.100.1")
    assert refusal.value.retry_after == 10 * 60
    people.clock.wait(minutes=9, seconds=59)
    with pytest.raises(TooManyTries, match="attendez 1 minute puis") as refusal:
        people.throttle.admit("jeanne", HERE)
    assert refusal.value.retry_after == 1
    people.clock.wait(seconds=1)
    people.throttle.admit("jeanne", HERE)
    assert not admitted(people.throttle, "jeanne", HERE)


def test_no_fifteen_minutes_ever_hold_an_eleventh_try(engine: Engine) -> None:
    people = People(engine)
    moments: list[datetime] = []
    for _ in range(200):
        if admitted(people.throttle, "jeanne", f"10.0.0.{len(moments)}"):
            moments.append(people.clock.at)
        people.clock.wait(seconds=37)
    gaps = [(b - a).total_seconds() for a, b in zip(moments, moments[PER_ACCOUNT:], strict=False)]
    assert min(gaps) >= 15 * 60
    assert max(gaps) < 15 * 60 + 37


def test_one_address_trying_many_accounts_is_stopped_at_thirty(engine: Engine) -> None:
    people = People(engine)
    tries = [admitted(people.throttle, f"compte-{n}", HERE) for n in range(PER_ADDRESS + 5)]
    assert tries == [True] * PER_ADDRESS + [False] * 5
    assert admitted(people.throttle, "compte-0", "192.0.2.8")


def test_a_refused_try_counts_for_nobody(engine: Engine) -> None:
    people = People(engine)
    for n in range(PER_ACCOUNT):
        people.throttle.admit("jeanne", f"198.51.100.{n}")
    for _ in range(PER_ADDRESS):
        assert not admitted(people.throttle, "jeanne", HERE)
    assert admitted(people.throttle, "paul", HERE)


def test_an_ipv6_line_is_one_address_and_a_mapped_ipv4_its_own(engine: Engine) -> None:
    people = People(engine)
    for n in range(PER_ADDRESS):
        people.throttle.admit(f"compte-{n}", f"2001:db8:1:2::{n:x}")
    assert not admitted(people.throttle, "paul", "2001:db8:1:2:ffff::1")
    assert admitted(people.throttle, "paul", "2001:db8:1:3::1")
    for n in range(PER_ADDRESS):
        people.throttle.admit(f"autre-{n}", HERE)
    assert not admitted(people.throttle, "anne", f"::ffff:{HERE}")


def test_whatever_is_typed_is_counted(engine: Engine) -> None:
    people = People(engine)
    for odd in ("", "inconnue", "é\0\ud800", "x" * 100_000):
        tries = [admitted(people.throttle, odd, f"{odd}{n}") for n in range(PER_ACCOUNT + 1)]
        assert tries == [True] * PER_ACCOUNT + [False]


def test_old_tries_are_deleted(engine: Engine) -> None:
    people = People(engine)
    for n in range(5):
        people.throttle.admit(f"compte-{n}", HERE)
    people.clock.wait(minutes=15)
    people.throttle.admit("jeanne", HERE)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sign_in_tries")).scalar_one() == 2


def test_threads_together_get_ten_tries_not_eleven(engine: Engine) -> None:
    throttle = People(engine).throttle
    with ThreadPoolExecutor(12) as pool:
        tries = list(pool.map(lambda n: admitted(throttle, "jeanne", f"10.0.0.{n}"), range(36)))
    assert sum(tries) == PER_ACCOUNT


def _twelve_tries(url: str) -> int:
    engine = create(url)
    clock = Clock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    throttle = Throttle(engine, clock, "un secret de test")
    count = sum(admitted(throttle, "jeanne", f"10.0.0.{n}") for n in range(12))
    engine.dispose()
    return count


@pytest.mark.slow
def test_processes_together_get_ten_tries_not_eleven(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    with get_context("spawn").Pool(3) as pool:
        counts = pool.map(_twelve_tries, [url] * 3, chunksize=1)
    assert sum(counts) == PER_ACCOUNT
