"""The state of a visit as the JSON of its row, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from kb_app.knowledge.content.model import Ending
from kb_app.people.visits.model import Detour, Frozen, How, Mark, Raw, State


def to_json(state: State) -> str:
    """Return the state as JSON, without what is empty; mappings keep their order."""
    record = {
        "answers": dict(state.answers),
        "given": dict(state.given),
        "aside": dict(state.aside),
        "set_at": dict(state.set_at),
        "path": state.path,
        "stopped_at": state.stopped_at,
        "detour": state.detour and [state.detour.how, state.detour.outcome],
        "conclusion": state.conclusion and _conclusion(state.conclusion),
        "measures": sorted(state.measures),
        "marks": {each: [m.changed, m.back, m.seconds] for each, m in state.marks.items()},
        "ticks": sorted(state.ticks),
        "missing": sorted(state.missing),
        "words": state.words,
    }
    kept = {key: value for key, value in record.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> State:
    r: dict[str, Any] = json.loads(text)
    return State(
        answers=_raws(r.get("answers", {})),
        given=_raws(r.get("given", {})),
        aside=_raws(r.get("aside", {})),
        set_at=r.get("set_at", {}),
        path=tuple((question, target) for question, target in r.get("path", ())),
        stopped_at=r.get("stopped_at"),
        detour=Detour(How(r["detour"][0]), r["detour"][1]) if "detour" in r else None,
        conclusion=_frozen(r["conclusion"]) if "conclusion" in r else None,
        measures=frozenset(r.get("measures", ())),
        marks={each: Mark(*mark) for each, mark in r.get("marks", {}).items()},
        ticks=frozenset(r.get("ticks", ())),
        missing=frozenset(r.get("missing", ())),
        words=r.get("words", ""),
    )


def _raws(record: Mapping[str, Any]) -> dict[str, Raw]:
    return {each: tuple(raw) if isinstance(raw, list) else raw for each, raw in record.items()}


def _conclusion(frozen: Frozen) -> dict[str, Any]:
    return {
        "outcome": frozen.outcome,
        "ending": frozen.ending,
        "title": frozen.title,
        "say": frozen.say,
        "do": frozen.do,
        "sheets": frozen.sheets,
        "documents": frozen.documents,
        "urgency": frozen.urgency,
        "deadline": frozen.deadline and frozen.deadline.isoformat(),
        "deadline_label": frozen.deadline_label,
        "meanwhile": frozen.meanwhile,
    }


def _frozen(record: Mapping[str, Any]) -> Frozen:
    deadline = record["deadline"]
    return Frozen(
        outcome=record["outcome"],
        ending=Ending(record["ending"]),
        title=record["title"],
        say=record["say"],
        do=tuple(record["do"]),
        sheets=tuple(record["sheets"]),
        documents=tuple(record["documents"]),
        urgency=record["urgency"],
        deadline=date.fromisoformat(deadline) if deadline else None,
        deadline_label=record["deadline_label"],
        meanwhile=record["meanwhile"],
    )
