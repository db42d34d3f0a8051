"""Measure search on a corpus folder: python -m bench.eval_corpus ../shared/corpus

The folder holds sheets.jsonl and questions.dev.jsonl.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from kb_app.knowledge.search.evaluate import evaluate, read_rows


def main(folder: Path) -> None:
    with TemporaryDirectory() as place:
        figures = evaluate(
            read_rows(folder / "sheets.jsonl"),
            read_rows(folder / "questions.dev.jsonl"),
            Path(place),
            perf_counter,
        )
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
