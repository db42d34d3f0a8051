"""How long a piece of work takes, whatever else the machine is doing: the tests' only clock.

Processor time is no measure by itself: a neighbour on the same processor makes the same work
take two or three times as much. So a fixed piece of work of the same nature as ours, a *stroke*,
is run again and again: just before, just after, and in between, every few milliseconds. What is
returned is how many strokes the work is worth, in seconds of a quiet reference machine.
"""

from __future__ import annotations

import gc
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import fmean, median

Action = Callable[[], object]

REFERENCE = 0.0021
"""Seconds of a stroke, in the midst of other work, on the reference machine when it is quiet.

That is a Xeon at 2.5 GHz with Python 3.11; `python -m tests.timing` measures any other.
"""
TRIES = 3
_EVERY = 0.03
"""Seconds from one stroke to the next while the work goes on."""
_AROUND = 3
"""Strokes before the work, and as many after."""

_LINES = [
    f"{n}. L’agent n° {n % 7} vérifie **avec lui** le [dossier](https://www.caf.fr/F{n}) (AAH).\n"
    for n in range(220)
]
_WORD = re.compile(r"\w[\w’'.,-]*")


def stroke() -> dict[str, int]:
    """Do the fixed piece of work: regular expressions, texts and a dictionary.

    It is small enough to leave the memory of what is measured where it was. To change it is to
    measure REFERENCE anew.
    """
    counts: dict[str, int] = {}
    for line in _LINES:
        for match in _WORD.finditer(line):
            word = match[0].lower().rstrip(".,")
            counts[word] = counts.get(word, 0) + 1
    return counts


def seconds(action: Action, bound: float) -> float:
    """Return the processor seconds of an action on the quiet reference machine.

    The best of three runs when they are over the bound: once is chance. Only from the main
    thread.
    """
    best = _once(action)
    for _ in range(TRIES - 1):
        if best < bound:
            break
        best = min(best, _once(action))
    return best


def ratio(one: Action, other: Action, times: int) -> float:
    """Return how many times as much of the processor the one takes as the other, run in turn.

    By the quickest run of each: what slows a run down is chance.
    """
    pairs = [(_taken(one), _taken(other)) for _ in range(times)]
    return min(pair[0] for pair in pairs) / min(pair[1] for pair in pairs)


def _taken(action: Action) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _once(action: Action) -> float:
    # What earlier tests left in memory is not this one's to walk through.
    gc.freeze()
    try:
        around = [_struck() for _ in range(_AROUND)]
        taken, meanwhile = _taken_between_strokes(action)
        around += [_struck() for _ in range(_AROUND)]
    finally:
        gc.unfreeze()
    return taken * REFERENCE / fmean(around + meanwhile)


def _taken_between_strokes(action: Action) -> tuple[float, list[float]]:
    strokes: list[float] = []
    # Read before the first stroke and after the last, however long the machine keeps us waiting.
    start = time.process_time()
    with _striking(strokes):
        action()
    return time.process_time() - start - sum(strokes), strokes


def _struck() -> float:
    """Return the processor seconds of one stroke, which sweeps nobody else's memory."""
    gc.disable()
    try:
        return _taken(stroke)
    finally:
        gc.enable()


@contextmanager
def _striking(strokes: list[float]) -> Iterator[None]:
    """Strike every few milliseconds for as long as the block lasts, and note how long it takes."""
    going_on = True

    def strike(*_: object) -> None:
        if going_on:
            strokes.append(_struck())
            signal.setitimer(signal.ITIMER_REAL, _EVERY)

    former = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, _EVERY)
    try:
        yield
    finally:
        going_on = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


if __name__ == "__main__":
    struck: list[float] = []
    while len(struck) < 1_000:
        with _striking(struck):
            sorted(str(number) for number in range(1_000_000))
    print(f"a stroke in the midst of work: {median(struck):.6f} s")
    print(f"of the quickest quarter: {median(sorted(struck)[:250]):.6f} s")
