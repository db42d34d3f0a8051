"""kill -9 of servers and importers: what was acknowledged is there, and the index is sound.

`make bench` runs the same over 200 imports.
"""

from __future__ import annotations

import pytest

from bench import crash


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_under_kill_9() -> None:
    assert all(figure.holds for figure in crash.run(imports=15))
