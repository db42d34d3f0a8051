"""A disk that fails at a chosen write: a C library compiled here, loaded before all others."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")
ROOT = Path(__file__).resolve().parents[1]


def compiled(folder: Path) -> Path:
    """Compile the library into a folder; skips the test where there is no compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("no C compiler for Linux (apt-get install gcc libc6-dev)")
    made = folder / "faults.so"
    flags = ["-shared", "-fPIC", "-O1", "-w", "-o", str(made), str(SOURCE), "-ldl"]
    subprocess.run([compiler, *flags], check=True, capture_output=True)
    return made


def run(library: Path, *arguments: str) -> list[str]:
    """Run `python -m …` with the library loaded; return the lines it printed."""
    environment = os.environ | {"LD_PRELOAD": str(library)}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout.splitlines()


@dataclass
class Count:
    writes: int = field(default=0)
    """Made under the folder while it failed, the failed ones included."""


@contextmanager
def failing(folder: Path, nth: int, error: int, forever: bool) -> Iterator[Count]:
    """Fail the n-th write under a folder, and all after it if `forever`, until the block ends.

    Only where `run` loaded the library.
    """
    count = Count()
    library = _loaded()
    library.faults_arm(str(folder).encode(), nth, error, forever)
    try:
        yield count
    finally:
        count.writes = library.faults_disarm()


@cache
def _loaded() -> ctypes.CDLL:
    library = ctypes.CDLL(None)
    library.faults_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int]
    library.faults_disarm.restype = ctypes.c_long
    return library
