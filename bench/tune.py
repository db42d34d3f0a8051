"""Look for better constants of ranking: `python -m bench.tune`, on judged questions and sheets.

Coordinate ascent: each constant in turn takes the value, of a few around its own, that answers
best. The topics are split in two: what is tuned on one half is reported on the other, so that a
constant that only fits its questions shows. `--all` tunes on all of them, once one believes it.
Nothing is written: whoever runs it puts what holds into `fields.FIELDS`, `evidence.Weights`,
`layers.SATURATION` and `expansions`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np

from bench.asked import shipped_synonyms
from bench.instance import corpus
from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.knowledge.search import expansions as worths
from kb_app.knowledge.search.arrays import layers
from kb_app.knowledge.search.arrays.postings import Segment
from kb_app.knowledge.search.arrays.tokens import Tokens
from kb_app.knowledge.search.asking import ask
from kb_app.knowledge.search.evaluate import entry_of, hit, judgements, ndcg, read_rows
from kb_app.knowledge.search.evidence import WEIGHTS, Evidences, Store, Weights
from kb_app.knowledge.search.expansions import Expansions, expansions_of
from kb_app.knowledge.search.fields import FIELDS, Field
from kb_app.knowledge.search.index import build, open_index
from kb_app.knowledge.search.model import Scope
from kb_app.knowledge.search.query import parse_query
from kb_app.knowledge.search.ranking import rank

Constants = Mapping[str, float]
Key = tuple[str, str]
"""A set and a question."""

TARGETS = {"cdtn.graded2019": (0.60, 0.92), "service_public": (0.90, 1.0), "cnil": (0.72, 0.90)}
"""nDCG@10 and hit@10 asked of each set."""
TUNED_FIELDS = ("title", "headings", "body")
TUNED = ("weight", "length_penalty", "usual_length")
STEPS = (0.6, 0.8, 1.25, 1.6)
MOST_OF_A_TOPIC = 5
"""Wordings of one topic that are asked: some topics have fifty."""
WORTH_IT = 3e-5
SEED = 20261126


class Bench:
    """The sheets, read once; each set of constants makes its arrays anew."""

    def __init__(self, tokens: Tokens, paths: Sequence[str]) -> None:
        self.tokens, self.paths = tokens, paths
        self.judged, self.topics = judgements(read_rows(corpus() / "questions.dev.jsonl"))
        self._stores: dict[tuple[float, ...], Store] = {}
        self._expansions: dict[tuple[float, float], Expansions] = {}

    def keys(self) -> list[Key]:
        """Return the questions, at most a few wordings of each topic, always the same."""
        found: dict[str, list[Key]] = defaultdict(list)
        for key in random.Random(SEED).sample(sorted(self.judged), len(self.judged)):
            found[self.topics[key]].append(key)
        return [key for keys in found.values() for key in keys[:MOST_OF_A_TOPIC]]

    def measure(self, constants: Constants, keys: Sequence[Key]) -> dict[str, tuple[float, float]]:
        """Return nDCG@10 and hit@10 by set, averaged by topic."""
        expansions = self._meaning(constants)
        weights = Weights(**{f.name: constants[f.name] for f in fields_of(Weights)})
        evidences = Evidences(self._store(constants), Scope.PUBLIC, expansions, weights)
        values: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for key in keys:
            asked = ask(parse_query(key[1][:LONGEST_QUESTION]), expansions)
            scores = rank(asked, evidences).score
            best = np.argsort(-scores, kind="stable")[:10]
            found = [self.paths[document] for document in best if scores[document] > 0]
            grades = self.judged[key]
            values[key[0]][self.topics[key]].append((ndcg(found, grades), hit(found, grades)))
        return {name: _means(of_topic) for name, of_topic in values.items()}

    def _store(self, constants: Constants) -> Store:
        table = tuple(
            _tuned(field, constants) if field.name in TUNED_FIELDS else field for field in FIELDS
        )
        key = (constants["saturation"], *(constants[n] for n in constants if "." in n))
        if key not in self._stores:
            self._stores.clear()
            arrays = layers.layers(self.tokens, table, constants["saturation"])
            segment = Segment(arrays, 0, None)
            self._stores[key] = Store([segment], len(self.paths), len(self.paths))
        return self._stores[key]

    def _meaning(self, constants: Constants) -> Expansions:
        key = constants["same"], constants["related"]
        if key not in self._expansions:
            worths.SAME, worths.RELATED = key
            self._expansions[key] = expansions_of(shipped_synonyms())
        return self._expansions[key]


def _tuned(field: Field, constants: Constants) -> Field:
    weight, penalty, usual = (constants[f"{field.name}.{each}"] for each in TUNED)
    return replace(field, weight=weight, length_penalty=penalty, usual_length=round(usual))


def today() -> dict[str, float]:
    """Return the constants as they are, by name."""
    found = {f.name: float(getattr(WEIGHTS, f.name)) for f in fields_of(Weights)}
    found |= {"saturation": layers.SATURATION, "same": worths.SAME, "related": worths.RELATED}
    for field in FIELDS:
        if field.name in TUNED_FIELDS:
            found |= {f"{field.name}.{each}": float(getattr(field, each)) for each in TUNED}
    return found


def ascend(
    constants: Constants, worth: Callable[[Constants], float], rounds: int
) -> dict[str, float]:
    """Return constants at least as good, one changed at a time."""
    best, found = worth(constants), dict(constants)
    for _ in range(rounds):
        before = best
        for name in constants:
            for step in STEPS:
                tried = found | {name: found[name] * step}
                if (value := worth(tried)) > best + WORTH_IT:
                    best, found = value, tried
        if best - before < 10 * WORTH_IT:
            break
    return found


def _worth_on(bench: Bench, keys: Sequence[Key], constants: Constants) -> float:
    """Return how far the sets are, as shares of what is asked; found at all counts half."""
    return fmean(
        value / TARGETS[name][0] + 0.5 * found / TARGETS[name][1]
        for name, (value, found) in bench.measure(constants, keys).items()
    )


def _means(of_topic: Mapping[str, list[tuple[float, float]]]) -> tuple[float, float]:
    values, found = zip(
        *[[fmean(column) for column in zip(*each, strict=True)] for each in of_topic.values()],
        strict=True,
    )
    return fmean(values), fmean(found)


def _told(measured: Mapping[str, tuple[float, float]]) -> str:
    return "   ".join(f"{n} {v:.4f} / {h:.3f}" for n, (v, h) in sorted(measured.items()))


def _open() -> Bench:
    with tempfile.TemporaryDirectory(prefix="relais-tune-") as name:
        build(Path(name), map(entry_of, read_rows(corpus() / "sheets.jsonl")), sequence=0)
        index = open_index(Path(name))
        assert index is not None
        return Bench(*index.tokens())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tune", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="tune on all the topics")
    chosen = parser.parse_args()
    bench, start = _open(), today()
    keys = bench.keys()
    topics = sorted({bench.topics[key] for key in keys})
    half = set(random.Random(SEED).sample(topics, len(topics) // 2))
    first = [key for key in keys if bench.topics[key] in half]
    second = [key for key in keys if bench.topics[key] not in half]
    print("as it is, all    ", _told(bench.measure(start, keys)), flush=True)
    for tuned, held in [(keys, keys)] if chosen.all else [(first, second), (second, first)]:
        found = ascend(start, partial(_worth_on, bench, tuned), chosen.rounds)
        print("as it is, held   ", _told(bench.measure(start, held)))
        print("tuned, on its own", _told(bench.measure(found, tuned)))
        print("tuned, on held   ", _told(bench.measure(found, held)))
        print({n: round(v, 3) for n, v in found.items() if v != start[n]}, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
