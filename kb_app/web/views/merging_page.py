"""Texts that met, ready to be read side by side and chosen from, passage by passage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb_app.knowledge.rendering.comparison import Run, compare
from kb_app.knowledge.rendering.merging import (
    PROPOSED,
    Passage,
    PassageKind,
    Pick,
    merge,
    settle,
    woven,
)

MOST_PASSAGES = 100
"""Changed passages shown one by one; beyond, the texts have nothing left in common to follow."""

MOST_LINES = 40
"""Of a passage whose words are compared; a longer one is shown as it is, in bounded time."""

WRITE = "write"
"""The choice of writing the passage anew."""

_SETTLED = (PassageKind.UNCHANGED, PassageKind.SAME)


@dataclass(frozen=True, slots=True)
class Names:
    """What the page calls the three texts, and the two choices, in French."""

    base: str
    theirs: str
    mine: str
    take_theirs: str
    take_mine: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Three texts of a document, and what must still hold for the result to be saved."""

    base: str
    theirs: str
    mine: str
    revision: int
    """Of the draft that the result replaces."""
    latest: int
    """Newest version of the document; the draft continues it once saved."""
    start: int
    """Version whose text is the base of the published one."""
    collided: bool
    """Whether theirs is the draft as someone else saved it, instead of a version."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    lines: tuple[tuple[Run, ...], ...]
    """Lines that hold something, with what is not in the base as changed."""
    blank: bool
    """Whether there are only empty lines."""


@dataclass(frozen=True, slots=True)
class PassageView:
    place: int
    kind: str
    text: str
    """What stands there when there is nothing to choose."""
    count: int
    """Its lines."""
    number: int
    """Counts the passages where one chooses, from 1; 0 for others."""
    columns: tuple[Column, ...]
    choices: tuple[tuple[str, str], ...]
    """What may be chosen, with its words."""
    chosen: str | None
    written: str
    """What to put there, or what to start from to write it."""

    @property
    def rows(self) -> int:
        """Lines that show most of what is written, from 3 to 16."""
        return min(16, max(3, sum(1 + len(line) // 90 for line in self.written.split("\n"))))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form chose: by place of the passage, one of the words of Pick or WRITE."""

    picked: Mapping[int, str]
    written: Mapping[int, str]


NONE = Choices({}, {})


@dataclass(frozen=True, slots=True)
class MergingPage:
    meeting: Meeting
    passages: tuple[PassageView, ...]
    result: str
    """As chosen so far; a conflict without a choice has both texts."""
    left: int
    """Conflicts without a choice."""

    @property
    def to_choose(self) -> int:
        return sum(1 for passage in self.passages if passage.choices)

    @property
    def conflicts(self) -> int:
        return sum(1 for p in self.passages if p.kind == PassageKind.CONFLICT)


def merging_page(meeting: Meeting, choices: Choices, names: Names) -> MergingPage:
    passages = passages_of(meeting)
    picks = _picks(passages, choices)
    numbers = iter(range(1, len(passages) + 1))
    views = tuple(
        _passage_view(place, passage, choices, names, numbers.__next__)
        if passage.kind not in _SETTLED
        else _settled_view(place, passage)
        for place, passage in enumerate(passages)
    )
    left = sum(1 for view in views if view.choices and view.chosen is None)
    return MergingPage(meeting, views, settle(passages, picks), left)


def passages_of(meeting: Meeting) -> tuple[Passage, ...]:
    """Return what differs and what does not; one conflict when too much does."""
    passages = merge(meeting.base, meeting.theirs, meeting.mine)
    changed = sum(1 for passage in passages if passage.kind not in _SETTLED)
    if changed > MOST_PASSAGES:
        whole = Passage(PassageKind.CONFLICT, meeting.base, meeting.theirs, meeting.mine)
        return (whole,)
    return passages


def _picks(passages: tuple[Passage, ...], choices: Choices) -> dict[int, Pick | str]:
    picks: dict[int, Pick | str] = {}
    for place in range(len(passages)):
        word = choices.picked.get(place)
        if word == WRITE:
            picks[place] = choices.written.get(place, "")
        elif word in set(Pick):
            picks[place] = Pick(word)
    return picks


def _settled_view(place: int, passage: Passage) -> PassageView:
    return PassageView(
        place=place,
        kind=passage.kind.value,
        text=passage.mine,
        count=passage.mine.count("\n") + (not passage.mine.endswith("\n")),
        number=0,
        columns=(),
        choices=(),
        chosen=None,
        written="",
    )


def _passage_view(
    place: int, passage: Passage, choices: Choices, names: Names, number: Callable[[], int]
) -> PassageView:
    conflict = passage.kind is PassageKind.CONFLICT
    offered = [(Pick.THEIRS.value, names.take_theirs), (Pick.MINE.value, names.take_mine)]
    if conflict:
        offered += [(Pick.BOTH.value, "Les deux"), (WRITE, "Écrire")]
    proposed = PROPOSED.get(passage.kind)
    chosen = choices.picked.get(place, proposed.value if proposed else None)
    return PassageView(
        place=place,
        kind=passage.kind.value,
        text="",
        count=0,
        number=number(),
        columns=(
            _column(names.base, passage.base, passage.base),
            _column(names.theirs, passage.base, passage.theirs),
            _column(names.mine, passage.base, passage.mine),
        ),
        choices=tuple(offered),
        chosen=chosen if chosen in dict(offered) else None,
        written=choices.written.get(place) or (_woven(passage) if conflict else ""),
    )


def _woven(passage: Passage) -> str:
    texts = passage.base, passage.theirs, passage.mine
    return passage.mine if any(map(_is_long, texts)) else woven(*texts)


def _column(name: str, base: str, text: str) -> Column:
    if _is_long(base) or _is_long(text):
        return Column(name, ((Run(text, False),),) if text.strip() else (), bool(text))
    changes = compare(_by_line(base), _by_line(text))
    lines = tuple(change.new for change in changes if change.new)
    return Column(name, lines, bool(text) and not lines)


def _is_long(text: str) -> bool:
    return text.count("\n") > MOST_LINES or len(text) > MOST_LINES * 200


def _by_line(text: str) -> str:
    """Make each line a paragraph: a passage is read line by line."""
    return "\n\n".join(text.split("\n"))
