"""What may be written in a tree and its cases: keys, by where they stand, and ids they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, cast

from kb_app.knowledge.content.kinds import folder_of, id_of
from kb_app.knowledge.triage.cases.expected import URGENCIES
from kb_app.knowledge.triage.cases.words import ANSWERED, MEANINGS, PLACES
from kb_app.knowledge.triage.model import SITUATIONS, Call, QuestionType, TreeFile
from kb_app.knowledge.triage.reading.options import FIXED_OPTIONS
from kb_app.knowledge.triage.reading.outcomes import ENDINGS, LEVELS
from kb_app.knowledge.triage.reading.schema import Schema, schema
from kb_app.library.snapshot import Snapshot

MOST_SHEETS = 2000
"""Offered by completion, those of the tree's operator first; any other can be typed."""

_DEEPEST = 6


def words(snapshot: Snapshot, path: str) -> dict[str, Any]:
    """Return all that completion offers, as JSON: each word with what it means."""
    own = folder_of(path)
    sheets = sorted(snapshot.sheets.values(), key=lambda p: p.document.operator != own)
    return {
        "keys": keys_by_place(),
        "sheets": [
            [id_of(each.document.path), each.document.title] for each in islice(sheets, MOST_SHEETS)
        ],
        "documents": [[each.id, each.text] for each in snapshot.documents.values()],
        "inboxes": [
            [f"{card.slug}/{inbox.id}", f"{card.name}, {inbox.name}"]
            for card in snapshot.operators.values()
            for inbox in card.inboxes
        ],
        "operators": [[card.slug, card.name] for card in snapshot.operators.values()],
        "subtrees": [
            [id, each.document.title, list(each.document.exits), _questions(each.document)]
            for id, each in snapshot.tree_files.items()
            if each.document.is_subtree
        ],
        "situations": list(map(list, SITUATIONS.items())),
        "types": [[each.value, ""] for each in QuestionType],
        "endings": [[each, ""] for each in ENDINGS],
        "levels": [[each, ""] for each in LEVELS],
        "answers": {kind.value: list(both) for kind, both in FIXED_OPTIONS.items()},
        "cases": {
            "tree": id_of(path),
            "keys": {
                place: [[key, MEANINGS[key]] for key in keys] for place, keys in PLACES.items()
            },
            "answered": ANSWERED,
            "urgencies": [[each, ""] for each in URGENCIES],
        },
    }


def _questions(file: TreeFile) -> dict[str, Any]:
    """Return what cases answer in a sub-tree: each question with its words and its answers, or the
    sub-tree that it calls in turn.
    """
    return {
        id_: {"subtree": each.subtree}
        if isinstance(each, Call)
        else {"said": each.prompts[0].text, "answers": [option.id for option in each.options]}
        for id_, each in file.questions.items()
    }


@cache
def keys_by_place() -> Mapping[str, Sequence[Sequence[str]]]:
    """Return the keys allowed at each place, `questions.*.reponses.*`, with their meaning.

    `*` stands for an id that the author chooses. Lists have the place of what they are in.
    """
    whole = schema()
    places: dict[str, dict[str, str]] = {}
    for place, key, meaning in _keys(whole, whole, "", 0):
        places.setdefault(place, {}).setdefault(key, meaning)
    return {place: [list(pair) for pair in keys.items()] for place, keys in places.items()}


def _keys(whole: Schema, form: Schema, place: str, depth: int) -> Iterator[tuple[str, str, str]]:
    if depth > _DEEPEST:
        return
    if "$ref" in form:
        name = str(form["$ref"]).rpartition("/")[2]
        # A condition holds conditions: what may be in it is for the ids of the tree.
        if name != "condition":
            yield from _keys(whole, cast(Mapping[str, Schema], whole["$defs"])[name], place, depth)
        return
    for choice in (*_schemas(form.get("anyOf")), *_schemas([form.get("then"), form.get("else")])):
        yield from _keys(whole, choice, place, depth)
    if isinstance(items := form.get("items"), dict):
        yield from _keys(whole, items, place, depth)
    properties = form.get("properties")
    for key, each in properties.items() if isinstance(properties, dict) else ():
        yield place, key, str(each.get("description", ""))
        yield from _keys(whole, each, f"{place}.{key}".lstrip("."), depth + 1)
    if isinstance(others := form.get("additionalProperties"), dict):
        yield from _keys(whole, others, f"{place}.*".lstrip("."), depth + 1)


def _schemas(forms: object) -> Iterator[Schema]:
    if isinstance(forms, list):
        yield from (each for each in forms if isinstance(each, dict))
