"""What a reviewer reads of a draft: what changes, how it will look, what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from markupsafe import Markup

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind, Level, Problem, Sheet
from kb_app.knowledge.rendering.comparison import compare
from kb_app.library.model import Version
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import STATE_LABELS, Action, Comment, Draft, Move, State
from kb_app.people.authoring.parts import Part
from kb_app.people.authoring.review import Review
from kb_app.people.authoring.rights import operator_of
from kb_app.web.access import may
from kb_app.web.links import address_of
from kb_app.web.views.difference import Difference, difference, folded
from kb_app.web.views.lines import operator_label
from kb_app.web.views.restoring import restore_address
from kb_app.web.views.review_lines import draft_address, kind_label, title_of
from kb_app.web.views.review_passages import Remarks, remarks
from kb_app.web.views.sheet_preview import previews

DONE: Mapping[Action, str] = MappingProxyType(
    {
        Action.START: "Brouillon commencé",
        Action.SAVE: "Texte changé",
        Action.SUBMIT: "Relecture demandée",
        Action.SEND_BACK: "Renvoyé à l’auteur",
        Action.PUBLISH: "Publié",
        Action.PUBLISH_URGENT: "Publié en urgence",
        Action.APPROVE: "Publication approuvée",
        Action.DROP: "Brouillon retiré",
    }
)
_LEVELS = {Level.ERROR: "Erreur", Level.WARNING: "À vérifier", Level.ADVICE: "Conseil"}
_PAGES = (Kind.SHEET, Kind.TREE, Kind.OPERATOR)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    level: str
    grave: bool
    line: int
    message: str
    """A sentence of its own."""


@dataclass(frozen=True, slots=True)
class Since:
    """What someone published since the version a draft continues."""

    number: int
    changes: Difference
    theirs: str
    base_text: str


@dataclass(frozen=True, slots=True)
class PlannedView:
    """A planned version that never will hold, once the draft is published."""

    number: int
    day: date
    address: str | None
    """Where it is read; None when no page shows it."""
    again: str | None
    """Where to plan it again, once it is needed and for who may."""


@dataclass(frozen=True, slots=True)
class PartView:
    draft: Draft
    address: str
    title: str
    kind: str
    operator: str | None
    published: str | None
    """Address of what readers have today; None when there is none to show."""
    before: int
    """Number of the version it is compared with: the one readers have until its day."""
    hides: tuple[PlannedView, ...]
    changes: Difference
    by_line: bool
    """Whether it is compared line by line, as written, for want of a sheet to read."""
    text: str
    problems: tuple[ProblemLine, ...]
    since: Since | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    parts: tuple[PartView, ...]
    """The draft asked for, then the others of its bundle."""
    preview: Markup | None
    """Of the draft asked for, as agents will see it, when it is a sheet that can be read."""
    remarks: Remarks
    """Of the draft asked for: its passages, and what is said of them."""
    commenting: bool
    """Whether whoever asks may comment them."""
    marking: bool
    """Whether they may say that it changes how agents work."""
    writing: bool
    """Whether they may write it now."""
    state: str
    review: Review

    @property
    def first(self) -> PartView:
        return self.parts[0]

    @property
    def asked(self) -> Move | None:
        """The last request for a review."""
        return self.first.draft.last(Action.SUBMIT)

    @property
    def hurried(self) -> Move | None:
        """The publication in urgency, if there was one."""
        return self.first.draft.last(Action.PUBLISH_URGENT)

    def can(self, word: str) -> bool:
        """Say whether whoever asks may make that move now."""
        return self.review.choices.get(Action(word), "") is None

    def why_not(self, word: str) -> str | None:
        """Return why they may not make a move that is possible now."""
        return self.review.choices.get(Action(word))


def review_page(review: Review, comments: Iterable[Comment], snapshot: Snapshot) -> ReviewPage:
    first = review.parts[0]
    operator = operator_of(first.draft.path)
    in_review = first.draft.state is State.IN_REVIEW
    may_write = may(Permission.DRAFT_WRITE, operator)
    return ReviewPage(
        parts=tuple(_part_view(part, snapshot) for part in review.parts),
        preview=_preview(first, snapshot),
        remarks=remarks(first, comments),
        commenting=in_review and may(Permission.DRAFT_PUBLISH, operator),
        marking=may_write and first.draft.state in (State.DRAFT, State.IN_REVIEW),
        writing=may_write and first.draft.state is State.DRAFT,
        state=STATE_LABELS[first.draft.state],
        review=review,
    )


def _part_view(part: Part, snapshot: Snapshot) -> PartView:
    draft = part.draft
    operator = operator_of(draft.path)
    shown = draft.path in snapshot.published and kind_of(draft.path) in _PAGES
    return PartView(
        draft=draft,
        address=draft_address(draft.id),
        title=title_of(draft),
        kind=kind_label(draft.path),
        operator=operator_label(snapshot.operators, operator) if operator else None,
        published=address_of(draft.path) if shown else None,
        before=part.before,
        hides=tuple(_planned_view(draft, version) for version in part.hides),
        changes=_changes(draft.path, part.before_text, part.text, snapshot),
        by_line=not _are_sheets(draft.path, part.before_text, part.text),
        text=part.text,
        problems=tuple(_problem_line(p) for p in sorted(part.problems, key=_gravest_first)),
        since=Since(
            part.latest,
            _changes(draft.path, part.base_text, part.theirs, snapshot),
            part.theirs,
            part.base_text,
        )
        if part.is_stale
        else None,
    )


def _planned_view(draft: Draft, version: Version) -> PlannedView:
    path, number = version.path, version.number
    again = draft.number is not None and may(Permission.DRAFT_WRITE, operator_of(path))
    return PlannedView(
        number=number,
        day=version.valid_from,
        address=f"{address_of(path)}/versions/{number}" if kind_of(path) is Kind.SHEET else None,
        again=restore_address(path, number) if again else None,
    )


def _changes(path: str, old: str, new: str, snapshot: Snapshot) -> Difference:
    """Compare sheets as their readers see them, everything else line by line."""
    after = _sheet(path, new)
    if after and _are_sheets(path, old, new):
        return difference(_sheet(path, old), after, snapshot, agent=True)
    return Difference((), tuple(folded(compare(_lines(old), _lines(new)))))


def _are_sheets(path: str, old: str, new: str) -> bool:
    return bool(_sheet(path, new) and (_sheet(path, old) or not old))


def _lines(text: str) -> str:
    """Make each line a paragraph: in YAML, lines are what one reads."""
    return "\n\n".join(text.split("\n"))


def _sheet(path: str, text: str) -> Sheet | None:
    document = read(path, text, whole=False).document if text else None
    return document if isinstance(document, Sheet) else None


def _preview(part: Part, snapshot: Snapshot) -> Markup | None:
    sheet = _sheet(part.draft.path, part.text)
    if sheet is None or sheet.withdrawal:
        return None
    return previews(part.draft, sheet, snapshot).agent


def _gravest_first(problem: Problem) -> tuple[int, Problem]:
    return list(_LEVELS).index(problem.level), problem


def _problem_line(problem: Problem) -> ProblemLine:
    message = problem.message[:1].upper() + problem.message[1:]
    end = "" if message.endswith(("?", ".")) else "."
    grave = problem.level is Level.ERROR
    return ProblemLine(_LEVELS[problem.level], grave, problem.line, message + end)
