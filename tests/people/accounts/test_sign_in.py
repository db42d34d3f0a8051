"""The door: who comes in, and what the others learn by knocking."""

from collections.abc import Callable
from functools import partial

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text

from kb_app.database.engine import writing
from kb_app.database.metadata import metadata
from kb_app.errors import InvalidInput, TooManyTries
from kb_app.people.accounts import passwords
from kb_app.people.accounts.model import Role
from kb_app.people.accounts.sign_in import WrongCredentials
from tests.people.accounts.people_at_work import FIREFOX, HERE, PASSWORD, People
from tests.timing import ratio

NEW = "neuf crayons mauves"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(WrongCredentials) as refused:
        act()
    return str(refused.value)


def test_the_right_password_opens_a_new_session_each_time(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    first, second = people.signed_in(), people.signed_in(" JEANNE@ville.fr ")
    assert first != second
    assert min(len(first), len(second)) >= 43
    assert len(people.sessions.of(someone.id)) == 2


def test_every_refusal_reads_the_same(engine: Engine) -> None:
    people = People(engine)
    for login in ("jeanne", "paul", "anne", "demo"):
        people.accounts.create(login, "Quelqu’un", Role.AGENT, PASSWORD, demo=login == "demo")
    paul, anne = people.accounts.find("paul"), people.accounts.find("anne")
    assert paul is not None
    assert anne is not None
    people.accounts.set_active(paul.id, False)
    people.accounts.erase(anne.id)
    knocks = [
        ("jeanne", "mauvais mot de passe"),
        ("jeanne", ""),
        ("jeanne", "x" * 1_000_000),
        ("inconnu", PASSWORD),
        ("", ""),
        ("é\0\ud800" * 1000, PASSWORD),
        ("paul", PASSWORD),
        ("anne", PASSWORD),
        ("demo", PASSWORD),
    ]
    said = {
        refusal(partial(people.door.sign_in, login, typed, HERE, FIREFOX))
        for login, typed in knocks
    }
    assert len(said) == 1


def test_an_unknown_login_takes_as_long_as_a_wrong_password(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    people.someone("jeanne")

    def knock(login: str) -> None:
        people.clock.wait(minutes=15)
        refusal(lambda: people.door.sign_in(login, "mauvais mot de passe", HERE, FIREFOX))

    known, unknown = partial(knock, "jeanne"), partial(knock, "inconnu")
    assert 0.6 < ratio(known, unknown, times=12) < 1.6


def test_tries_are_counted_before_the_password_is_looked_at(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    people.someone()
    for _ in range(10):
        refusal(lambda: people.door.sign_in("jeanne@ville.fr", "faux", HERE, FIREFOX))
    with pytest.raises(TooManyTries):
        people.signed_in()
    people.clock.wait(minutes=15)
    people.signed_in()


def test_a_demonstration_account_comes_in_only_in_demonstration_mode(engine: Engine) -> None:
    demonstration, normal = People(engine, demo=True), People(engine)
    demonstration.accounts.create("demo", "Démonstration", Role.AGENT, PASSWORD, demo=True)
    token = demonstration.signed_in("demo")
    assert demonstration.sessions.find(token) is not None
    assert normal.sessions.find(token) is None
    refusal(lambda: normal.signed_in("demo"))


def test_a_password_kept_at_an_old_cost_is_kept_anew(engine: Engine) -> None:
    people = People(engine)
    people.someone()
    before = people.signed_in()
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with writing(engine) as connection:
        connection.execute(text("UPDATE accounts SET password_hash = :old"), {"old": old})
    after = people.signed_in()
    found = people.accounts.credentials("jeanne@ville.fr")
    assert found is not None
    assert found[1] is not None
    assert not passwords.needs_rehash(found[1])
    assert people.sessions.find(before) is not None
    assert people.sessions.find(after) is not None


def test_changing_the_password_ends_every_session_and_opens_one(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    old = [people.signed_in(), people.signed_in()]
    token = people.door.change_password(someone, PASSWORD, NEW, HERE, FIREFOX)
    assert [people.sessions.find(t) for t in old] == [None, None]
    assert people.sessions.find(token) is not None
    refusal(people.signed_in)
    people.door.sign_in(someone.login, NEW, HERE, FIREFOX)


def test_changing_the_password_needs_the_present_one(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    someone = people.someone()
    token = people.signed_in()
    refusal(lambda: people.door.change_password(someone, "faux", NEW, HERE, FIREFOX))
    with pytest.raises(InvalidInput, match="le même"):
        people.door.change_password(someone, PASSWORD, PASSWORD, HERE, FIREFOX)
    with pytest.raises(InvalidInput, match="trop court"):
        people.door.change_password(someone, PASSWORD, "court", HERE, FIREFOX)
    assert people.sessions.find(token) is not None


def test_guessing_the_present_password_is_throttled_too(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    someone = people.someone()
    for _ in range(10):
        refusal(lambda: people.door.change_password(someone, "faux", NEW, HERE, FIREFOX))
    with pytest.raises(TooManyTries):
        people.door.change_password(someone, PASSWORD, NEW, HERE, FIREFOX)


def test_no_secret_and_no_address_is_kept_anywhere(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    token = people.signed_in()
    token_after = people.door.change_password(someone, PASSWORD, NEW, HERE, FIREFOX)
    refusal(lambda: people.door.sign_in("mot-tape-par-erreur", "faux", HERE, FIREFOX))
    with engine.connect() as connection:
        kept = str([connection.execute(table.select()).all() for table in metadata.sorted_tables])
    assert "jeanne@ville.fr" in kept
    for secret in (token, token_after, PASSWORD, NEW, HERE, FIREFOX, "mot-tape-par-erreur"):
        assert secret not in kept


def test_signing_in_rightly_never_locks_anyone_out(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    people.someone("jeanne")
    for _ in range(12):
        people.door.sign_in("jeanne", PASSWORD, HERE, FIREFOX)
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            people.door.sign_in("jeanne", "mauvais mot de passe", HERE, FIREFOX)
    with pytest.raises(TooManyTries):
        people.door.sign_in("jeanne", PASSWORD, HERE, FIREFOX)
