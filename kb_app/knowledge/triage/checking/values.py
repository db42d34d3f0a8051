"""Which answers to a question visits can have given when they stand at a stop."""

from __future__ import annotations

from collections import defaultdict

from kb_app.knowledge.triage.exploring.explore import Exploration, Move, Stop
from kb_app.knowledge.triage.facts import Value


class Values:
    """Worked out on demand: a stop stands for many visits, and keeps the answers of one."""

    def __init__(self, exploration: Exploration) -> None:
        self._arriving: dict[Stop, list[Move]] = defaultdict(list)
        for move in exploration.every_move():
            if move.end:
                self._arriving[move.end].append(move)

    def of(self, about: str, stop: Stop) -> set[Value | None]:
        """Return every answer tried that visits to the stop gave to `about`; None: left empty."""
        found: set[Value | None] = set()
        seen = {stop}
        waiting = [stop]
        while waiting:
            for move in self._arriving[waiting.pop()]:
                if move.start.at == about:
                    found.add(move.answer)
                elif move.start not in seen:
                    seen.add(move.start)
                    waiting.append(move.start)
        return found
