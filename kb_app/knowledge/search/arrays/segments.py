"""The arrays beside each Whoosh segment of a folder: written when the segment is, then mapped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader, SegmentReader

from kb_app.knowledge.search.arrays import blob
from kb_app.knowledge.search.arrays.layers import layers
from kb_app.knowledge.search.arrays.tokens import read_tokens
from kb_app.knowledge.search.spelling.near import near, near_arrays

_SUFFIX = ".arrays"
_SPELLING = "spelling."


def complete(place: Path, schema: Schema) -> None:
    """Write the arrays of segments that have none; take away those of segments that are gone."""
    reader = FileIndex(FileStorage(str(place)), schema).reader()
    try:
        files = {_file(place, leaf): leaf for leaf, _ in leaves(reader)}
        for file in place.glob(f"*{_SUFFIX}"):
            if file not in files:
                file.unlink()
        for file, leaf in files.items():
            if not file.exists():
                blob.write(file, _arrays(leaf))
    finally:
        reader.close()


def leaves(reader: IndexReader) -> list[tuple[SegmentReader, int]]:
    """Return each segment of the index, and the number of its first document."""
    return [(leaf, at) for leaf, at in reader.leaf_readers() if isinstance(leaf, SegmentReader)]


def mapped(place: Path, leaf: SegmentReader) -> dict[str, blob.Array]:
    """Return the arrays of a segment: `layers`, `near_arrays` as `spelling.…`, and its words."""
    return blob.read(_file(place, leaf))


def spelled_near(arrays: blob.Arrays, word: str) -> list[tuple[str, float]]:
    """Return the words of a segment near a misspelt one, each with its cost."""
    spelling = {name: arrays[f"{_SPELLING}{name}"] for name in _spelling_names(arrays)}
    text, starts = arrays["words.text"], arrays["words.starts"]

    def spelled(number: int) -> str:
        return text[starts[number] : starts[number + 1]].tobytes().decode()

    return [(spelled(each.number), each.cost) for each in near(word, spelling, spelled)]


def _spelling_names(arrays: blob.Arrays) -> list[str]:
    return [name.removeprefix(_SPELLING) for name in arrays if name.startswith(_SPELLING)]


def _arrays(leaf: SegmentReader) -> dict[str, blob.Array]:
    tokens = read_tokens(leaf)
    near = near_arrays(tokens.forms)
    return {
        **layers(tokens),
        **{f"{_SPELLING}{name}": array for name, array in near.items()},
        **_words(tokens.forms),
    }


def _words(words: Sequence[str]) -> dict[str, blob.Array]:
    encoded = [word.encode() for word in words]
    return {
        "words.text": np.frombuffer(b"".join(encoded), np.uint8),
        "words.starts": np.cumsum([0, *map(len, encoded)], dtype=np.int64),
    }


def _file(place: Path, leaf: SegmentReader) -> Path:
    segment = leaf.segment()
    assert segment is not None
    return place / f"{segment.segment_id()}{_SUFFIX}"
