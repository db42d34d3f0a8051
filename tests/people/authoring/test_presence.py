"""Who else has a document open, and nothing of it the day after."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select

from kb_app.people.authoring import tables
from kb_app.people.authoring.presence import Presence
from tests.people.authoring.newsroom import PRIME, RSA, Newsroom


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        query = select(func.count()).select_from(tables.open_documents)
        return int(connection.execute(query).scalar_one())


def test_one_sees_the_others_for_a_minute_and_never_oneself(engine: Engine) -> None:
    room = Newsroom(engine)
    presence = Presence(engine, room.clock)
    presence.seen(room.noe, RSA)
    presence.seen(room.chef, RSA)
    presence.seen(room.rose, RSA)
    assert presence.others(room.rose, RSA) == (room.noe.id, room.chef.id)
    assert presence.others(room.rose, PRIME) == ()
    room.clock.wait(seconds=59)
    presence.seen(room.noe, RSA)
    room.clock.wait(seconds=1)
    assert presence.others(room.rose, RSA) == (room.noe.id,)
    assert rows(engine) == 3


@pytest.mark.parametrize("hours", [23, 25])
def test_a_day_later_nothing_tells_who_was_there(engine: Engine, hours: int) -> None:
    room = Newsroom(engine)
    presence = Presence(engine, room.clock)
    presence.seen(room.noe, RSA)
    room.clock.wait(hours=hours)
    presence.seen(room.rose, PRIME)
    assert rows(engine) == (2 if hours == 23 else 1)
