"""A progress bar on standard error, for what takes more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with how many were just done."""
    with click.progressbar(
        length=length, label=label, file=sys.stderr, show_pos=True, width=30
    ) as bar:
        yield bar.update


@contextmanager
def late_progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Yield the same; nothing is written before a second has passed, nor to a file or a pipe."""
    started, waiting, watched = time.monotonic(), 0, sys.stderr.isatty()
    update: Callable[[int], None] | None = None
    with ExitStack() as shown:

        def step(count: int) -> None:
            nonlocal waiting, update
            waiting += count
            if update is None and watched and time.monotonic() - started > 1:
                update = shown.enter_context(progress(length, label))
            if update is not None:
                update(waiting)
                waiting = 0

        yield step
