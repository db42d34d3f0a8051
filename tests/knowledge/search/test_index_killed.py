"""kill -9 of a process that builds, at random moments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep

from kb_app.knowledge.search.index import build, open_index
from kb_app.knowledge.search.model import Scope
from tests.knowledge.search.search_factories import entry

BUILDER = """
import sys
from itertools import count
from pathlib import Path
from tests.knowledge.search.search_factories import entry
from kb_app.knowledge.search.index import Listed, update
sheets = [entry(f"{n}.md", title="carte", body="une carte " * 50) for n in range(40)]
print("ready", flush=True)
for sequence in count(int(sys.argv[2])):
    changed = entry("0.md", title="carte", summary=str(sequence))
    listed = Listed({e.path: e for e in [changed, *sheets[1:]]}, sequence)
    update(Path(sys.argv[1]), lambda: listed, anew=sequence % 3 == 0)
    print(sequence, flush=True)
"""


def test_a_killed_builder_leaves_a_whole_index_and_the_next_build_works(tmp_path: Path) -> None:
    random = Random(20261122)
    build(tmp_path, [entry("0.md", title="carte")], 0)
    acknowledged = 0
    for _ in range(5):
        builder = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(tmp_path), str(acknowledged + 1)],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(Path.cwd())},
        )
        assert builder.stdout is not None
        with builder.stdout:
            assert builder.stdout.readline() == "ready\n"
            sleep(random.uniform(0, 0.5))
            builder.kill()
            told = builder.stdout.read().split("\n")[:-1]
        builder.wait()
        acknowledged = max([acknowledged, *map(int, told)])
        index = open_index(tmp_path)
        assert index is not None
        assert index.sequence in (acknowledged, acknowledged + 1)
        assert index.search("carte", scope=Scope.PUBLIC).total > 0
        acknowledged = index.sequence
    build(tmp_path, [entry("after.md", title="carte")], acknowledged + 1)
    index = open_index(tmp_path)
    assert index is not None
    assert index.search("carte", scope=Scope.PUBLIC).total == 1
    assert not list(tmp_path.glob("draft-*"))
