"""The text of a draft passage by passage, each with what reviewers said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from kb_app.people.authoring.model import Comment
from kb_app.people.authoring.parts import Part
from kb_app.people.authoring.passages import passages

FEWEST_FOLDED = 3


@dataclass(frozen=True, slots=True)
class PassageView:
    line: int
    text: str
    changed: bool
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive passages; folded ones have not changed, and nobody said anything of them."""

    folded: bool
    passages: tuple[PassageView, ...]

    def holds(self, line: int) -> bool:
        return any(each.line == line for each in self.passages)


@dataclass(frozen=True, slots=True)
class Remarks:
    whole: tuple[Comment, ...]
    """On the whole text."""
    stretches: tuple[Stretch, ...]
    lost: tuple[Comment, ...]
    """Whose passage has changed since."""

    @property
    def any(self) -> bool:
        """Whether something was said of the draft."""
        stretches = (p for stretch in self.stretches for p in stretch.passages)
        return bool(self.whole or self.lost or any(p.comments for p in stretches))


def remarks(part: Part, comments: Iterable[Comment]) -> Remarks:
    """Lay the comments of a draft beside the passages of its present text."""
    said: dict[int | None, list[Comment]] = {}
    for comment in comments:
        said.setdefault(comment.now, []).append(comment)
    path = part.draft.path
    before = {passage.text for passage in passages(path, part.before_text)}
    views = [
        PassageView(each.line, each.text, each.text not in before, tuple(said.get(each.line, ())))
        for each in passages(path, part.text)
        # The fences of a header are nothing to say anything of.
        if each.text != "---"
    ]
    return Remarks(tuple(said.get(0, ())), tuple(_folded(views)), tuple(said.get(None, ())))


def _folded(views: Iterable[PassageView]) -> Iterable[Stretch]:
    for quiet, group in groupby(views, key=lambda view: not (view.changed or view.comments)):
        run = tuple(group)
        yield Stretch(quiet and len(run) >= FEWEST_FOLDED, run)
