"""Import on save, at an author's own desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb_app.errors import Unavailable
from kb_app.knowledge.content.model import Document
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.files import write_folder
from kb_app.library.library import Library
from kb_app.library.watch import watch
from tests import factories
from tests.factories import sheet_text, small_library

RSA = "operators/caf/demander-le-rsa.md"


class Desk:
    """A folder being watched; each save is one text written in place of the file's."""

    def __init__(self, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import_texts(library, incoming(small_library()), "essai")
        write_folder(folder, small_library().items())
        self._library = library
        self._folder = folder
        self._monkeypatch = monkeypatch
        self.held: list[Mapping[str, Document]] = []

    def save(self, *texts: str | bytes) -> list[str]:
        """Save each text in turn and return the titles of the versions the library has then."""

        def changes(*_: object, **__: object) -> Iterator[None]:
            for text in texts:
                whole = text.encode() if isinstance(text, str) else text
                (self._folder / RSA).write_bytes(whole)
                yield None

        self._monkeypatch.setattr("kb_app.library.watch.changes", changes)
        watch(self._library, self._folder, hold=self.held.append)
        history = self._library.history(RSA)
        texts_kept = (self._library.version(RSA, v.number)[1] for v in history)
        return [text.split('"titre: "')[0].split("\n")[2] for text in texts_kept]


@pytest.fixture
def desk(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(factories.library(sqlite_engine), tmp_path / "content", monkeypatch)


def titles(*words: str) -> list[str]:
    return [f'titre: "{word}"' for word in words]


def test_each_save_is_the_next_version(desk: Desk) -> None:
    kept = desk.save(sheet_text(title="Deux"), sheet_text(title="Trois"))
    assert kept == titles("Demander le RSA", "Deux", "Trois")


def test_what_a_save_would_lose_is_asked_of_what_is_new(desk: Desk) -> None:
    desk.save(sheet_text(title="Deux"), sheet_text())
    asked = [
        {path: getattr(document, "title", None) for path, document in held.items()}
        for held in desk.held
    ]
    assert asked == [{RSA: "Deux"}, {}]


def test_undoing_then_writing_again_is_no_conflict(desk: Desk) -> None:
    kept = desk.save(sheet_text(title="Deux"), sheet_text(), sheet_text(title="Trois"))
    assert kept == titles("Demander le RSA", "Deux", "Trois")


def test_a_file_brought_up_to_date_continues_what_it_holds(
    desk: Desk, sqlite_engine: Engine
) -> None:
    new = factories.new_version(text=sheet_text(title="Publiée ailleurs"))
    factories.library(sqlite_engine).publish(new, 1)
    kept = desk.save(sheet_text(title="Publiée ailleurs"), sheet_text(title="Suite"))
    assert kept == titles("Demander le RSA", "Publiée ailleurs", "Suite")


def test_what_someone_else_published_is_not_overwritten(desk: Desk, sqlite_engine: Engine) -> None:
    new = factories.new_version(text=sheet_text(title="Publiée ailleurs"))
    factories.library(sqlite_engine).publish(new, 1)
    assert desk.save(sheet_text(title="Ici")) == titles("Demander le RSA", "Publiée ailleurs")


def test_a_save_that_fails_does_not_end_the_watch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publish_all = Library.publish_all
    refusals = [Unavailable("La base est occupée.")]

    def busy_once(self: Library, batch: object) -> object:
        if refusals:
            raise refusals.pop()
        return publish_all(self, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "publish_all", busy_once)
    kept = desk.save(sheet_text(title="Perdue"), b"\xe9", sheet_text(title="Reprise"))
    assert kept == titles("Demander le RSA", "Reprise")
    assert "La base est occupée." in caplog.text
    assert "UTF-8" in caplog.text
