from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest

from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search import writing
from kb_app.knowledge.search.fields import FIELDS
from kb_app.knowledge.search.index import Index, Listed, build, open_index, reopened
from kb_app.knowledge.search.model import Entry, Results, Scope
from tests.knowledge.search.search_factories import entry, random_entry

SMALL = tuple(entry(f"operators/caf/{n}.md", title=f"Carte numéro {n}") for n in range(3))


def update(folder: Path, entries: Iterable[Entry], sequence: int) -> None:
    listed = Listed({e.path: e for e in entries}, sequence)
    index_files.update(folder, lambda: listed)


def served(folder: Path) -> Index:
    index = open_index(folder)
    assert index is not None
    return index


def place_of(folder: Path) -> Path:
    return folder / (folder / "current").read_text().strip()


def found(index: Index, question: str = "carte") -> list[str]:
    return [result.path for result in index.search(question, scope=Scope.PUBLIC).results]


def test_an_index_says_which_state_of_the_library_it_holds(tmp_path: Path) -> None:
    assert open_index(tmp_path) is None
    build(tmp_path, SMALL, sequence=41)
    assert served(tmp_path).sequence == 41
    update(tmp_path, SMALL, sequence=42)
    assert served(tmp_path).sequence == 42
    assert found(served(tmp_path)) == [sheet.path for sheet in SMALL]


def test_progress_is_told_entry_by_entry(tmp_path: Path) -> None:
    told: list[int] = []
    build(tmp_path, SMALL, 1, told.append)
    assert told == [1, 1, 1]


def test_an_update_reads_and_writes_only_what_changed(tmp_path: Path) -> None:
    build(tmp_path, SMALL, 1)
    told: list[int] = []
    changed = entry(SMALL[0].path, title="Permis")
    fresh = {e.path: e for e in (changed, entry("new", title="Carte"))}
    digests = {e.path: e.digest for e in (changed, SMALL[1], fresh["new"])}

    class OnlyChanges(Listed):
        @property
        def digests(self) -> dict[str, str]:
            return digests

    index_files.update(tmp_path, lambda: OnlyChanges(fresh, 2), told.append)
    assert told == [1, 1]
    assert served(tmp_path).digests == digests
    assert sorted(found(served(tmp_path))) == ["new", SMALL[1].path]
    assert found(served(tmp_path), "permis") == [SMALL[0].path]


def test_a_state_already_served_is_not_written_again(tmp_path: Path) -> None:
    build(tmp_path, SMALL, 1)
    before = place_of(tmp_path)
    update(tmp_path, SMALL, 1)
    assert place_of(tmp_path) == before
    build(tmp_path, SMALL, 1)
    assert place_of(tmp_path) != before


def test_an_index_is_reopened_only_when_another_is_in_service(tmp_path: Path) -> None:
    assert reopened(tmp_path, None) is None
    build(tmp_path, SMALL, 1)
    index = reopened(tmp_path, None)
    assert index is not None
    assert reopened(tmp_path, index) is index
    build(tmp_path, SMALL, 2)
    assert reopened(tmp_path, index) is not index


@pytest.mark.parametrize("seed", range(6))
def test_an_updated_index_equals_a_rebuilt_one(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    library: dict[str, Entry] = {}
    build(tmp_path / "updated", (), 0)
    for sequence in range(1, 9):
        for _ in range(random.choice((1, 1, 1, 12))):
            path = f"operators/caf/{random.randint(0, 25)}.md"
            if path in library and random.random() < 0.3:
                del library[path]
            else:
                library[path] = random_entry(random, path)
        update(tmp_path / "updated", library.values(), sequence)
    build(tmp_path / "rebuilt", library.values(), sequence)
    updated, rebuilt = served(tmp_path / "updated"), served(tmp_path / "rebuilt")
    assert updated.dump() == rebuilt.dump()
    for question in ("carte grise", '"allocation logement"', "demande de permis pour un élève"):
        for scope in Scope:
            assert updated.search(question, scope=scope) == rebuilt.search(question, scope=scope)


def test_a_reader_goes_on_when_its_generation_is_replaced_and_pruned(tmp_path: Path) -> None:
    build(tmp_path, SMALL, 1)
    old = served(tmp_path)
    old_place = place_of(tmp_path)
    for sequence in range(2, 6):
        build(tmp_path, [entry("new", title="carte")], sequence)
    assert not old_place.exists()
    assert found(old) == [sheet.path for sheet in SMALL]
    assert found(served(tmp_path)) == ["new"]
    assert len([p for p in tmp_path.iterdir() if p.is_dir()]) == 2


def truncate(place: Path) -> None:
    file = max(place.iterdir(), key=lambda f: f.stat().st_size)
    file.write_bytes(file.read_bytes()[:-7])


def flip(place: Path) -> None:
    file = max(place.glob("*.seg"), key=lambda f: f.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def remove(place: Path) -> None:
    next(place.glob("*.toc")).unlink()


def garble(place: Path) -> None:
    (place / "manifest.json").write_text("{not json")


def forge(place: Path) -> None:
    manifest = place / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"sequence": 1', '"sequence": 2'))


def no_manifest(place: Path) -> None:
    (place / "manifest.json").unlink()


def extra_toc(place: Path) -> None:
    (place / "_MAIN_99.toc").write_bytes(pickle.dumps("surprise"))


def extra_folder(place: Path) -> None:
    (place / "folder").mkdir()


def no_generation(place: Path) -> None:
    shutil.rmtree(place)


def pointer_to_nowhere(place: Path) -> None:
    (place.parent / "current").write_text(f"{5:012d}-{'a' * 32}\n")


def pointer_outside(place: Path) -> None:
    shutil.copytree(place, place.parent.parent / place.name)
    (place.parent / "current").write_text(f"../{place.name}\n")


def pointer_binary(place: Path) -> None:
    (place.parent / "current").write_bytes(b"\xff\xfe\x00")


def no_pointer(place: Path) -> None:
    (place.parent / "current").unlink()


DAMAGES = (
    truncate, flip, remove, garble, forge, no_manifest, extra_toc, extra_folder, no_generation,
    pointer_to_nowhere, pointer_outside, pointer_binary, no_pointer,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_index_is_never_unpickled_and_is_rebuilt(
    tmp_path: Path, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    build(folder, SMALL, 1)
    damage(place_of(folder))

    def refuse(*_: object) -> None:
        raise AssertionError("unverified bytes were unpickled")

    with monkeypatch.context() as patched:
        patched.setattr("whoosh.index.TOC.read", refuse)
        patched.setattr("whoosh.reading.SegmentReader.__init__", refuse)
        assert open_index(folder) is None
    update(folder, SMALL, 2)
    assert found(served(folder)) == [sheet.path for sheet in SMALL]


def test_another_analysis_or_table_of_fields_makes_the_index_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, SMALL, 1)
    for name, value in (
        ("STOP_WORDS", frozenset()),
        ("FIELDS", FIELDS[:-1]),
        ("terms", str.split),
        ("FORMAT", 0),
        ("FIELDS", (replace(FIELDS[0], weight=9.0), *FIELDS[1:])),
        ("FIELDS", (*FIELDS[:-1], replace(FIELDS[-1], usual_length=7))),
        ("SATURATION", 1.2),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(writing, name, value)
            assert open_index(tmp_path) is None
    assert open_index(tmp_path) is not None


def test_files_are_copied_where_links_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", no_links)
    build(tmp_path, SMALL, 1)
    update(tmp_path, SMALL[:2], 2)
    assert found(served(tmp_path)) == [sheet.path for sheet in SMALL[:2]]


def test_threads_search_one_index_and_get_what_one_would(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(partial(sys.setswitchinterval, sys.getswitchinterval()))
    sys.setswitchinterval(1e-6)
    random = Random(7)
    many = [f"mot{n}" for n in range(300)]

    def some(number: int) -> str:
        return " ".join(random.choices(many, k=number))

    build(tmp_path, [entry(f"{n}.md", title=some(3), body=some(100)) for n in range(80)], 1)
    questions = [some(3) for _ in range(60)]

    def answers(index: Index, asked: list[str]) -> list[Results]:
        return [index.search(question, scope=Scope.AGENT) for question in asked]

    alone, shared = answers(served(tmp_path), questions), served(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda q: answers(shared, [q])[0], questions)) == alone


def test_two_writers_take_turns(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda sequence: build(tmp_path, SMALL, sequence), range(1, 9)))
    assert found(served(tmp_path)) == [sheet.path for sheet in SMALL]
    assert not list(tmp_path.glob("draft-*"))


def test_a_failed_build_leaves_the_one_in_service(tmp_path: Path) -> None:
    build(tmp_path, SMALL, 1)

    def fail(done: int) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        build(tmp_path, [entry("new")], 2, fail)
    assert served(tmp_path).sequence == 1
    build(tmp_path, SMALL, 3)
    assert not list(tmp_path.glob("draft-*"))
