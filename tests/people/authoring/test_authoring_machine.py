"""Whoever does whatever: what must never happen never does. `bench.authoring_machine` runs more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people.authoring import desk_machine

RUNS = 15
"""Of the 2,000 that `python -m bench.authoring_machine` makes."""


@pytest.mark.slow
def test_whoever_does_whatever_no_text_goes_live_unseen(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    desk_machine.run(desk_machine.prepared(migrated_sqlite, tmp_path / "prepared.sqlite3"), RUNS)
