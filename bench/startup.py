"""From `git clone` to the first page, and from a warm index to the first page."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.instance import ROOT, Client, corpus, environment, kb, serving


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        figures = [_from_clone(Path(name))]
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        figures += _warm(Path(name))
    return figures


def _from_clone(folder: Path) -> Figure:
    env = environment(folder, KB_CONTENT="")
    started = time.perf_counter()
    clone = folder / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    process = subprocess.Popen(
        ["make", "-s", "run"], cwd=clone, env=env, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        Client(f"http://127.0.0.1:{env['KB_PORT']}").wait(process, seconds=300)
        seconds = time.perf_counter() - started
    finally:
        subprocess.run(["pkill", "-TERM", "-s", str(process.pid)], check=False)
        process.wait(timeout=30)
    return Figure("from git clone to the first page", seconds, "s", at_most=120)


def _warm(folder: Path) -> list[Figure]:
    env = environment(folder)
    rows = corpus() / "sheets.jsonl"
    imported = kb(env, "import", str(rows), "--operator", "reprise")
    built = kb(env, "index", "--rebuild")
    times = []
    for _ in range(5):
        started = time.perf_counter()
        with serving(env):
            times.append(time.perf_counter() - started)
    return [
        Figure("import of the real sheets", imported, "s", at_most=60),
        Figure("index of the real sheets, built anew", built, "s"),
        Figure("warm start to the first page, real sheets", median(times), "s", at_most=3),
    ]
