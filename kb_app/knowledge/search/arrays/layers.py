"""One segment's tokens to what ranking reads: BM25 weights by term, without the idf.

The weight of a term in a document only depends on that document (`Field.usual_length`), so a
segment's arrays hold for as long as the segment does; how rare a term is, is counted when asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kb_app.knowledge.search.analysis import stem_of
from kb_app.knowledge.search.arrays.blob import Array, Arrays
from kb_app.knowledge.search.arrays.keys import key_of, pair_keys
from kb_app.knowledge.search.arrays.tokens import NOWHERE, TEXT_STEP, Tokens
from kb_app.knowledge.search.fields import FIELDS, Field, Part

SATURATION = 1.5
"""BM25's k1: how soon one more occurrence of a word stops counting."""


class Columns(NamedTuple):
    """What one layer of postings holds: each column adds up the fields of some parts."""

    kind: str
    """`stems`, `forms` (as spelled, small words too), or `pairs` of stems that follow each other,
    small words aside."""
    columns: Mapping[str, tuple[Part, ...]]


LAYERS: Mapping[str, Columns] = {
    "stems": Columns("stems", {"names": (Part.NAMES,), "text": (Part.TEXT,)}),
    "stems_agent": Columns("stems", {"text": (Part.AGENT,)}),
    "forms": Columns("forms", {"names": (Part.NAMES,), "text": (Part.TEXT,)}),
    "forms_agent": Columns("forms", {"text": (Part.AGENT,)}),
    "pairs": Columns("pairs", {"weight": (Part.NAMES, Part.TEXT)}),
    "pairs_agent": Columns("pairs", {"weight": (Part.AGENT,)}),
}

_PARTS = list(Part)


class _Constants(NamedTuple):
    """The table of fields, column by column."""

    part: Array
    penalty: Array
    usual: Array
    weight: Array
    calls: Array
    saturation: float


def _constants(fields: Sequence[Field], saturation: float) -> _Constants:
    return _Constants(
        np.array([_PARTS.index(field.part) for field in fields]),
        np.array([field.length_penalty for field in fields]),
        np.array([field.usual_length for field in fields]),
        np.array([field.weight for field in fields]),
        np.array([field.calls for field in fields]),
        saturation,
    )


class _Rows(NamedTuple):
    """Occurrences to be added up: arrays of one length."""

    key: Array
    document: Array
    field: Array
    times: Array


def layers(
    tokens: Tokens, fields: Sequence[Field] = FIELDS, saturation: float = SATURATION
) -> dict[str, Array]:
    """Return the arrays of a segment: those of LAYERS, and `calls`.

    A layer is `….keys` (uint64, sorted), `….starts` (int64, one more than keys), `….documents`
    (int32, sorted within a key), and its columns (float16), each with `….count` (int32, for each
    key, how many of its documents are not 0 there). In `calls` a document stands for one
    whole name: `calls.owners` gives the document it is a name of, `calls.worth` what each
    of its words adds to the score.
    """
    stems = _stems(tokens.forms)
    forms = np.array([key_of(form) for form in tokens.forms], np.uint64)
    lengths = _lengths(tokens)
    constants = _constants(fields, saturation)
    rows = {
        "stems": _postings(tokens, stems),
        "forms": _postings(tokens, forms),
        "pairs": _pairs(tokens, stems),
    }
    rows = {kind: _summed(each) for kind, each in rows.items()}
    made: dict[str, Array] = {}
    for name, layer in LAYERS.items():
        made |= _layer(name, layer.columns, rows[layer.kind], lengths, constants)
    return made | _calls(tokens, np.where(stems, forms, 0), constants.calls)


def rows(arrays: Arrays) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield all that the arrays of a segment say, with the document of which they say it."""
    for name, layer in LAYERS.items():
        columns = [arrays[f"{name}.{column}"].tolist() for column in layer.columns]
        for place, (key, document) in enumerate(_each(arrays, name)):
            yield document, (name, key, *(column[place] for column in columns))
    owners, worth = arrays["calls.owners"].tolist(), arrays["calls.worth"].tolist()
    for key, call in _each(arrays, "calls"):
        yield owners[call], ("calls", key, worth[call])


def _each(arrays: Arrays, name: str) -> Iterator[tuple[int, int]]:
    keys = np.repeat(arrays[f"{name}.keys"], np.diff(arrays[f"{name}.starts"]))
    return zip(keys.tolist(), arrays[f"{name}.documents"].tolist(), strict=True)


def _postings(tokens: Tokens, keys: Array) -> _Rows:
    key = keys[tokens.form]
    kept = np.flatnonzero(key != 0)
    return _Rows(key[kept], tokens.document[kept], tokens.field[kept], tokens.times[kept])


def _stems(forms: Iterable[str]) -> Array:
    """Return the key of each form's stem, 0 for a small word."""
    stems = (stem_of(form) for form in forms)
    return np.array([key_of(stem) if stem else 0 for stem in stems], np.uint64)


def _lengths(tokens: Tokens) -> Array:
    """Return the number of words, shape (fields, documents)."""
    counted = tokens.times.copy()
    whole = np.repeat(np.arange(len(counted)), tokens.times)[tokens.position == NOWHERE]
    np.subtract.at(counted, whole, 1)
    place = tokens.field.astype(np.int64) * tokens.documents + tokens.document
    total = np.bincount(place, counted, len(FIELDS) * tokens.documents)
    return total.reshape(len(FIELDS), tokens.documents)


def _summed(rows: _Rows) -> _Rows:
    """Add up the times of equal (key, document, field): two forms of a stem are one word twice."""
    order = np.lexsort((rows.field, rows.document, rows.key))
    key, document, field, times = (column[order] for column in rows)
    new = _changes(key, document, field)
    return _Rows(key[new], document[new], field[new], _add(times.astype(float), new))


def _layer(
    name: str,
    columns: Mapping[str, tuple[Part, ...]],
    rows: _Rows,
    lengths: Array,
    constants: _Constants,
) -> dict[str, Array]:
    parts = [_PARTS.index(part) for held in columns.values() for part in held]
    key, document, field, times = (
        column[np.isin(constants.part[rows.field], parts)] for column in rows
    )
    weight = _bm25(times, field, lengths[field, document], constants)
    new = _changes(key, document)
    made = _index(name, key[new], document[new])
    for column, held in columns.items():
        counted = np.isin(constants.part[field], [_PARTS.index(part) for part in held])
        values = _add(np.where(counted, weight, 0.0), new).astype(np.float16)
        made[f"{name}.{column}"] = values
        # How many documents of each term have it there, so that nobody counts them again.
        sums = np.append(0, np.cumsum(values > 0))
        made[f"{name}.{column}.count"] = np.diff(sums[made[f"{name}.starts"]]).astype(np.int32)
    return made


def _bm25(times: Array, field: Array, length: Array, constants: _Constants) -> Array:
    """Return w·tf·(k1+1)/(tf + k1·(1−b+b·length/usual)) (Robertson and Zaragoza 2009)."""
    k1, penalty = constants.saturation, constants.penalty[field]
    norm = k1 * (1 - penalty + penalty * length / constants.usual[field])
    return np.asarray(constants.weight[field] * times * (k1 + 1) / (times + norm))


def _index(name: str, keys: Array, document: Array) -> dict[str, Array]:
    starts = np.flatnonzero(_changes(keys))
    return {
        f"{name}.keys": keys[starts],
        f"{name}.starts": np.append(starts, len(keys)).astype(np.int64),
        f"{name}.documents": document.astype(np.int32),
    }


def _pairs(tokens: Tokens, stems: Array) -> _Rows:
    """Return the stems that follow each other, whatever small words stand between, in one text."""
    posting = np.repeat(np.arange(len(tokens.times), dtype=np.int32), tokens.times)
    stem = stems[tokens.form[posting]]
    kept = np.flatnonzero((tokens.position != NOWHERE) & (stem != 0))
    posting, stem, position = posting[kept], stem[kept], tokens.position[kept]
    field, document = tokens.field[posting], tokens.document[posting]
    order = np.lexsort((position, document, field))
    stem, position, field, document = (a[order] for a in (stem, position, field, document))
    follows = ~_changes(document, field, position // TEXT_STEP)[1:]
    keys = pair_keys(stem[:-1], stem[1:])[follows]
    return _Rows(keys, document[1:][follows], field[1:][follows], np.ones(len(keys), np.int32))


def _calls(tokens: Tokens, form_keys: Array, calls: Array) -> dict[str, Array]:
    """Make the layer of whole names (each title, each thing visitors say), small words aside."""
    posting = np.repeat(np.arange(len(tokens.times), dtype=np.int32), tokens.times)
    kept = np.flatnonzero((calls[tokens.field[posting]] > 0) & (tokens.position != NOWHERE))
    posting, position = posting[kept], tokens.position[kept]
    field, document = tokens.field[posting], tokens.document[posting]
    keys, text = form_keys[tokens.form[posting]], position // TEXT_STEP
    keys, text, field, document = (a[keys != 0] for a in (keys, text, field, document))
    order = np.lexsort((keys, text, field, document))
    keys, text, field, document = (a[order] for a in (keys, text, field, document))
    distinct = _changes(document, field, text, keys)
    keys, text, field, document = (a[distinct] for a in (keys, text, field, document))
    new = _changes(document, field, text)
    name = np.cumsum(new) - 1
    order = np.lexsort((name, keys))
    return {
        **_index("calls", keys[order], name[order]),
        "calls.owners": document[new].astype(np.int32),
        "calls.worth": (calls[field[new]] / np.bincount(name, minlength=1)).astype(np.float32),
    }


def _changes(*columns: Array) -> Array:
    """Return, for sorted rows, whether each differs from the one before it."""
    new = np.ones(len(columns[0]), bool)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return new


def _add(values: Array, new: Array) -> Array:
    return np.add.reduceat(values, np.flatnonzero(new)) if len(values) else values
