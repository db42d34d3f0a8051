"""One measured figure, with the bound it is held to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    def __str__(self) -> str:
        bound = f"≤ {self.at_most:g}" if self.at_most is not None else ""
        bound += f"≥ {self.at_least:g}" if self.at_least is not None else ""
        state = "" if not bound else ("ok" if self.holds else "MISSED")
        return f"{self.name:<58} {self.value:>10.3g} {self.unit:<6} {bound:<8} {state}"


class Skip(Exception):
    """This bench cannot run here; the message says what is missing."""
