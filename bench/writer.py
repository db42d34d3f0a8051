"""A process to be killed: imports numbered versions, and says each one once it is acknowledged.

`python -m bench.writer FIRST LAST` prints a step a line, once its text is in the library.
"""

from __future__ import annotations

import sys

from kb_app.config import read_settings
from kb_app.library import store
from kb_app.library.exchange import Incoming, import_texts
from kb_app.web.house import open_house

SHEETS = 7
"""Versions go to these many sheets in turn."""


def path_of(step: int) -> str:
    return f"operators/caf/epreuve-{step % SHEETS}.md"


def text_of(step: int) -> str:
    """Return a sound sheet whose every line says the step, so that a torn one would show."""
    lines = "\n\n".join(f"Ligne {n} de l’étape {step}." for n in range(60))
    return (
        f"---\ncode: CRASH-{step % SHEETS}\ntitre: Épreuve {step % SHEETS}, étape {step}\n"
        f"resume: Étape {step}.\nissue_habituelle: autonomie\nvalide_du: 2026-01-01\n"
        f"a_revoir_avant: 2030-01-01\n---\n## En bref\n\n{lines}\n"
    )


def main(first: int, last: int) -> None:
    library = open_house(read_settings()).library
    for step in range(first, last):
        path = path_of(step)
        with library.engine.connect() as connection:
            base = max(store.seen_texts(connection, path).values(), default=None)
        report = import_texts(library, [Incoming(path, text_of(step), base)], "épreuve")
        # Skipped: the one before was killed after its commit, before it could say so.
        assert report.added or report.skipped, report
        print(step, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
