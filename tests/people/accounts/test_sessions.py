"""Sessions: opened, found on every page, ended when they must."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text

from kb_app.database.engine import writing
from kb_app.people.accounts.browsers import browser_label
from kb_app.people.accounts.model import Role
from kb_app.people.accounts.sessions import Token
from tests.people.accounts.people_at_work import FIREFOX, PASSWORD, People


def session_count(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(text("SELECT id FROM sessions")).all())


def test_a_token_says_who_is_there(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    found = people.sessions.find(people.signed_in())
    assert found is not None
    account, session = found
    assert account == someone
    assert session.account_id == someone.id
    assert session.created_at == session.last_seen_at == people.clock.at
    assert session.expires_at == people.clock.at + timedelta(minutes=30)
    assert session.label == "Firefox sur Windows"
    assert people.sessions.of(someone.id) == (session,)


def test_a_token_that_was_never_given_is_nobodys(engine: Engine) -> None:
    people = People(engine)
    people.someone()
    people.signed_in()
    for token in ("", "x", "a" * 100_000, "é\0\ud800", "' OR 1=1 --"):
        assert people.sessions.find(token) is None


def test_finding_a_session_is_one_query_and_writes_nothing(engine: Engine) -> None:
    people = People(engine)
    people.someone()
    token = people.signed_in()
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    people.sessions.find(token)
    assert [s for s in statements if not s.startswith("BEGIN")] == statements[-1:]
    assert statements[-1].startswith("SELECT")


def test_a_session_left_alone_ends_after_half_an_hour(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    token = people.signed_in()
    people.clock.wait(minutes=29, seconds=59)
    assert people.sessions.find(token) is not None
    people.clock.wait(seconds=1)
    assert people.sessions.find(token) is None
    assert people.sessions.of(someone.id) == ()


def test_a_session_in_use_goes_on_but_not_beyond_eight_hours(engine: Engine) -> None:
    people = People(engine)
    people.someone()
    token = people.signed_in()
    for _ in range(8 * 3 - 1):
        people.clock.wait(minutes=20)
        found = people.sessions.find(token)
        assert found is not None
        people.sessions.touch(found[1])
    people.clock.wait(minutes=19, seconds=59)
    assert people.sessions.find(token) is not None
    people.clock.wait(seconds=1)
    assert people.sessions.find(token) is None


def test_the_last_use_is_written_at_most_once_a_minute(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    people.signed_in()
    (session,) = people.sessions.of(someone.id)
    people.clock.wait(seconds=59)
    people.sessions.touch(session)
    assert people.sessions.of(someone.id) == (session,)
    people.clock.wait(seconds=1)
    people.sessions.touch(session)
    (touched,) = people.sessions.of(someone.id)
    assert touched.last_seen_at == people.clock.at
    people.clock.wait(seconds=30)
    people.sessions.touch(session)
    assert people.sessions.of(someone.id) == (touched,)


CHANGES: dict[str, Callable[[People, int], object]] = {
    "disabled": lambda people, who: people.accounts.set_active(who, False),
    "password": lambda people, who: people.accounts.set_password(who, "neuf crayons mauves"),
    "role": lambda people, who: people.accounts.set_role(who, Role.TRAINER),
    "operators": lambda people, who: people.accounts.set_role(who, Role.OPERATOR, ["cpam"]),
    "erased": lambda people, who: people.accounts.erase(who),
    "everywhere": lambda people, who: people.sessions.close_all(who),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_rights_ends_every_session_of_that_account_only(
    engine: Engine, change: str
) -> None:
    people = People(engine)
    someone, other = people.someone(), people.someone("paul@ville.fr")
    tokens = [people.signed_in(), people.signed_in()]
    others = people.signed_in("paul@ville.fr")
    CHANGES[change](people, someone.id)
    assert [people.sessions.find(token) for token in tokens] == [None, None]
    found = people.sessions.find(others)
    assert found is not None
    assert found[0] == other


def test_enabling_an_account_again_brings_no_session_back(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    token = people.signed_in()
    people.accounts.set_active(someone.id, False)
    people.accounts.set_active(someone.id, True)
    assert people.sessions.find(token) is None
    people.signed_in()


def test_an_account_disabled_behind_our_back_is_not_signed_in(engine: Engine) -> None:
    people = People(engine)
    people.someone()
    token = people.signed_in()
    with writing(engine) as connection:
        connection.execute(text("UPDATE accounts SET active = false"))
    assert people.sessions.find(token) is None


def test_a_late_sign_in_does_not_slip_behind_a_change(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    credentials = people.accounts.credentials(someone.login)
    assert credentials is not None
    verified = credentials[1]
    assert verified is not None
    people.accounts.set_password(someone.id, "neuf crayons mauves")
    assert people.sessions.open(someone.id, verified, FIREFOX) is None
    people.accounts.set_password(someone.id, PASSWORD)
    people.accounts.set_active(someone.id, False)
    kept = people.accounts.credentials(someone.login)
    assert kept is not None
    assert people.sessions.open(someone.id, str(kept[1]), FIREFOX) is None
    assert session_count(engine) == 0


def test_one_session_can_be_closed_and_the_others_stay(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    here, there = people.signed_in(), people.signed_in()

    def session_id(token: Token) -> int:
        found = people.sessions.find(token)
        assert found is not None
        return found[1].id

    people.sessions.close(someone.id, session_id(there))
    assert people.sessions.find(there) is None
    assert people.sessions.find(here) is not None


def test_nobody_closes_someone_elses_session(engine: Engine) -> None:
    people = People(engine)
    someone, other = people.someone(), people.someone("paul@ville.fr")
    token = people.signed_in()
    (session,) = people.sessions.of(someone.id)
    people.sessions.close(other.id, session.id)
    people.sessions.close(other.id, 9999)
    assert people.sessions.find(token) is not None


def test_ended_sessions_are_deleted_by_the_next_sign_in(engine: Engine) -> None:
    people = People(engine)
    people.someone()
    people.signed_in()
    people.clock.wait(minutes=15)
    people.signed_in()
    people.clock.wait(minutes=20)
    people.signed_in()
    assert session_count(engine) == 2


def test_a_page_is_served_when_the_last_use_cannot_be_written(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    someone = people.someone()
    token = people.signed_in()
    (session,) = people.sessions.of(someone.id)
    people.clock.wait(minutes=2)
    # The pool gives this same connection back to the touch.
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    people.sessions.touch(session)
    assert people.sessions.find(token) is not None


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (FIREFOX, "Firefox sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/1 Safari/1 Edg/140.0", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18.0 Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/1 Mobile Safari/1", "Chrome sur Android"),
        ("Mozilla/5.0 (Macintosh) Version/18 Safari/605", "Safari sur Mac"),
        ("curl/8.0", "Navigateur inconnu"),
        ("Machin sous Linux", "Navigateur inconnu sur Linux"),
        ("<script>alert(1)</script>", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_browsers_are_named_in_french(user_agent: str, label: str) -> None:
    assert browser_label(user_agent) == label
