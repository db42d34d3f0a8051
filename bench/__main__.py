"""Run the benches named, or all of them, and say which bounds hold."""

from __future__ import annotations

import sys

from bench import (
    authoring_machine,
    crash,
    http,
    index,
    kills,
    publication,
    races,
    search_speed,
    size,
    startup,
)
from bench.figures import Skip

BENCHES = {
    "startup": startup.run,
    "size": size.run,
    "index": index.run,
    "publication": publication.run,
    "search_speed": search_speed.run,
    "http": http.run,
    "crash": crash.run,
    "races": races.run,
    "kills": kills.run,
    "authoring_machine": authoring_machine.run,
}


def main(names: list[str]) -> int:
    missed = 0
    for name in names or list(BENCHES):
        print(f"— {name}", flush=True)
        try:
            for figure in BENCHES[name]():
                print(f"  {figure}", flush=True)
                missed += not figure.holds
        except Skip as reason:
            print(f"  skipped: {reason}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
