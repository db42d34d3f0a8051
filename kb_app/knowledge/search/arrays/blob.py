"""Named arrays in one file, mapped in memory: what is not looked at is never read.

A line of JSON (name → type, shape, place), then the arrays, each aligned on 64 bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]

_ALIGNED = 64


def write(file: Path, arrays: Arrays) -> None:
    """Write the arrays into a new file."""
    table, place = {}, 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, array.shape, place)
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = json.dumps(table).encode()
    head += b" " * (-(len(head) + 1) % _ALIGNED) + b"\n"
    with file.open("wb") as out:
        out.write(head)
        for array in arrays.values():
            out.write(np.ascontiguousarray(array).data)
            out.write(bytes(-array.nbytes % _ALIGNED))


def read(file: Path) -> dict[str, Array]:
    """Map the arrays of the file, read-only; they stay good when it is unlinked."""
    with file.open("rb") as lines:
        head = lines.readline()
    mapped, end = np.memmap(file, np.uint8, mode="r"), len(head)
    arrays = {}
    for name, (kind, shape, place) in json.loads(head).items():
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        flat = np.asarray(mapped[end + place : end + place + size])
        arrays[name] = flat.view(kind).reshape(shape)
    return arrays
