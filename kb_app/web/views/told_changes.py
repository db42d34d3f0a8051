"""What changed between two versions of a sheet, in the few lines an agent has time for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.rendering.comparison import ChangeKind, FieldChange, Run, compare
from kb_app.knowledge.rendering.comparison import compare_fields as compared
from kb_app.knowledge.rendering.plain import plain
from kb_app.library.snapshot import Snapshot
from kb_app.web.views.difference import header

MOST = 3
LONGEST = 150
"""Characters shown of each side of a line."""

# What a version that only confirms the sheet changes, and what only search reads.
_UNTOLD = frozenset(
    {"En vigueur à partir du", "À relire avant le", "Mots du public", "Thèmes", "Code"}
)
# What an agent acts on comes before the text, and the rest after it.
_FIRST = (
    "Issue habituelle",
    "Ce qui décide",
    "Pièces",
    "Téléphone",
    "En ligne",
    "Délai",
    "Coût",
)
_AROUND = 30
"""Characters left before the first change of a line that is cut."""


@dataclass(frozen=True, slots=True)
class ToldLine:
    name: str
    """« Délai », « Passage modifié », « Passage ajouté » or « Passage retiré »."""
    before: tuple[Run, ...]
    after: tuple[Run, ...]
    """A side where it does not exist is empty."""


@dataclass(frozen=True, slots=True)
class ToldChanges:
    lines: tuple[ToldLine, ...]
    """At most MOST of them; none when nothing an agent reads has changed."""
    count: int
    """How many there are in all."""


def told_changes(old: Sheet, new: Sheet, snapshot: Snapshot, *, agent: bool) -> ToldChanges:
    """Return what a reader needs to know of the change, what they act on first.

    A version that only says the sheet is still right changes nothing. Without `agent`, passages
    reserved to agents are left out.
    """
    lines = [
        *(_field(f) for f in _fields(old, new, snapshot)[0]),
        *_passages(old, new, snapshot, agent),
        *(_field(f) for f in _fields(old, new, snapshot)[1]),
    ]
    return ToldChanges(tuple(lines[:MOST]), len(lines))


def changed_parts(old: Sheet, new: Sheet, snapshot: Snapshot, *, agent: bool) -> tuple[str, ...]:
    """Return the names of the parts that changed: « délai », « pièces », « texte »."""
    first, last = _fields(old, new, snapshot)
    text = ["texte"] if any(_passages(old, new, snapshot, agent)) else []
    return tuple(
        dict.fromkeys([*(f.name.lower() for f in first), *text, *(f.name.lower() for f in last)])
    )


def _fields(
    old: Sheet, new: Sheet, snapshot: Snapshot
) -> tuple[list[FieldChange], list[FieldChange]]:
    """Return the fields that changed: those acted upon, then the others."""
    every = compared(header(old, snapshot), header(new, snapshot))
    told = [f for f in every if f.kind is not ChangeKind.SAME and f.name not in _UNTOLD]
    first = sorted((f for f in told if f.name in _FIRST), key=lambda f: _FIRST.index(f.name))
    return first, [f for f in told if f.name not in _FIRST]


def _passages(old: Sheet, new: Sheet, snapshot: Snapshot, agent: bool) -> Iterator[ToldLine]:
    names = {
        ChangeKind.CHANGED: "Passage modifié",
        ChangeKind.ADDED: "Passage ajouté",
        ChangeKind.REMOVED: "Passage retiré",
    }
    before, after = (_words(sheet, snapshot, agent) for sheet in (old, new))
    for change in compare(before, after):
        if change.kind is not ChangeKind.SAME:
            yield ToldLine(names[change.kind], _cut(change.old), _cut(change.new))


def _words(sheet: Sheet, snapshot: Snapshot, agent: bool) -> str:
    """Return the text as it is read, without its marks, a paragraph a block."""
    text = plain(sheet.body, snapshot.tell())
    reserved = text.agent.split("\n") if agent else []
    return "\n\n".join((*text.headings, *text.public.split("\n"), *reserved))


def _field(field: FieldChange) -> ToldLine:
    return ToldLine(field.name, _cut(field.old), _cut(field.new))


def _cut(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return at most LONGEST characters of a side, from just before its first change."""
    unchanged = _length(_until_change(runs))
    start = unchanged - _AROUND if unchanged > _AROUND and _length(runs) > LONGEST else 0
    found, place = [], 0
    for run in runs:
        cut = run.text[max(0, start - place) : max(0, start + LONGEST - place)]
        place += len(run.text)
        if cut:
            found.append(Run(cut, run.changed))
    if start and found:
        found[0] = Run("…" + found[0].text, found[0].changed)
    if place > start + LONGEST and found:
        found[-1] = Run(found[-1].text + "…", found[-1].changed)
    return tuple(found)


def _until_change(runs: Iterable[Run]) -> list[Run]:
    found = []
    for run in runs:
        if run.changed:
            break
        found.append(run)
    return found


def _length(runs: Iterable[Run]) -> int:
    return sum(len(run.text) for run in runs)
