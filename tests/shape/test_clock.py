"""Tests have one clock, which tells slow work from a slow machine."""

from __future__ import annotations

from pathlib import Path

from tests.shape import rules
from tests.shape.source import module, modules
from tests.timing import REFERENCE, seconds, stroke

OTHERS = [m for m in modules(folder="tests") if m.name != "tests.timing"]


def strokes(number: int) -> None:
    for _ in range(number):
        stroke()


def test_tests_measure_time_in_one_place() -> None:
    assert len(OTHERS) > 50
    assert rules.own_clocks(OTHERS) == []


def test_another_clock_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "slow.py"
    for source in ("import time\n", "from time import perf_counter, sleep\n", "import timeit\n"):
        file.write_text(source, encoding="utf-8")
        assert rules.own_clocks([module("tests.slow", file)])
    file.write_text("from time import sleep\n", encoding="utf-8")
    assert rules.own_clocks([module("tests.slow", file)]) == []


def test_work_is_told_in_seconds_of_the_reference_machine() -> None:
    expected = 150 * REFERENCE
    assert 0.7 * expected < seconds(lambda: strokes(150), expected) < 1.3 * expected


def test_work_that_takes_twice_as_long_is_over_the_bound() -> None:
    bound = 150 * REFERENCE
    assert seconds(lambda: strokes(100), bound) < bound
    assert seconds(lambda: strokes(200), bound) > bound
