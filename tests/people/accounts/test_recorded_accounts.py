"""What is done to accounts is in the audit log, without a word of whom they are."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import Engine

from kb_app.database import audit
from kb_app.errors import InvalidInput, NotFound, TooManyTries
from kb_app.people.accounts.model import Change, Role
from kb_app.people.accounts.sign_in import WrongCredentials
from tests.people.accounts.people_at_work import FIREFOX, HERE, PASSWORD, People

NEW = "sept bouilloires bleues"


def told(engine: Engine) -> list[tuple[int | None, str, str, str]]:
    with engine.connect() as connection:
        return [(e.account_id, e.action, e.subject, e.detail) for e in audit.entries(connection)]


def test_every_change_of_an_account_is_recorded_with_who_made_it(engine: Engine) -> None:
    people = People(engine)
    chief = people.someone("chef@ville.fr", Role.ADMINISTRATOR).id
    someone = people.someone(role=Role.OPERATOR).id
    accounts, it = people.accounts, f"compte:{someone}"
    accounts.set_role(someone, Role.OPERATOR, {"cpam", "caf"}, by=chief)
    accounts.set_role(someone, Role.AGENT, by=chief)
    accounts.set_active(someone, False, by=chief)
    accounts.set_active(someone, True)
    accounts.rename(someone, "Jeanne Petit", by=chief)
    accounts.set_password(someone, NEW, by=chief)
    accounts.erase(someone, by=chief)
    assert told(engine) == [
        (None, Change.CREATED, f"compte:{chief}", "administrateur"),
        (None, Change.CREATED, it, "operateur caf"),
        (chief, Change.ROLE, it, "operateur caf → operateur caf cpam"),
        (chief, Change.ROLE, it, "operateur caf cpam → agent"),
        (chief, Change.DISABLED, it, ""),
        (None, Change.ENABLED, it, ""),
        (chief, Change.RENAMED, it, ""),
        (chief, Change.PASSWORD, it, ""),
        (chief, Change.ERASED, it, ""),
    ]


def test_changing_ones_own_password_is_recorded_as_ones_own(engine: Engine) -> None:
    people = People(engine)
    me = people.someone()
    people.door.change_password(me, PASSWORD, NEW, HERE, FIREFOX)
    assert told(engine)[-1] == (me.id, Change.PASSWORD, f"compte:{me.id}", "")


def test_what_is_refused_is_not_recorded(engine: Engine) -> None:
    people = People(engine)
    people.someone()
    before = told(engine)
    with pytest.raises(InvalidInput):
        people.someone()
    with pytest.raises(NotFound):
        people.accounts.set_role(999, Role.AGENT)
    with pytest.raises(NotFound):
        people.accounts.erase(999)
    assert told(engine) == before


def test_failed_sign_ins_are_told_to_the_server_without_what_was_typed(
    sqlite_engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    people = People(sqlite_engine)
    me = people.someone()
    before = told(sqlite_engine)
    tries = [(me.login, "faux mot de passe"), ("mot de passe dans la mauvaise case", "x")]
    for login, password in tries:
        with pytest.raises(WrongCredentials), caplog.at_level(logging.INFO):
            people.door.sign_in(login, password, HERE, FIREFOX)
    for _ in range(8):
        with pytest.raises(WrongCredentials):
            people.door.sign_in("personne", "x", HERE, FIREFOX)
    with pytest.raises(TooManyTries), caplog.at_level(logging.INFO):
        people.door.sign_in("personne", "x", HERE, FIREFOX)
    said = [record.getMessage() for record in caplog.records]
    assert said[:2] == [f"sign-in failed: account {me.id}", "sign-in failed: nobody"]
    assert said[-1] == "sign-in refused: too many tries"
    assert told(sqlite_engine) == before
    for typed in (me.login, HERE, "faux", "case", "personne"):
        assert typed not in caplog.text
