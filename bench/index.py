"""Search in process: quality on judged questions, and the time of a question and of an update."""

from __future__ import annotations

import json
import subprocess

from bench.figures import Figure
from bench.instance import KB, corpus


def run() -> list[Figure]:
    folder = corpus()
    command = [str(KB), "eval", "--json", "--corpus", str(folder / "sheets.jsonl")]
    command += ["--qrels", str(folder / "questions.dev.jsonl")]
    out = subprocess.run(command, check=True, capture_output=True)
    figures = json.loads(out.stdout)
    found = [
        Figure(f"{name}, {measure}", measures[measure], "")
        for name, measures in figures["sets"].items()
        for measure in ("ndcg@10", "hit@10")
    ]
    found.append(Figure("a question, median", figures["p50_ms"], "ms"))
    found.append(Figure("a question, p95", figures["p95_ms"], "ms"))
    return found
