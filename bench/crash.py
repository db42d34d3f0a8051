"""kill -9 of the server and of the importer at random moments: nothing acknowledged is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from bench.figures import Figure
from bench.instance import ROOT, environment, kb, start, stop
from bench.writer import path_of, text_of
from kb_app.config import read_settings
from kb_app.knowledge.search import index as index_files
from kb_app.library import chain
from kb_app.library.entries import Findable
from kb_app.library.library import Library
from kb_app.web.house import open_house

IMPORTS = 200
SEED = 20261122
_MOST_HEARD = 4
"""An importer is killed some time after fewer acknowledged imports than this, or after none."""
_MOST_STEPS = 10
"""Imports that one importer is given, so that a quick machine kills often too."""


def run(imports: int = IMPORTS, seed: int = SEED) -> list[Figure]:
    """Import while servers and importers are killed; raise AssertionError on any loss."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        env = environment(Path(name))
        kb(env, "import", str(ROOT / "content"))
        kills = _import_under_fire(env, imports, chance)
        kb(env, "index")
        settings = read_settings(env)
        library = open_house(settings).library
        _assert_nothing_lost(library, imports)
        assert_index_equals_a_rebuild(library, settings.index, Path(name) / "rebuilt")
    return [
        Figure("versions acknowledged under kill -9, all found whole", imports, ""),
        Figure("kill -9 of servers and importers", kills, "", at_least=imports / 20),
    ]


def _import_under_fire(env: dict[str, str], imports: int, chance: random.Random) -> int:
    """Import every step, killing on the way; return how many processes were killed."""
    acknowledged: set[int] = set()
    kills = 0
    server = start(env)
    while len(acknowledged) < imports:
        first = max(acknowledged, default=-1) + 1
        last = min(first + _MOST_STEPS, imports)
        writer = subprocess.Popen(
            [sys.executable, "-m", "bench.writer", str(first), str(last)],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        victim = chance.choice(("server", "importer"))
        # By its words, not by the clock: on a slow machine it would never get to its first import.
        heard = list(islice(writer.stdout, chance.randrange(_MOST_HEARD)))
        time.sleep(chance.uniform(0, 0.05 if heard else 1.4))
        if victim == "server":
            stop(server, signal.SIGKILL)
            server = start(env)
            time.sleep(chance.uniform(0, 0.5))
        kills += (victim == "server") + (writer.poll() is None)
        writer.kill()
        with writer.stdout:
            heard += writer.stdout
        writer.wait()
        steps = {int(line) for line in heard if line.endswith("\n")}
        assert steps == set(range(first, first + len(steps))), "acknowledged out of order"
        acknowledged |= steps
    stop(server, signal.SIGKILL)
    return kills


def _assert_nothing_lost(library: Library, imports: int) -> None:
    expected: dict[str, list[str]] = {}
    for step in range(imports):
        expected.setdefault(path_of(step), []).append(text_of(step))
    for path, texts in expected.items():
        history = library.history(path)
        assert chain.first_break(history) is None, path
        assert [library.version(path, v.number)[1] for v in history] == texts, path


def assert_index_equals_a_rebuild(library: Library, folder: Path, rebuilt: Path) -> None:
    findable = Findable(library.refresh())
    index_files.update(rebuilt, lambda: findable)
    kept, anew = index_files.reopened(folder, None), index_files.reopened(rebuilt, None)
    assert kept is not None
    assert anew is not None
    assert kept.sequence == anew.sequence
    assert kept.dump() == anew.dump()
