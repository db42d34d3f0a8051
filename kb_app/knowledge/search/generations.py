"""Generations of the index on disk: whole, hashed, swapped by renaming one small file.

    <folder>/current                     the name of the generation in service
    <folder>/<generation>/manifest.json  what it holds, with the SHA-256 of every file
    <folder>/<generation>/…              Whoosh's files: pickles, opened only once verified

A generation is named after its sequence and the SHA-256 of its manifest, so one flipped byte
anywhere is seen. One process writes at a time; readers take no lock.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock

_POINTER = "current"
_MANIFEST = "manifest.json"
_LOCK = "lock"
_DRAFT = "draft-"
_NAME = re.compile(r"\d{12}-[0-9a-f]{32}")
_KEPT = 2  # the one in service, and the one a reader may be opening right now
_TRIES = 3
_READ: dict[tuple[int, int, int, int], str] = {}
"""Digests of the files this process has read, by what changes when a file does."""
_MOST_READ = 256


@dataclass(frozen=True, slots=True)
class Generation:
    """A verified generation: every file in `place` is the one that was written."""

    name: str
    place: Path
    sequence: int
    fingerprint: str
    digests: Mapping[str, str]
    """Path of each entry to the digest it was indexed with."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only process that writes generations in the folder; wait for the one at work."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / _LOCK):
        yield


def pointed(folder: Path) -> str | None:
    """Return the name of the generation in service, which may not be whole."""
    try:
        name = (folder / _POINTER).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if _NAME.fullmatch(name) else None


def current(folder: Path) -> Generation | None:
    """Return the generation in service, verified; None when missing or damaged."""
    seen = None
    for _ in range(_TRIES):
        name = pointed(folder)
        if name is None or name == seen:
            return None
        if generation := _verified(folder / name):
            return generation
        # It may have been replaced, then pruned, while we were reading it.
        seen = name
    return None


def draft(folder: Path) -> Path:
    """Return a new empty folder to write a generation in; needs `writing`.

    What a killed writer left behind is removed first.
    """
    for left in folder.glob(f"{_DRAFT}*"):
        shutil.rmtree(left)
    return Path(mkdtemp(prefix=_DRAFT, dir=folder))


def reuse(generation: Generation, place: Path) -> None:
    """Bring the files of a verified generation into a draft.

    Whoosh writes new files and never into old ones, so links are enough where there are any.
    """
    for file in _files(generation.place):
        if file.name != _MANIFEST:
            try:
                os.link(file, place / file.name)
            except OSError:
                shutil.copyfile(file, place / file.name)


def serve(
    folder: Path, place: Path, sequence: int, fingerprint: str, digests: Mapping[str, str]
) -> None:
    """Put a finished draft in service, on disk for good before any reader sees it."""
    files = _files(place)
    manifest = {
        "draft": place.name,  # random, so that no two generations have one name
        "sequence": sequence,
        "fingerprint": fingerprint,
        "entries": dict(sorted(digests.items())),
        "files": {file.name: _sha256(file) for file in files},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=0).encode()
    (place / _MANIFEST).write_bytes(text)
    for file in (*files, place / _MANIFEST, place):
        _sync(file)
    name = f"{sequence:012d}-{hashlib.sha256(text).hexdigest()[:32]}"
    place.rename(folder / name)
    _sync(folder)
    _point(folder, name)
    _prune(folder, name)


def _point(folder: Path, name: str) -> None:
    pointer = folder / f"{_POINTER}.new"
    pointer.write_text(name + "\n", "ascii")
    _sync(pointer)
    os.replace(pointer, folder / _POINTER)
    _sync(folder)


def _verified(place: Path) -> Generation | None:
    try:
        text = (place / _MANIFEST).read_bytes()
        if place.name.partition("-")[2] != hashlib.sha256(text).hexdigest()[:32]:
            return None
        manifest = json.loads(text)
        files = {file.name: _known_sha256(file) for file in _files(place) if file.name != _MANIFEST}
    except (OSError, ValueError):
        return None
    if files != manifest["files"]:
        return None
    return Generation(
        place.name, place, manifest["sequence"], manifest["fingerprint"], manifest["entries"]
    )


def _prune(folder: Path, served: str) -> None:
    generations = [place for place in folder.iterdir() if _NAME.fullmatch(place.name)]
    others = [place for place in generations if place.name != served]
    others.sort(key=lambda place: place.stat().st_mtime_ns)
    for place in others[: max(0, len(generations) - _KEPT)]:
        # Whoever still has it open goes on reading: its files are mapped in memory.
        shutil.rmtree(place, ignore_errors=True)


def _files(place: Path) -> list[Path]:
    return sorted(place.iterdir())


def _known_sha256(file: Path) -> str:
    """Return the digest of a file, read once: a generation shares most files with the last one."""
    status = file.stat()
    state = status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
    if state not in _READ:
        if len(_READ) > _MOST_READ:
            _READ.clear()
        _READ[state] = _sha256(file)
    return _READ[state]


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
