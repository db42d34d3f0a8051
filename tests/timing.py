"""How much processor a piece of work takes."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(action: Callable[[], object], bound: float) -> float:
    """Return the processor seconds of an action; of a second run when the first is over the bound.

    What else the machine does slows the processor down, up to twice: once is chance.
    """
    taken = _run(action)
    return taken if taken < bound else min(taken, _run(action))


def _run(action: Callable[[], object]) -> float:
    # What earlier tests left in memory is not this one's to walk through.
    gc.freeze()
    try:
        start = time.process_time()
        action()
        return time.process_time() - start
    finally:
        gc.unfreeze()
