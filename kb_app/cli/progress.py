"""A progress bar on standard error, for what takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with how many were just done."""
    with click.progressbar(
        length=length, label=label, file=sys.stderr, show_pos=True, width=30
    ) as bar:
        yield bar.update
