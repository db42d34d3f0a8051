"""The demonstration accounts: one per role, the same every time."""

from sqlalchemy import Engine

from kb_app.people.accounts.demo import DEMO_ACCOUNTS, ensure_demo_accounts
from kb_app.people.accounts.model import Role
from tests.people.accounts.people_at_work import HERE, PASSWORD, People


def test_there_is_one_for_each_role_and_each_signs_in(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine, demo=True)
    ensure_demo_accounts(people.accounts)
    assert [wanted.role for wanted in DEMO_ACCOUNTS] == list(Role)
    for wanted in DEMO_ACCOUNTS:
        found = people.sessions.find(people.door.sign_in(wanted.login, wanted.password, HERE, ""))
        assert found is not None
        account = found[0]
        assert account.demo
        assert (account.name, account.role) == (wanted.name, wanted.role)
        assert account.operators == ({"caf"} if account.role is Role.OPERATOR else set())
        assert "démonstration" in account.name


def test_making_them_again_changes_nothing_and_ends_no_session(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine, demo=True)
    ensure_demo_accounts(people.accounts)
    before = people.accounts.everyone()
    token = people.door.sign_in(DEMO_ACCOUNTS[0].login, DEMO_ACCOUNTS[0].password, HERE, "")
    ensure_demo_accounts(people.accounts)
    assert people.accounts.everyone() == before
    assert people.sessions.find(token) is not None


def test_what_a_visitor_changed_is_put_back(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine, demo=True)
    ensure_demo_accounts(people.accounts)
    before = people.accounts.everyone()
    one, two, three, four, five = before
    people.accounts.set_password(one.id, PASSWORD)
    people.accounts.set_active(two.id, False)
    people.accounts.rename(three.id, "Autre nom")
    people.accounts.set_role(four.id, Role.OPERATOR, ["cpam"])
    people.accounts.set_role(five.id, Role.AGENT)
    ensure_demo_accounts(people.accounts)
    assert people.accounts.everyone() == before
    for wanted in DEMO_ACCOUNTS:
        people.door.sign_in(wanted.login, wanted.password, HERE, "")


def test_a_real_account_with_such_a_login_is_left_alone(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    real = people.someone("agent@demo", Role.MANAGER)
    ensure_demo_accounts(people.accounts)
    assert people.accounts.find("agent@demo") == real
    people.signed_in("agent@demo")
