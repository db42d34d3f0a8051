"""Reminders: to whom, of what, once a day whatever happens, and nothing but a letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, select, update

from kb_app.database.engine import writing
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.model import Role
from kb_app.people.accounts.tables import accounts
from kb_app.people.upkeep.letters import Letter
from kb_app.people.upkeep.mail import NotSent, Unreachable, Unsure
from kb_app.people.upkeep.reminders import Reminders
from kb_app.people.upkeep.tables import reminders
from kb_app.people.upkeep.upkeep import Upkeep
from tests.factories import TODAY, sheet_text
from tests.people.authoring.newsroom import RSA, VITALE, Newsroom, someone

LATE = sheet_text(a_revoir_avant="2026-11-01")
SOON = sheet_text("CPAM-02", "Carte Vitale perdue", a_revoir_avant="2026-11-25")
HOSTILE = "Titre\r\nBcc: tous@exemple.fr\r\n\r\n.\r\nQUIT"


@dataclass
class Desk:
    """Takes letters; `trouble` is raised once, when the letter to that address comes."""

    trouble: dict[str, BaseException] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter, at: datetime) -> None:
        trouble = self.trouble.pop(letter.to, None)
        if not isinstance(trouble, NotSent):
            self.letters.append(letter)
        if trouble:
            raise trouble

    @property
    def written_to(self) -> list[str]:
        return [each.to for each in self.letters]


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    room = Newsroom(sqlite_engine)
    texts = {RSA: with_version(RSA, LATE, 1), VITALE: with_version(VITALE, SOON, 1)}
    assert len(import_texts(room.library, incoming(texts), "essai").added) == 2
    room.library.refresh()
    someone(room.engine, "rose@exemple.fr", Role.TRAINER)
    someone(room.engine, "caf@exemple.fr", Role.OPERATOR, "caf")
    someone(room.engine, "agent@exemple.fr", Role.AGENT)
    return room


@pytest.fixture
def door(room: Newsroom) -> Reminders:
    people = Accounts(room.engine, room.clock, "Relais")
    upkeep = Upkeep(room.engine, room.library, room.clock)
    return Reminders(room.engine, people, upkeep, room.authoring, room.clock)


def due(door: Reminders, day: date = TODAY) -> tuple[Letter, ...]:
    return door.due(day, "Relais", "https://relais.exemple.fr")


def noted(room: Newsroom) -> int:
    with room.engine.connect() as connection:
        return len(connection.execute(select(reminders)).all())


# To whom, of what


def test_each_keeper_is_told_of_its_own_section_and_nobody_else(door: Reminders) -> None:
    letters = {each.to: each.text for each in due(door)}
    assert set(letters) == {"rose@exemple.fr", "caf@exemple.fr"}
    assert "Demander le RSA" in letters["caf@exemple.fr"]
    assert "Carte Vitale" not in letters["caf@exemple.fr"]
    assert "En retard (1)" in letters["rose@exemple.fr"]
    assert "Dans les 7 jours" in letters["rose@exemple.fr"].replace("À confirmer d", "D")
    assert "https://relais.exemple.fr/redaction/fraicheur" in letters["rose@exemple.fr"]


@pytest.mark.parametrize("change", [{"active": False}, {"demo": True}, {"login": "rose sans"}])
def test_an_account_that_is_closed_or_no_address_is_not_written_to(
    room: Newsroom, door: Reminders, change: dict[str, object]
) -> None:
    mine = accounts.c.login == "rose@exemple.fr"
    with writing(room.engine) as connection:
        connection.execute(update(accounts).where(mine).values(change))
    assert [each.to for each in due(door)] == ["caf@exemple.fr"]


def test_what_was_published_in_urgency_is_told_to_who_may_approve(
    room: Newsroom, door: Reminders
) -> None:
    text = sheet_text(title="Vite dit", a_revoir_avant="2027-10-01")
    room.hurry(room.noe, room.submitted(room.rose, text=text, base=2))
    room.library.refresh()
    letters = {each.to: each.text for each in due(door)}
    assert "Publié en urgence, à approuver (1)\n- Vite dit" in letters["caf@exemple.fr"]


def test_reports_are_counted(room: Newsroom) -> None:
    people = Accounts(room.engine, room.clock, "Relais")
    upkeep = Upkeep(room.engine, room.library, room.clock)
    door = Reminders(
        room.engine,
        people,
        upkeep,
        room.authoring,
        room.clock,
        lambda a: 3 if "caf" in a.login else 0,
    )
    assert "Signalements à lire : 3" in {e.to: e.text for e in due(door)}["caf@exemple.fr"]


def test_nobody_is_written_to_when_nothing_waits(sqlite_engine: Engine) -> None:
    calm = Newsroom(sqlite_engine)
    someone(calm.engine, "rose@exemple.fr", Role.TRAINER)
    calm.library.refresh()
    people = Accounts(calm.engine, calm.clock, "Relais")
    upkeep = Upkeep(calm.engine, calm.library, calm.clock)
    assert due(Reminders(calm.engine, people, upkeep, calm.authoring, calm.clock)) == ()


# Once a day, whatever happens


def test_at_most_one_a_day(room: Newsroom, door: Reminders) -> None:
    desk = Desk()
    assert door.send(due(door), TODAY, desk).sent == ("caf@exemple.fr", "rose@exemple.fr")
    assert due(door) == ()
    tomorrow = date(2026, 11, 23)
    assert len(due(door, tomorrow)) == 2
    assert noted(room) == 2


def test_two_runs_at_once_write_once(door: Reminders) -> None:
    desk, letters = Desk(), due(door)
    door.send(letters, TODAY, desk)
    assert door.send(letters, TODAY, desk).sent == ()
    assert len(desk.letters) == 2


def test_killed_midway_the_next_run_writes_to_the_others_and_twice_to_nobody(
    door: Reminders,
) -> None:
    desk = Desk({"caf@exemple.fr": KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        door.send(due(door), TODAY, desk)
    assert desk.written_to == ["caf@exemple.fr"]
    door.send(due(door), TODAY, desk)
    assert desk.written_to == ["caf@exemple.fr", "rose@exemple.fr"]


def test_what_did_not_leave_is_sent_by_the_next_run(room: Newsroom, door: Reminders) -> None:
    desk = Desk({"caf@exemple.fr": NotSent("plein")})
    sent = door.send(due(door), TODAY, desk)
    assert (sent.sent, sent.failed) == (("rose@exemple.fr",), ("plein",))
    assert noted(room) == 1
    assert door.send(due(door), TODAY, desk).sent == ("caf@exemple.fr",)


def test_a_server_that_is_gone_stops_the_run(room: Newsroom, door: Reminders) -> None:
    desk = Desk({"caf@exemple.fr": Unreachable("éteint")})
    assert door.send(due(door), TODAY, desk).sent == ()
    assert noted(room) == 0
    assert len(door.send(due(door), TODAY, desk).sent) == 2


def test_what_may_have_left_is_not_sent_again_that_day(door: Reminders) -> None:
    desk = Desk({"caf@exemple.fr": Unsure("coupé")})
    assert door.send(due(door), TODAY, desk).unsure == ("coupé",)
    assert due(door) == ()
    assert desk.written_to == ["caf@exemple.fr", "rose@exemple.fr"]
