"""The time of a question beside ordinary engines, and what an index costs: `--sheets 30000`.

The same sheets and the same questions, in one process and in the same minutes: TURN questions are
put to one engine, then to the next, and who comes first changes each time. Every round opens all
indexes anew, so none answers from what it remembers of the round before. A question is worth its
quickest round, for each engine, so that a busy machine tells nearly what a quiet one does.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles

from bench.asked import questions
from bench.engines import ENGINES, OURS, TANTIVY, Find
from bench.figures import Figure
from bench.instance import corpus
from bench.larger import library
from bench.reader import reading
from kb_app.knowledge.search.evaluate import entry_of, read_rows
from kb_app.knowledge.search.index import Listed, update
from kb_app.knowledge.search.model import Entry

REAL = 2285
LARGE = 30_000
QUESTIONS = 1_900
"""So many that most words have been asked before, as in a worker that has served an hour."""
ROUNDS = 3
TURN = 50
"""Questions in a row to one engine. With each question put to all of them before the next, each
would find the processor's caches full of another's index: tantivy takes three times as long so,
and as long as when it is alone from some 50 on."""
UPDATES = 5
ASKED_BY_A_WORKER = 200
SEED = 20261124

_MOST = {TANTIVY: 2.0, "FTS5": 1.0}
"""What our times may be, as multiples of an engine's."""

Times = Mapping[str, Sequence[Sequence[float]]]
"""By engine and by round, the milliseconds of each question, in the order they were given."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an engine took: seconds to build and to open, bytes on disk, ms of a question."""

    build_s: float
    open_s: float
    size_mb: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    sheets: int
    engines: dict[str, Cost]
    ratios: dict[str, tuple[float, float]]
    """Of our median and of our 95th percentile to each other engine's."""
    update_s: float
    """To write the change of one sheet; of this and the two below, the worst of UPDATES."""
    reopen_s: float
    """To open, in another process, the index that holds the change."""
    searchable_s: float
    """From the beginning of the update until the other process finds it."""
    opened_mb: float
    """Private memory of one more process, after opening the index."""
    asked_mb: float
    """The same after ASKED_BY_A_WORKER questions."""


def run(sheets: int = REAL) -> list[Figure]:
    return figures(measure(sheets))


def measure(sheets: int) -> Measured:
    """Build the index of each engine on a library of so many sheets, and measure them."""
    rows = library(read_rows(corpus() / "sheets.jsonl"), sheets)
    entries = {row["id"]: entry_of(row) for row in rows}
    asked = questions(QUESTIONS)
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        folders = {engine: Path(name) / engine for engine in ENGINES}
        built = {engine: _built(engine, folders[engine], entries) for engine in ENGINES}
        # The sheets held here are no engine's to walk through.
        gc.collect()
        gc.freeze()
        times = race({engine: opener(engine, folders[engine]) for engine in ENGINES}, asked)
        costs = {}
        for engine, runs in times.items():
            p50, p95 = percentiles(runs)
            costs[engine] = replace(built[engine], p50_ms=p50, p95_ms=p95)
        opened_mb, asked_mb = _memory(folders[OURS], asked[:ASKED_BY_A_WORKER])
        update_s, reopen_s, searchable_s = _updates(folders[OURS], entries)
    ours = costs[OURS]
    ratios = {
        engine: (ours.p50_ms / cost.p50_ms, ours.p95_ms / cost.p95_ms)
        for engine, cost in costs.items()
        if engine != OURS
    }
    return Measured(sheets, costs, ratios, update_s, reopen_s, searchable_s, opened_mb, asked_mb)


def race(
    openers: Mapping[str, Callable[[], Find]], asked: Sequence[str], rounds: int = ROUNDS
) -> Times:
    """Put every question to every engine in turn, each round, in another order each round."""
    times: dict[str, list[list[float]]] = {name: [] for name in openers}
    for number in range(rounds):
        engines = [(name, open_engine()) for name, open_engine in openers.items()]
        order = random.Random(SEED + number).sample(range(len(asked)), len(asked))
        taken = {name: [0.0] * len(asked) for name in openers}
        for first in range(0, len(order), TURN):
            for name, find in engines:
                for place in order[first : first + TURN]:
                    started = time.perf_counter()
                    find(asked[place])
                    taken[name][place] = (time.perf_counter() - started) * 1000
            engines.append(engines.pop(0))
        for name, runs in times.items():
            runs.append(taken[name])
    return times


def percentiles(rounds: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return the median and the 95th percentile of the questions, each in its quickest round.

    What slows a question down in one round and not in another is the machine's other work; and
    no round remembers the one before, so the quickest is no answer kept ready.
    """
    cuts = quantiles(map(min, zip(*rounds, strict=True)), n=100, method="inclusive")
    return cuts[49], cuts[94]


def opener(engine: str, folder: Path) -> Callable[[], Find]:
    """Return what opens the engine's index of the folder, anew each time it is called."""
    return lambda: ENGINES[engine].open(folder)


def _built(engine: str, folder: Path, entries: Mapping[str, Entry]) -> Cost:
    folder.mkdir()
    started = time.perf_counter()
    ENGINES[engine].build(folder, entries.values())
    build_s = time.perf_counter() - started
    opened = [_seconds(opener(engine, folder)) for _ in range(UPDATES)]
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Cost(build_s, median(opened), size / 1e6, 0.0, 0.0)


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _memory(folder: Path, asked: Sequence[str]) -> tuple[float, float]:
    """Return the private MB of a process, opened then asked, while another has the same open."""
    with reading(folder) as first, reading(folder) as second:
        first.ask(asked)
        return second.ask(()), second.ask(asked)


def _updates(folder: Path, entries: dict[str, Entry]) -> tuple[float, float, float]:
    """Return the worst seconds of `update`, of opening and of both until another process finds."""
    updating, opening, searchable = [], [], []
    with reading(folder) as reader:
        # Workers have the index of before open.
        reader.ask(())
        for sequence, (word, entry) in enumerate(_changes(entries), 1):
            entries[entry.path] = entry
            state = Listed(entries, sequence)
            reader.wait_for(word)
            started = time.perf_counter()
            update(folder, _always(state))
            updating.append(time.perf_counter() - started)
            found = reader.found()
            opening.append(found.opening)
            searchable.append(found.at - started)
    return max(updating), max(opening), max(searchable)


def _always(state: Listed) -> Callable[[], Listed]:
    return lambda: state


def _changes(entries: Mapping[str, Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield changed sheets, each with the word that only it holds."""
    for number, path in enumerate(random.Random(SEED).sample(sorted(entries), UPDATES), 1):
        word = f"zorglub{number}"
        changed = replace(entries[path], body=f"{entries[path].body}\n{word}", digest=word)
        yield word, changed


def figures(found: Measured) -> list[Figure]:
    """Return the figures of the table, with what is asked of each at this number of sheets."""
    large = found.sheets > REAL
    ours = found.engines[OURS]
    table = []
    for name, cost in found.engines.items():
        table.append(Figure(f"a question, {name}, median", cost.p50_ms, "ms"))
        table.append(Figure(f"a question, {name}, p95", cost.p95_ms, "ms"))
    for name, (p50, p95) in found.ratios.items():
        most = _MOST.get(name)
        table.append(Figure(f"our median to that of {name}", p50, "times", at_most=most))
        table.append(Figure(f"our p95 to that of {name}", p95, "times", at_most=most))
    for name, cost in found.engines.items():
        most_s = 15 if name == OURS and not large else None
        table.append(Figure(f"full build, {name}", cost.build_s, "s", at_most=most_s))
        table.append(Figure(f"index on disk, {name}", cost.size_mb, "MB"))
    return [
        *table,
        Figure("opened in the process that built it", ours.open_s, "s"),
        Figure("one sheet changed, written (worst)", found.update_s, "s"),
        Figure("… opened by another process (worst)", found.reopen_s, "s", 2 if large else 0.2),
        Figure("… searchable there since the writing began", found.searchable_s, "s", at_most=1),
        Figure("private memory of one more process, opened", found.opened_mb, "MB"),
        Figure(f"… after {ASKED_BY_A_WORKER} questions", found.asked_mb, "MB", at_most=100),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search_speed", description=__doc__)
    parser.add_argument("--sheets", type=int, default=REAL, help=f"{REAL} (default) or {LARGE}")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measure(chosen.sheets)
    if chosen.json:
        print(json.dumps(asdict(found), indent=1))
    else:
        print(*figures(found), sep="\n")
    return 0 if all(figure.holds for figure in figures(found)) else 1


if __name__ == "__main__":
    sys.exit(main())
