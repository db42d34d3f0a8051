"""One cause, one message: what is wrong in several places is told at the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb_app.knowledge.content.rules import Findings

_MOST_LINES = 10


@dataclass(slots=True)
class Once:
    """Messages gathered by cause; `tell` gives each cause once."""

    found: Findings
    places: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    count: int = 0
    """How many places were noted so far."""

    def add(self, code: str, cause: str, line: int, message: str) -> None:
        """Note a message; `cause` is what several messages of the code may have in common."""
        self.count += 1
        self.places.setdefault((code, cause), []).append((line, message))

    def told(self, code: str, cause: str) -> bool:
        return (code, cause) in self.places

    def lines(self) -> Iterator[int]:
        """Yield the line of every place, those that will only be named included."""
        for places in self.places.values():
            yield from (line for line, _ in places)

    def tell(self, quiet: tuple[str, ...] = ()) -> None:
        """Add each cause to the findings, those of the `quiet` codes left out."""
        for (code, _), places in self.places.items():
            if code in quiet:
                continue
            line, message = min(places)
            others = sorted({each for each, _ in places} - {line})
            self.found.add(code, line, message + _also(others))


def _also(lines: list[int]) -> str:
    if not lines:
        return ""
    shown = ", ".join(map(str, lines[:_MOST_LINES]))
    more = "…" if len(lines) > _MOST_LINES else ""
    return f" (de même ligne{'s' if len(lines) > 1 else ''} {shown}{more})"
