"""The audit log: whatever is changed in it is found, and where is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text, update

from kb_app.database import audit
from kb_app.database.engine import create, writing
from kb_app.database.stored import NEVER, NO_DAY, day_of, time_of
from tests.factories import NOON

ROWS = 5
NAMES = [column.name for column in audit.audit.c]


@pytest.fixture
def log(engine: Engine) -> Engine:
    """A log of five entries, written two by two and alone."""
    facts = [
        audit.Fact(None, "import", "operators/caf/a.md", 1, "3 versions ensemble"),
        audit.Fact(12, "publication", "operators/caf/a.md", 2, "« é »"),
        audit.Fact(12, "compte_role", "compte:7", None, "agent → formateur"),
        audit.Fact(3, "publication", "vocabulary/synonyms.yaml", 1),
    ]
    with writing(engine) as connection:
        audit.record_all(connection, NOON, facts)
    with writing(engine) as connection:
        audit.record(connection, NOON + timedelta(microseconds=7), 3, "purge", "visites")
    return engine


def found(engine: Engine) -> audit.Entry | None:
    with engine.connect() as connection:
        return audit.first_break(audit.entries(connection))


def test_entries_are_numbered_and_sealed_one_to_the_next(log: Engine) -> None:
    with log.connect() as connection:
        entries = list(audit.entries(connection))
    assert [e.sequence for e in entries] == [1, 2, 3, 4, 5]
    assert [e.at for e in entries] == [NOON] * 4 + [NOON + timedelta(microseconds=7)]
    assert len({e.sha256 for e in entries}) == ROWS
    assert found(log) is None


def test_what_was_to_be_told_is_not_kept_without_its_entry(log: Engine) -> None:
    def fail() -> None:
        with writing(log) as connection:
            audit.record(connection, NOON, 1, "publication", "operators/caf/a.md", 3)
            raise RuntimeError("boum")

    with pytest.raises(RuntimeError, match="boum"):
        fail()
    with log.connect() as connection:
        assert len(list(audit.entries(connection))) == ROWS


def _others(value: object) -> Iterator[object]:
    """Give the value with one byte changed, at each of its places, and none at all."""
    match value:
        case None:
            yield 1
        case int():
            yield from (value + 1, -value or 9)
        case datetime():
            yield from (value + timedelta(microseconds=1), value - timedelta(days=1))
        case str():
            for place, letter in enumerate(value):
                yield value[:place] + ("a" if letter != "a" else "b") + value[place + 1 :]


@pytest.mark.parametrize("name", NAMES)
def test_a_value_changed_in_any_column_of_any_row_is_found(log: Engine, name: str) -> None:
    column = audit.audit.c[name]
    with log.connect() as connection:
        held = connection.execute(select(column).order_by(audit.audit.c.sequence)).scalars().all()
    for row, before in enumerate(held, start=1):
        for after in [100 + row] if name == "sequence" else _others(before):
            with log.connect() as connection, connection.begin() as tampering:
                mine = audit.audit.c.sequence == row
                connection.execute(update(audit.audit).where(mine).values({name: after}))
                broken = audit.first_break(audit.entries(connection))
                tampering.rollback()
            assert broken is not None, (name, row, after)
            # A row that changed its place leaves a hole, at which the next one stands.
            last = 100 + row if row == ROWS else row + 1
            assert broken.sequence == (last if name == "sequence" else row)


@pytest.mark.parametrize("name", NAMES[1:])
def test_any_byte_changed_in_the_file_of_sqlite_is_found(
    tmp_path: Path, migrated_sqlite: Path, name: str
) -> None:
    """Below the types: bytes that are no longer a date, a number or even UTF-8."""
    file = tmp_path / "relais.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    engine = create(f"sqlite:///{file}")
    with writing(engine) as connection:
        for number in (1, 2, 3):
            audit.record(connection, NOON, 12, "publication", "operators/caf/é.md", number, "x")
    with engine.connect() as connection:
        held = connection.exec_driver_sql(
            f"SELECT CAST({name} AS BLOB) FROM audit WHERE sequence = 2"
        ).scalar_one()
    assert held
    for place in range(len(held)):
        for byte in {held[place] ^ 1, held[place] ^ 0x80, ord("T")} - {held[place]}:
            other = held[:place] + bytes([byte]) + held[place + 1 :]
            with engine.connect() as connection, connection.begin() as tampering:
                connection.exec_driver_sql(
                    f"UPDATE audit SET {name} = CAST(? AS TEXT) WHERE sequence = 2", (other,)
                )
                broken = audit.first_break(audit.entries(connection))
                tampering.rollback()
            assert broken is not None, (name, other)
            assert broken.sequence == 2, (name, other)
    engine.dispose()


def test_an_entry_taken_from_between_others_is_found(log: Engine) -> None:
    with writing(log) as connection:
        connection.execute(delete(audit.audit).where(audit.audit.c.sequence == 3))
    broken = found(log)
    assert broken is not None
    assert broken.sequence == 4


def test_the_last_entries_taken_away_are_only_missed_by_whoever_noted_their_seal(
    log: Engine,
) -> None:
    with log.connect() as connection:
        noted = list(audit.entries(connection))[-1].sha256
    with writing(log) as connection:
        connection.execute(delete(audit.audit).where(audit.audit.c.sequence == ROWS))
    assert found(log) is None
    with log.connect() as connection:
        assert noted not in [entry.sha256 for entry in audit.entries(connection)]


def test_the_newest_come_first_by_action_subject_time_and_page(log: Engine) -> None:
    with log.connect() as connection:

        def numbers(limit: int = 9, **asked: object) -> list[int]:
            entries = audit.newest(connection, limit, **asked)  # type: ignore[arg-type]
            return [entry.sequence for entry in entries]

        assert numbers() == [5, 4, 3, 2, 1]
        assert numbers(2) == [5, 4]
        assert numbers(2, before=4) == [3, 2]
        assert numbers(action="publication") == [4, 2]
        assert numbers(subject="operators/caf/") == [2, 1]
        assert numbers(subject="operators_caf%") == []
        assert numbers(since=NOON + timedelta(microseconds=1)) == [5]
        assert audit.actions(connection) == ("publication", "compte_role", "import", "purge")


def test_what_is_too_long_is_cut_and_still_holds(engine: Engine) -> None:
    with writing(engine) as connection:
        kept = audit.record(connection, NOON, None, "import", "x" * 999, None, "y" * 9999)
    assert (len(kept.subject), len(kept.detail)) == (200, 1000)
    assert found(engine) is None


def test_a_time_is_believed_only_as_we_write_it() -> None:
    at = datetime(2026, 11, 22, 12, 0, 0, 7, tzinfo=UTC)
    assert time_of("2026-11-22 12:00:00.000007") == at
    assert time_of(at.replace(tzinfo=None)) == at
    for held in ("2026-11-22T12:00:00.000007", "2026-11-22 12:00:00", "hier", 12, None):
        assert time_of(held) == NEVER
    assert day_of("2026-11-22") == at.date()
    assert {day_of(held) for held in ("2026-11-2", "20261122", 3, None)} == {NO_DAY}


def test_a_text_of_wrong_bytes_is_read_by_who_checks_and_nobody_else(log: Engine) -> None:
    if log.dialect.name != "sqlite":
        return
    with writing(log) as connection:
        connection.execute(
            text("UPDATE audit SET detail = CAST(x'ff41' AS TEXT) WHERE sequence = 2")
        )
    broken = found(log)
    assert broken is not None
    assert (broken.sequence, broken.detail) == (2, "\udcffA")
    with log.connect() as connection:
        assert connection.execute(text("SELECT detail FROM audit WHERE sequence = 1")).scalar()
