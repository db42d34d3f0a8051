"""How often one may try to sign in, counted in the database that all processes share."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import AddressValueError, IPv6Address
from math import ceil

from sqlalchemy import Connection, Engine, delete, insert, select

from kb_app.database.engine import writing
from kb_app.errors import TooManyTries
from kb_app.people.accounts import tables
from kb_app.people.accounts.accounts import fold_login

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 10

_tries = tables.sign_in_tries


class Throttle:
    """Counts tries by login and by network address, neither of which is kept.

    `secret` keys the HMAC under which they are counted.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], secret: str) -> None:
        self._engine = engine
        self._now = now
        self._secret = secret.encode()

    def admit(self, login: str, address: str) -> datetime:
        """Count one try before it is made; in any 15 minutes, 10 by login and 10 by address.

        Returns when it was counted, for `forgive`. Raises TooManyTries, and counts nothing, once
        either is spent: waiting is enough. The login need not be anyone's.
        """
        now = self._now()
        limits = self._limits(login, address)
        # Most refusals are found by reading alone: hammering the door must not hold up writers.
        with self._engine.connect() as connection:
            _refuse_beyond(connection, limits, now)
        # `writing` lets one transaction in at a time: nobody tries between count and insert.
        with writing(self._engine) as connection:
            _refuse_beyond(connection, limits, now)
            connection.execute(delete(_tries).where(_tries.c.at <= now - WINDOW))
            connection.execute(insert(_tries), [{"key": key, "at": now} for key, _ in limits])
        return now

    def forgive(self, login: str, address: str, at: datetime) -> None:
        """Take back a try that was admitted and succeeded.

        Else the agents of a few houses behind one address would lock each other out at opening
        time, without a single wrong password.
        """
        keys = [key for key, _ in self._limits(login, address)]
        with writing(self._engine) as connection:
            connection.execute(delete(_tries).where(_tries.c.key.in_(keys), _tries.c.at == at))

    def _limits(self, login: str, address: str) -> tuple[tuple[str, int], ...]:
        return (
            (self._key("login", fold_login(login)), PER_ACCOUNT),
            (self._key("address", _network(address)), PER_ADDRESS),
        )

    def _key(self, what: str, value: str) -> str:
        text = f"{what}:{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, sha256).hexdigest()


def _refuse_beyond(
    connection: Connection, limits: Iterable[tuple[str, int]], now: datetime
) -> None:
    wait = max(_wait(connection, key, limit, now) for key, limit in limits)
    if wait:
        seconds = ceil(wait.total_seconds())
        minutes = ceil(seconds / 60)
        raise TooManyTries(
            f"Trop d’essais de connexion : attendez {minutes} minute{'s' if minutes > 1 else ''} "
            "puis réessayez.",
            seconds,
        )


def _wait(connection: Connection, key: str, limit: int, now: datetime) -> timedelta:
    """Return how long before this key may try again, zero when it may at once."""
    last_of_the_limit = (
        select(_tries.c.at)
        .where(_tries.c.key == key, _tries.c.at > now - WINDOW)
        .order_by(_tries.c.at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    leaving: datetime | None = connection.execute(last_of_the_limit).scalar()
    return timedelta() if leaving is None else leaving + WINDOW - now


def _network(address: str) -> str:
    """Return what is counted as one address: a home or an office gets a whole IPv6 /64."""
    try:
        parsed = IPv6Address(address)
    except AddressValueError:
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(int(parsed) >> 64)
