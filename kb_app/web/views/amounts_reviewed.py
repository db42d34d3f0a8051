"""What a new text of the amounts makes agents read: each that changes, and the sheets citing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from kb_app.knowledge.content.figures import PATH, first_difference
from kb_app.knowledge.content.model import Figure, Sheet
from kb_app.knowledge.rendering.comparison import FieldChange, compare_fields
from kb_app.knowledge.rendering.figure_passages import reworded
from kb_app.knowledge.rendering.figures import Tell, telling
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from kb_app.people.authoring.parts import Part
from kb_app.web.links import address_of
from kb_app.web.views.field_words import LABELS
from kb_app.web.views.lines import operator_label
from kb_app.web.views.sheet_page import Link

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Citing:
    """One sheet that cites a changed amount, as readers have it today."""

    link: Link
    operator: str
    trees: tuple[Link, ...]
    """Those that lead to it: a visitor meets the amount at their end."""
    passages: tuple[FieldChange, ...]
    """By the name of the field or « Texte », as they read before and after."""


@dataclass(frozen=True, slots=True)
class ChangedAmount:
    label: str
    before: str
    """« 646,52 € par mois », or that it is to be checked; empty when the amount is new."""
    now: str
    """Likewise; empty when it is taken away."""
    day: date | None
    """From which agents read it otherwise; None when at once."""
    citing: tuple[Citing, ...]


def changed_amounts(parts: Iterable[Part], snapshot: Snapshot) -> tuple[ChangedAmount, ...]:
    """Return the amounts that a draft of their file changes, in its order; none for another draft.

    Before is what agents read until that day, after what they read on it.
    """
    found: list[ChangedAmount] = []
    for part in parts:
        if part.draft.path == PATH:
            found += _changed(_figures(part.before_text), _figures(part.text), snapshot)
    return tuple(found)


def _changed(
    old: Mapping[str, Figure], new: Mapping[str, Figure], snapshot: Snapshot
) -> Iterator[ChangedAmount]:
    for id_ in {**new, **old}:
        day = first_difference(old.get(id_), new.get(id_), snapshot.day)
        if day is None:
            continue
        at_once = day == snapshot.day
        before = telling(old, day if at_once else day - _DAY)
        after = telling(new, day)
        known = new.get(id_) or old[id_]
        yield ChangedAmount(
            label=known.label,
            before=before(id_).words if id_ in old else "",
            now=after(id_).words if id_ in new else "",
            day=None if at_once else day,
            citing=tuple(_citing(id_, before, after, snapshot)),
        )


def _citing(id_: str, before: Tell, after: Tell, snapshot: Snapshot) -> Iterator[Citing]:
    told = snapshot.tell()
    for path, cited in snapshot.citations.items():
        if id_ not in cited.all:
            continue
        # As it is written: the snapshot's own sheets have their amounts in words.
        sheet = cast(Sheet, snapshot.published[path].document)
        passages = reworded(sheet, _only(id_, before, told), _only(id_, after, told))
        yield Citing(
            link=Link(address_of(path), sheet.title),
            operator=operator_label(snapshot.operators, sheet.operator),
            trees=tuple(
                Link(address_of(tree.file.path), tree.file.title)
                for tree in snapshot.trees_to.get(path, ())
            ),
            passages=tuple(
                field
                for each in passages
                for name in [LABELS.get(each.key, "Texte")]
                for field in compare_fields({name: each.before}, {name: each.after})
            ),
        )


def _only(id_: str, one: Tell, others: Tell) -> Tell:
    """Tell one amount in its own way, so that each is shown apart."""
    return lambda each: one(each) if each == id_ else others(each)


def _figures(text: str) -> dict[str, Figure]:
    document = read(PATH, text).document if text else None
    found = document if isinstance(document, tuple) else ()
    return {each.id: each for each in found if isinstance(each, Figure)}
