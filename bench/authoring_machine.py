"""Every role does anything to any draft: 2,000 runs of the state machine of the tests."""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.figures import Figure
from kb_app.database import engine as database
from kb_app.database.migrate import upgrade
from tests.people.authoring import desk_machine

RUNS = 2000
WORKERS = 2


def run(runs: int = RUNS) -> list[Figure]:
    """Share the runs between processes; raise what the first that goes wrong raises."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        migrated = Path(name) / "migrated.sqlite3"
        engine = database.create(f"sqlite:///{migrated}")
        upgrade(engine)
        engine.dispose()
        prepared = desk_machine.prepared(migrated, Path(name) / "prepared.sqlite3")
        started = time.monotonic()
        with ProcessPoolExecutor(WORKERS) as pool:
            shares = [runs // WORKERS + (n < runs % WORKERS) for n in range(WORKERS)]
            list(pool.map(desk_machine.run, [prepared] * WORKERS, shares))
        took = time.monotonic() - started
    return [
        Figure("runs of every role at once, none illegal", runs, ""),
        Figure("their time", took, "s"),
    ]


if __name__ == "__main__":
    for figure in run(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS):
        print(figure)
