"""Versions and the audit log held to their seals: what was changed is found, and named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, delete, text

from kb_app.database import audit
from kb_app.database.engine import writing
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.tables import versions
from kb_app.library.verify import LOG, Break, Verdict, count, verify
from tests import factories
from tests.factories import sheet_text, small_library

RSA = "operators/caf/demander-le-rsa.md"


@pytest.fixture
def kept(engine: Engine) -> Engine:
    """Five documents imported, of which one then has a second version."""
    library = factories.library(engine)
    import_texts(library, incoming(small_library()), "essai")
    next_text = with_version(RSA, sheet_text(title="Obtenir le RSA"), 1)
    import_texts(library, incoming({RSA: next_text}), "essai")
    return engine


def verdict(engine: Engine, noted: str = "") -> Verdict:
    with engine.connect() as connection:
        return verify(connection, noted)


def broken(engine: Engine, tamper: Callable[[Connection], object]) -> list[Break]:
    """Return what is found after tampering that is then taken back."""
    with engine.connect() as connection, connection.begin() as tampering:
        tamper(connection)
        found = verify(connection).breaks
        tampering.rollback()
    return found


def test_an_untouched_library_holds(kept: Engine) -> None:
    done: list[int] = []
    with kept.connect() as connection:
        found = verify(connection, progress=done.append)
        assert count(connection) == sum(done) == 12
    assert found.breaks == []
    assert (found.entries, found.versions, found.documents) == (6, 6, 5)
    assert verdict(kept, noted=found.head).breaks == []


def test_every_import_is_in_the_log_with_how_many_came_together(kept: Engine) -> None:
    with kept.connect() as connection:
        entries = list(audit.entries(connection))
    assert {(e.subject, e.number) for e in entries} == {(p, 1) for p in small_library()} | {
        (RSA, 2)
    }
    assert {e.action for e in entries} == {audit.IMPORT}
    assert [e.detail for e in entries] == ["5 versions ensemble"] * 5 + [""]


@pytest.mark.parametrize(
    "change",
    [
        "text = text || 'x'",
        "text_sha256 = '0' || substr(text_sha256, 2)",
        "valid_from = '2026-01-02'",
        "withdrawn = NOT withdrawn",
        "author_id = 4",
        "reason = 'autre'",
        "at = '2026-11-22 12:00:00.000001'",
        "sha256 = 'f' || substr(sha256, 2)",
        "number = 7",
    ],
)
def test_a_version_changed_in_any_column_is_named(kept: Engine, change: str) -> None:
    where = f"WHERE path = '{RSA}' AND number = 1"
    found = broken(kept, lambda c: c.execute(text(f"UPDATE versions SET {change} {where}")))
    # Once moved from its place, what is named is the version that stands there.
    assert (found[0].path, found[0].number) == (RSA, 2 if "number" in change else 1)
    assert found[0].said


def test_a_path_changed_leaves_a_version_that_nobody_published(kept: Engine) -> None:
    change = f"UPDATE versions SET path = 'operators/caf/z.md' WHERE path = '{RSA}' AND number = 2"
    found = broken(kept, lambda c: c.execute(text(change)))
    assert {(b.path, b.number) for b in found} == {("operators/caf/z.md", 2), (RSA, 2)}


def test_versions_that_changed_their_order_are_seen(kept: Engine) -> None:
    def swap(connection: Connection) -> None:
        for now, then in ((6, 60), (2, 6), (60, 2)):
            connection.execute(
                text(f"UPDATE versions SET sequence = {then} WHERE sequence = {now}")
            )

    assert any("ordre" in each.said for each in broken(kept, swap))


def test_the_last_version_taken_away_is_missed_by_the_log(kept: Engine) -> None:
    last = delete(versions).where(versions.c.path == RSA, versions.c.number == 2)
    [found] = broken(kept, lambda c: c.execute(last))
    assert (found.path, found.number) == (RSA, 2)
    assert "entrée 6" in found.said


def test_the_end_of_the_log_taken_away_is_missed_by_its_version_or_by_a_noted_seal(
    kept: Engine,
) -> None:
    end = delete(audit.audit).where(audit.audit.c.sequence == 6)
    [found] = broken(kept, lambda c: c.execute(end))
    assert (found.path, found.number) == (RSA, 2)
    with writing(kept) as connection:
        audit.record(connection, factories.NOON, 1, "compte_role", "compte:1")
    noted = verdict(kept).head
    with writing(kept) as connection:
        connection.execute(delete(audit.audit).where(audit.audit.c.sequence == 7))
    assert verdict(kept).breaks == []
    [missing] = verdict(kept, noted).breaks
    assert (missing.path, missing.number) == (LOG, 6)


def test_the_first_broken_entry_is_named_with_its_date(kept: Engine) -> None:
    change = "UPDATE audit SET account_id = 9 WHERE sequence = 3"
    [found] = broken(kept, lambda c: c.execute(text(change)))
    assert (found.path, found.number, found.at) == (LOG, 3, factories.NOON)


def test_versions_from_before_the_log_are_held_to_their_own_chain(kept: Engine) -> None:
    with writing(kept) as connection:
        connection.execute(delete(audit.audit))
    assert verdict(kept).breaks == []
    third = with_version(RSA, sheet_text(title="Trois"), 2)
    import_texts(factories.library(kept), incoming({RSA: third}), "essai")
    assert verdict(kept).breaks == []


@pytest.mark.parametrize(
    "change",
    [
        "text = CAST(x'ff' || text AS TEXT)",
        "valid_from = 'demain'",
        "at = '2026-11-22T12:00:00.000000'",
        "withdrawn = 5",
        "reason = x'00ff'",
        "number = 'deux'",
    ],
)
def test_what_can_no_longer_be_read_is_named_too(kept: Engine, change: str) -> None:
    if kept.dialect.name != "sqlite":
        return  # PostgreSQL refuses to hold such values.
    where = f"WHERE path = '{RSA}' AND number = 2"
    found = broken(kept, lambda c: c.execute(text(f"UPDATE versions SET {change} {where}")))
    assert found[0].path == RSA
