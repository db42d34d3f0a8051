"""A tree's file in the making, while its sub-trees are put in place of their calls."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb_app.knowledge.triage.assembling.senses import Sense
from kb_app.knowledge.triage.model import Alert, Calculation, Outcome, Question


@dataclass(slots=True)
class Opened:
    """One file with its sub-trees unfolded, in the ids that the file itself uses."""

    start: str = ""
    """Empty when it cannot be walked."""
    questions: dict[str, Question] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    calculations: dict[str, Calculation] = field(default_factory=dict)
    calls: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsound: set[str] = field(default_factory=set)
    senses: dict[str, Sense] = field(default_factory=dict)
