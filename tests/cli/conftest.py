"""`kb`, run in this process on an instance of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb_app.cli import kb
from tests.factories import small_library

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `kb` with these words, on each kind of database."""
    monkeypatch.setenv("KB_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("KB_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("KB_DATABASE_URL", database_url)
    monkeypatch.delenv("KB_DEMO", raising=False)

    def call(*words: str | Path, typed: str | None = None) -> Result:
        return CliRunner().invoke(kb, [str(w) for w in words], input=typed)

    return call


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder that holds the small library as files."""
    folder = tmp_path / "content"
    for path, text in small_library().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
