"""What changed between two versions of a text, as plain values a page can show.

Nothing here is markup: runs are the author's text, to be escaped like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from kb_app.knowledge.rendering.alignment import Pair, best_pairs, common, windows
from kb_app.knowledge.rendering.paragraphs import Paragraph, paragraphs, words

# From this share of words in common (Dice), a paragraph is a rewriting of another, not a new one.
_ALIKE = 0.4
# Pairs of paragraphs looked at in one comparison: far more than two sheets need (each gap between
# unchanged paragraphs is a few by a few), and a quarter of a second on hostile ones.
_LOOKS = 100_000
# An unchanged stretch this short between two longer changes is noise: it is read as changed.
_ISLAND_WORDS = 3


class ChangeKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words of one paragraph that all changed, or all stayed."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph on each side; the side where it does not exist has no run.

    The texts of a side's runs, joined, are the paragraph, its wrapped lines made one.
    """

    kind: ChangeKind
    old: tuple[Run, ...]
    new: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    kind: ChangeKind
    old: tuple[Run, ...]
    new: tuple[Run, ...]


def compare(old: str, new: str) -> tuple[Change, ...]:
    """Compare two Markdown texts paragraph by paragraph, then word by word.

    In the order of the texts, every paragraph of both exactly once, what was removed before what
    replaces it; unchanged ones too, so that a page may fold their long stretches. A paragraph
    that moved is removed where it was and added where it is. Under a second for 2 × 64 KiB.
    """
    before, after = paragraphs(old), paragraphs(new)
    same = common([p.keys for p in before], [p.keys for p in after])
    gaps = _gaps(same, len(before), len(after))
    looks = sum((b - a) * (d - c) for (a, b), (c, d) in gaps)
    count = -(-looks // _LOOKS) or 1
    changes: list[Change] = []
    for place, ((a, b), (c, d)) in enumerate(gaps):
        for (e, f), (g, h) in windows(b - a, d - c, count):
            changes += _compare_gap(before[a + e : a + f], after[c + g : c + h])
        if place < len(same):
            i, j = same[place]
            changes.append(
                Change(ChangeKind.SAME, _whole(before[i], False), _whole(after[j], False))
            )
    return tuple(changes)


def compare_fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Compare named short texts: every name of either side once, the old side's order first.

    An empty value is the same as no value; a name empty on both sides is left out.
    """
    return tuple(
        _compare_field(name, words(old.get(name, "")), words(new.get(name, "")))
        for name in {**old, **new}
        if words(old.get(name, "")) or words(new.get(name, ""))
    )


def _compare_field(name: str, old: tuple[str, ...], new: tuple[str, ...]) -> FieldChange:
    kind = ChangeKind.CHANGED
    if old == new:
        kind = ChangeKind.SAME
    elif not old:
        kind = ChangeKind.ADDED
    elif not new:
        kind = ChangeKind.REMOVED
    return FieldChange(name, kind, *_compare_words(Paragraph(old, old), Paragraph(new, new)))


def _gaps(same: Sequence[Pair], old_count: int, new_count: int) -> list[tuple[Pair, Pair]]:
    """What lies before, between and after the unchanged paragraphs, as (start, end) bounds."""
    starts = [(0, 0), *((i + 1, j + 1) for i, j in same)]
    ends = [*same, (old_count, new_count)]
    return [((a, b), (c, d)) for (a, c), (b, d) in zip(starts, ends, strict=True)]


def _compare_gap(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[Change]:
    pairs = best_pairs(len(old), len(new), lambda i, j: _likeness(old[i], new[j]), _ALIKE)
    bounds = _gaps(pairs, len(old), len(new))
    for place, ((a, b), (c, d)) in enumerate(bounds):
        for paragraph in old[a:b]:
            yield Change(ChangeKind.REMOVED, _whole(paragraph, True), ())
        for paragraph in new[c:d]:
            yield Change(ChangeKind.ADDED, (), _whole(paragraph, True))
        if place < len(pairs):
            i, j = pairs[place]
            yield Change(ChangeKind.CHANGED, *_compare_words(old[i], new[j]))


def _likeness(old: Paragraph, new: Paragraph) -> float:
    a, b = old.vocabulary, new.vocabulary
    return 2 * len(a & b) / (len(a) + len(b))


def _compare_words(old: Paragraph, new: Paragraph) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    same = _without_islands(common(old.keys, new.keys), len(old.keys), len(new.keys))
    return (
        _runs(old.words, {i for i, _ in same}),
        _runs(new.words, {j for _, j in same}),
    )


def _without_islands(same: list[Pair], old_count: int, new_count: int) -> list[Pair]:
    """Drop the short stretches between two changes at least as long as they are."""
    stretches: list[list[Pair]] = []
    for pair in same:
        if stretches and stretches[-1][-1] == (pair[0] - 1, pair[1] - 1):
            stretches[-1].append(pair)
        else:
            stretches.append([pair])
    kept: list[Pair] = []
    reached = (-1, -1)
    nexts = [stretch[0] for stretch in stretches[1:]] + [(old_count, new_count)]
    for stretch, following in zip(stretches, nexts, strict=False):
        before = _widest(reached, stretch[0])
        after = _widest(stretch[-1], following)
        if len(stretch) > min(_ISLAND_WORDS, before, after):
            kept += stretch
            reached = stretch[-1]
    return kept


def _widest(start: Pair, end: Pair) -> int:
    """Words strictly between two places, on the side that has the most."""
    return max(end[0] - start[0], end[1] - start[1]) - 1


def _whole(paragraph: Paragraph, changed: bool) -> tuple[Run, ...]:
    return (Run(paragraph.text, changed),)


def _runs(cut: Sequence[str], same: set[int]) -> tuple[Run, ...]:
    """Gather words into runs; the space between two runs goes with the unchanged one."""
    groups = [
        (changed, " ".join(word for _, word in group))
        for changed, group in groupby(enumerate(cut), key=lambda item: item[0] not in same)
    ]
    last = len(groups) - 1
    return tuple(
        Run(text if changed else " " * (k > 0) + text + " " * (k < last), changed)
        for k, (changed, text) in enumerate(groups)
    )
