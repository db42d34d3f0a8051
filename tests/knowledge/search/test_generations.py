"""Files of the index are verified whenever they may have changed, and read no more than that."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kb_app.knowledge.search import generations
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.index import Listed, build, open_index
from kb_app.knowledge.search.model import Entry
from tests.knowledge.search.search_factories import entry

SHEETS = {f"{n}.md": entry(f"{n}.md", title=f"Carte {n}") for n in range(40)}
LONG_AGO = (1_700_000_000, 1_700_000_000)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose content was read to be verified, as they are."""
    files: list[Path] = []
    sha256 = generations._sha256

    def noted(file: Path) -> str:
        files.append(file)
        return sha256(file)

    monkeypatch.setattr(generations, "_sha256", noted)
    return files


def update(folder: Path, entries: dict[str, Entry], sequence: int) -> None:
    index_files.update(folder, lambda: Listed(entries, sequence))


def place_of(folder: Path) -> Path:
    return folder / (folder / "current").read_text().strip()


def files_of(folder: Path) -> set[str]:
    return {file.name for file in place_of(folder).iterdir()} - {"manifest.json"}


def aged(folder: Path) -> None:
    """Make the files old, as they are once a moment has passed: a change then shows by its time."""
    for file in place_of(folder).iterdir():
        os.utime(file, LONG_AGO)


def test_an_unchanged_file_is_not_read_twice(tmp_path: Path, read: list[Path]) -> None:
    build(tmp_path, SHEETS.values(), 1)
    read.clear()
    assert open_index(tmp_path) is not None
    assert {file.name for file in read} == files_of(tmp_path)
    read.clear()
    assert open_index(tmp_path) is not None
    assert read == []


def test_after_a_small_change_only_new_files_are_read(tmp_path: Path, read: list[Path]) -> None:
    build(tmp_path, SHEETS.values(), 1)
    assert open_index(tmp_path) is not None
    before = files_of(tmp_path)
    update(tmp_path, SHEETS | {"new.md": entry("new.md", title="Permis")}, 2)
    read.clear()
    index = open_index(tmp_path)
    assert index is not None
    assert index.sequence == 2
    assert {file.name for file in read} == files_of(tmp_path) - before
    assert before & files_of(tmp_path)


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 1)


def swap(file: Path) -> None:
    new = file.with_name("new")
    data = file.read_bytes()
    new.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    os.utime(new, LONG_AGO)
    new.rename(file)


@pytest.mark.parametrize("damage", [flip, cut, swap], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("suffix", [".seg", ".arrays", ".toc", "manifest.json"])
def test_a_file_that_changed_since_it_was_read_is_read_again(
    tmp_path: Path, damage: Callable[[Path], None], suffix: str
) -> None:
    build(tmp_path, SHEETS.values(), 1)
    aged(tmp_path)
    assert open_index(tmp_path) is not None
    damage(next(file for file in place_of(tmp_path).iterdir() if file.name.endswith(suffix)))
    assert open_index(tmp_path) is None
    update(tmp_path, SHEETS, 1)
    assert open_index(tmp_path) is not None


def test_what_is_remembered_of_files_stays_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "_MOST_READ", 4)
    for sequence in range(1, 8):
        build(tmp_path, [entry(title=f"Carte {sequence}")], sequence)
        assert open_index(tmp_path) is not None
        assert len(generations._READ) <= 6
