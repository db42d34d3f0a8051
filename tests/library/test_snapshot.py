"""What is in force: by date, by sequence, refreshed by what changed alone."""

from __future__ import annotations

from datetime import date
from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.exc import DBAPIError

from kb_app.database.engine import writing
from kb_app.errors import NotFound
from kb_app.knowledge.content.model import Sheet
from kb_app.library.library import Library
from kb_app.library.tables import versions
from tests import factories
from tests.factories import sheet_text

PATH = "operators/caf/demander-le-rsa.md"
JANUARY = date(2027, 1, 1)


def title(library: Library, on: date | None = None) -> str:
    document = library.read(PATH, on).document
    assert isinstance(document, Sheet)
    return document.title


def test_a_version_dated_ahead_comes_into_force_on_its_day(engine: Engine) -> None:
    day = date(2026, 12, 31)
    library = factories.library(engine, lambda: day)
    library.publish(factories.new_version(text=sheet_text(title="Avant")), 0)
    library.publish(factories.new_version(text=sheet_text(title="Après"), valid_from=JANUARY), 1)
    library.refresh()
    assert title(library) == "Avant"
    day = JANUARY
    library.refresh()
    assert title(library) == "Après"


def test_any_document_is_read_as_of_a_date(engine: Engine) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(text=sheet_text(title="Avant")), 0)
    library.publish(factories.new_version(text=sheet_text(title="Après"), valid_from=JANUARY), 1)
    assert title(library, on=date(2026, 6, 1)) == "Avant"
    assert title(library, on=JANUARY) == "Après"
    with pytest.raises(NotFound):
        library.read(PATH, date(2025, 12, 31))


def test_a_refresh_reads_again_only_what_changed(engine: Engine) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(), 0)
    library.publish(
        factories.new_version("operators/caf/autre.md", sheet_text("CAF-04", "Autre")), 0
    )
    before = library.refresh()
    library.publish(factories.new_version(text=sheet_text(title="Nouveau titre")), 1)
    after = library.refresh()
    assert after.sheets[PATH] is not before.sheets[PATH]
    assert after.sheets["operators/caf/autre.md"] is before.sheets["operators/caf/autre.md"]
    assert library.refresh() is after


def test_another_process_sees_a_publication_within_a_second(engine: Engine) -> None:
    writer, reader = factories.library(engine), factories.library(engine)
    assert reader.snapshot().sequence == 0
    writer.publish(factories.new_version(), 0)
    reader.refresh()
    assert PATH in reader.snapshot().sheets


def test_a_withdrawn_sheet_leaves_the_lists_but_not_its_address(engine: Engine) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(), 0)
    gone = sheet_text(retrait={"motif": "Remplacée par une autre aide"})
    library.publish(factories.new_version(text=gone, withdrawn=True), 1)
    snapshot = library.refresh()
    assert PATH not in snapshot.sheets
    assert snapshot.sheets_of("caf") == ()
    document = library.read(PATH).document
    assert isinstance(document, Sheet)
    assert document.withdrawal
    assert document.withdrawal.reason == "Remplacée par une autre aide"


def test_a_damaged_text_is_listed_and_the_others_serve(engine: Engine) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(), 0)
    library.publish(
        factories.new_version("operators/caf/autre.md", sheet_text("CAF-04", "Autre")), 0
    )
    with writing(engine) as connection:
        connection.execute(update(versions).where(versions.c.path == PATH).values(text="abîmé"))
    snapshot = library.refresh()
    assert set(snapshot.damaged) == {PATH}
    assert set(snapshot.sheets) == {"operators/caf/autre.md"}
    with pytest.raises(NotFound):
        library.read(PATH)


def test_a_clock_set_back_shows_again_what_was_in_force(engine: Engine) -> None:
    day = JANUARY
    library = factories.library(engine, lambda: day)
    library.publish(factories.new_version(text=sheet_text(title="Avant")), 0)
    library.publish(factories.new_version(text=sheet_text(title="Après"), valid_from=JANUARY), 1)
    library.refresh()
    day = date(2026, 12, 31)
    library.refresh()
    assert title(library) == "Avant"


def test_latest_changes_come_newest_first_once_a_path_and_in_force_only(engine: Engine) -> None:
    library = factories.library(engine)
    other, planned = "operators/caf/b.md", "operators/caf/c.md"
    library.publish(factories.new_version(), 0)
    library.publish(factories.new_version(other, sheet_text("CAF-04")), 0)
    library.publish(factories.new_version(text=sheet_text(title="Deux")), 1)
    library.publish(factories.new_version(planned, sheet_text("CAF-05"), valid_from=JANUARY), 0)
    changes = library.latest_changes(10)
    assert [(v.path, v.number) for v in changes] == [(PATH, 2), (other, 1)]
    assert library.latest_changes(1) == changes[:1]


def test_the_whole_library_is_read_as_of_any_day(engine: Engine) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(text=sheet_text(title="Avant")), 0)
    library.publish(factories.new_version(text=sheet_text(title="Après"), valid_from=JANUARY), 1)
    today = library.refresh()
    assert library.as_of(date(2025, 1, 1)).sheets == {}
    assert library.as_of(today.day).sheets[PATH] is today.sheets[PATH]
    assert library.as_of(JANUARY).sheets[PATH].document.title == "Après"
    assert library.refresh() is today


def test_any_number_of_changes_is_one_refresh(sqlite_engine: Engine) -> None:
    library = factories.library(sqlite_engine)
    library.refresh()
    for number in range(20):
        new = factories.new_version(f"operators/caf/{number}.md", sheet_text(f"CAF-{number}"))
        library.publish(new, 0)
    # A national library has more changes on 1 January than a statement may have parameters.
    with sqlite_engine.connect() as connection:
        connection.connection.setlimit(SQLITE_LIMIT_VARIABLE_NUMBER, 10)
    assert len(library.refresh().sheets) == 20


def test_readers_go_on_while_the_database_does_not_answer(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = factories.library(sqlite_engine)
    library.publish(factories.new_version(), 0)
    held = library.refresh()
    monkeypatch.setattr("kb_app.library.library.CHECK_EVERY", 0.0)
    with writing(sqlite_engine) as connection:
        connection.execute(text("ALTER TABLE versions RENAME TO away"))
    assert library.snapshot() is held
    with pytest.raises(DBAPIError):
        factories.library(sqlite_engine).snapshot()
    with writing(sqlite_engine) as connection:
        connection.execute(text("ALTER TABLE away RENAME TO versions"))
    library.publish(factories.new_version(text=sheet_text(title="Nouveau")), 1)
    assert library.snapshot().sequence == 2


def test_titles_come_in_the_order_of_a_french_dictionary(engine: Engine) -> None:
    library = factories.library(engine)
    for number, name in enumerate(("Zone", "Étape", "À payer", "œuvre", "Emploi")):
        text = sheet_text(f"CAF-{number}", name)
        library.publish(factories.new_version(f"operators/caf/s{number}.md", text), 0)
    titles = [p.document.title for p in library.refresh().sheets.values()]
    assert titles == ["À payer", "Emploi", "Étape", "œuvre", "Zone"]
