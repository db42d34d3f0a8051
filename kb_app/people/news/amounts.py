"""Amounts that changed under their readers: published anew, or of another value from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from kb_app.knowledge.content.figures import after
from kb_app.knowledge.content.model import Figure
from kb_app.knowledge.rendering.figures import telling

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class State:
    """The amounts as one version of their file gives them, from a moment on."""

    moment: datetime
    day: date
    """Of the moment, where the house is."""
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class AmountChange:
    """What an amount became, on the day readers began to read it."""

    id: str
    label: str
    before: str
    """« 646,52 € par mois », or that it was to be checked."""
    now: str
    moment: datetime
    day: date


def amount_changes(
    states: Sequence[State], first: date, last: date, timezone: tzinfo
) -> Iterator[AmountChange]:
    """Yield the amounts of another value at the end of a day than the day before, by day.

    `states` are oldest first. An amount that was not there before is none that changed.
    """
    for day in _turns(states, first, last):
        old, new = _standing(states, day - _DAY), _standing(states, day)
        if old is None or new is None:
            continue
        midnight = datetime.combine(day, time.min, timezone)
        moment = new.moment if new is not old else midnight
        before, now = telling(old.figures, day - _DAY), telling(new.figures, day)
        for id_ in old.figures:
            was, is_ = before(id_), now(id_)
            if was.words != is_.words and id_ in new.figures:
                yield AmountChange(id_, is_.label, was.words, is_.words, moment, day)


def _turns(states: Sequence[State], first: date, last: date) -> list[date]:
    """Return the days of a period on which some amount may change."""
    values = (v for state in states for f in state.figures.values() for v in f.values)
    turns = {day for v in values for day in (v.valid_from, after(v.valid_until))}
    turns |= {state.day for state in states}
    return sorted(day for day in turns if first <= day <= last)


def _standing(states: Sequence[State], day: date) -> State | None:
    return next((state for state in reversed(states) if state.day <= day), None)
