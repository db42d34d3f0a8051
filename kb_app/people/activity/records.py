"""What a proposal does, to and from the JSON of its row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from kb_app.people.activity.model import Action, AddSynonym, AskForSheet, LinkSheet, SetAside, Way

_KINDS: Mapping[type[Action], str] = MappingProxyType(
    {LinkSheet: "relier", AddSynonym: "synonyme", AskForSheet: "demander", SetAside: "ecarter"}
)


def kind_of(action: Action) -> str:
    return _KINDS[type(action)]


def to_json(action: Action, wordings: Sequence[str]) -> str:
    return json.dumps({"wordings": list(wordings)} | _fields(action), ensure_ascii=False)


def from_json(kind: str, text: str) -> tuple[Action, tuple[str, ...]]:
    """Return the action and the wordings it is about."""
    kept = json.loads(text)
    return _action(kind, kept), tuple(kept["wordings"])


def _fields(action: Action) -> dict[str, Any]:
    match action:
        case LinkSheet(path):
            return {"path": path}
        case AddSynonym(words, targets, way, sheet):
            return {"words": words, "targets": list(targets), "way": way.value, "sheet": sheet}
        case AskForSheet(operator, title, note):
            return {"operator": operator, "title": title, "note": note}
        case SetAside(reason):
            return {"reason": reason}


def _action(kind: str, kept: Mapping[str, Any]) -> Action:
    match kind:
        case "relier":
            return LinkSheet(kept["path"])
        case "synonyme":
            way = Way(kept["way"])
            return AddSynonym(kept["words"], tuple(kept["targets"]), way, kept["sheet"])
        case "demander":
            return AskForSheet(kept["operator"], kept["title"], kept["note"])
        case _:
            return SetAside(kept["reason"])
