"""Everything accounts need, around one engine and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.model import Account, Role
from kb_app.people.accounts.sessions import Sessions, Token
from kb_app.people.accounts.sign_in import Door
from kb_app.people.accounts.throttle import Throttle

PASSWORD = "huit lampadaires verts"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = "192.0.2.7"


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def wait(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@dataclass
class People:
    engine: Engine
    demo: bool = False
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.engine, self.clock, "Relais")
        self.sessions = Sessions(self.engine, self.clock, demo=self.demo)
        self.throttle = Throttle(self.engine, self.clock, "un secret de test")
        self.door = Door(self.accounts, self.sessions, self.throttle)

    def someone(self, login: str = "jeanne@ville.fr", role: Role = Role.AGENT) -> Account:
        operators = {"caf"} if role is Role.OPERATOR else set()
        return self.accounts.create(login, "Jeanne Martin", role, PASSWORD, operators=operators)

    def signed_in(self, login: str = "jeanne@ville.fr") -> Token:
        return self.door.sign_in(login, PASSWORD, HERE, FIREFOX)
