"""The search index in step with the library: whatever happens to it, the last good one serves."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb_app.errors import Unavailable
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.model import Scope
from kb_app.library.finder import Finder
from kb_app.library.library import Library
from tests import factories
from tests.factories import sheet_text

OTHER = "operators/caf/autre.md"


@pytest.fixture
def library(sqlite_engine: Engine) -> Library:
    library = factories.library(sqlite_engine)
    library.publish(factories.new_version(), 0)
    return library


def found(finder: Finder, words: str = "rsa") -> list[str]:
    return [result.path for result in finder.search(words, Scope.PUBLIC).results]


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_is_published_is_found_by_every_process(library: Library, tmp_path: Path) -> None:
    mine, theirs = Finder(library, tmp_path), Finder(library, tmp_path)
    mine.keep_up()
    assert len(found(theirs)) == 1
    library.publish(factories.new_version(OTHER, sheet_text("CAF-04", "Le RSA des autres")), 0)
    theirs.keep_up()
    mine.keep_up()
    assert found(mine) == found(theirs)
    assert len(found(mine)) == 2


def test_a_full_disk_leaves_the_last_good_index_to_a_process_that_starts(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Finder(library, tmp_path).keep_up()
    library.publish(factories.new_version(OTHER, sheet_text("CAF-04", "Le RSA des autres")), 0)
    monkeypatch.setattr(index_files, "update", full_disk)
    started = Finder(library, tmp_path)
    with pytest.raises(OSError, match="space"):
        started.keep_up()
    assert len(found(started)) == 1
    monkeypatch.undo()
    started.keep_up()
    assert len(found(started)) == 2


def test_without_any_index_one_is_asked_to_come_back_later(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_files, "update", full_disk)
    with pytest.raises(Unavailable, match="Réessayez"):
        found(Finder(library, tmp_path))


def test_nobody_waits_for_the_index_to_be_written(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = threading.Event(), threading.Event()
    update = index_files.update

    def slow(*arguments: object, **options: object) -> None:
        writing.set()
        go_on.wait(60)
        update(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(index_files, "update", slow)
    finder = Finder(library, tmp_path)
    writer = threading.Thread(target=finder.keep_up)
    writer.start()
    assert writing.wait(60)
    with pytest.raises(Unavailable):
        found(finder)
    go_on.set()
    writer.join()
    assert len(found(finder)) == 1
