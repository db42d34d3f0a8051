"""Named arrays in a file, and the arrays beside each segment of an index."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kb_app.knowledge.search.arrays import blob, segments
from kb_app.knowledge.search.arrays.keys import key_of, pair_key, pair_keys
from kb_app.knowledge.search.index import open_index
from kb_app.knowledge.search.model import Scope
from kb_app.knowledge.search.searching import Searching
from kb_app.knowledge.search.writing import schema
from tests.knowledge.search.search_factories import entry, opened, paths

ARRAYS: dict[str, blob.Array] = {
    "numbers": np.arange(1000, dtype=np.int64),
    "none": np.empty(0, np.float32),
    "one": np.array([7], np.uint8),
    "halves": np.array([0.5, 65504, 1e-7, -0.0], np.float16),
    "keys": np.array([2**64 - 1, 0], np.uint64),
    "table": np.arange(12, dtype=np.int32).reshape(3, 4),
    "turned": np.arange(12, dtype=np.float64).reshape(3, 4).T,
    "accentué": np.frombuffer("élève".encode(), np.uint8),
}


def test_arrays_are_read_as_they_were_written(tmp_path: Path) -> None:
    blob.write(tmp_path / "all", ARRAYS)
    read = blob.read(tmp_path / "all")
    assert list(read) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)
    blob.write(tmp_path / "nothing", {})
    assert blob.read(tmp_path / "nothing") == {}


def test_arrays_start_where_any_type_may(tmp_path: Path) -> None:
    blob.write(tmp_path / "all", ARRAYS)
    for array in blob.read(tmp_path / "all").values():
        assert array.ctypes.data % 64 == 0


def test_nobody_writes_into_arrays_that_others_read(tmp_path: Path) -> None:
    blob.write(tmp_path / "all", ARRAYS)
    for name, array in blob.read(tmp_path / "all").items():
        assert not array.flags.writeable
        if array.size:
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
        assert not array.flags.owndata, name


def test_arrays_stay_good_when_their_file_is_gone(tmp_path: Path) -> None:
    blob.write(tmp_path / "all", ARRAYS)
    read = blob.read(tmp_path / "all")
    (tmp_path / "all").unlink()
    np.testing.assert_array_equal(read["numbers"], ARRAYS["numbers"])


def test_the_first_line_tells_what_the_file_holds(tmp_path: Path) -> None:
    blob.write(tmp_path / "all", ARRAYS)
    with (tmp_path / "all").open("rb") as file:
        assert json.loads(file.readline())["table"][:2] == ["<i4", [3, 4]]


def test_pairs_of_many_terms_have_the_numbers_of_each() -> None:
    words = ["carte", "grise", "élève", "x" * 40]
    keys = np.array([key_of(word) for word in words], np.uint64)
    for one in words:
        made = pair_keys(np.repeat(np.uint64(key_of(one)), len(words)), keys)
        assert made.tolist() == [pair_key(key_of(one), key_of(other)) for other in words]
    assert pair_key(key_of("carte"), key_of("grise")) != pair_key(key_of("grise"), key_of("carte"))


def test_missing_arrays_are_made_again_and_those_of_no_segment_taken_away(tmp_path: Path) -> None:
    index = opened(tmp_path, *(entry(str(n), title=f"Carte {n}") for n in range(5)))
    place = tmp_path / index.generation
    [file] = place.glob("*.arrays")
    written = file.read_bytes()
    (place / "MAIN_gone.arrays").write_bytes(b"of another segment")
    file.unlink()
    segments.complete(place, schema())
    assert [each.name for each in place.glob("*.arrays")] == [file.name]
    assert file.read_bytes() == written
    assert paths(Searching(place).search("carte", scope=Scope.PUBLIC)) == list("01234")


def test_arrays_that_are_there_are_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / opened(tmp_path, entry()).generation

    def refuse(*_: object) -> None:
        raise AssertionError("arrays were written again")

    monkeypatch.setattr(blob, "write", refuse)
    segments.complete(place, schema())


def test_an_index_without_a_document_has_no_arrays_to_miss(tmp_path: Path) -> None:
    opened(tmp_path)
    index = open_index(tmp_path)
    assert index is not None
    assert index.search("carte", scope=Scope.AGENT).total == 0
    assert index.dump() == {"heads": {}, "shown": {}, "held": {}}
