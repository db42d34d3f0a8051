"""A tree and its cases as they are typed: read, judged, drawn, played, compared."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind, Problem, has_errors
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.cases.check import FAILURES, check_cases
from kb_app.knowledge.triage.cases.coverage import Coverage, coverage
from kb_app.knowledge.triage.cases.parse import parse_cases
from kb_app.knowledge.triage.cases.play import Played, run
from kb_app.knowledge.triage.cases.proposals import Proposal
from kb_app.knowledge.triage.drawing.ways import prompt
from kb_app.knowledge.triage.model import Tree, TreeFile
from kb_app.knowledge.triage.reading.parse import parse
from kb_app.library.candidates import foreseen
from kb_app.library.tree_changes import Change
from kb_app.people.authoring.model import Draft, State
from kb_app.web.access import signed_in
from kb_app.web.french import plural
from kb_app.web.house import house
from kb_app.web.views.problem_lines import WrittenProblem, written_problems
from kb_app.web.views.recap import answer_words
from kb_app.web.views.tree_drawing import Drawn, drawn

MOST_DRAWN = 150
"""Questions of a tree that is drawn; the text of a larger one is told, not its picture."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft of a tree, with that of its cases when both are written together."""

    tree: Draft
    text: str
    cases: Draft | None
    cases_text: str
    """Those of the draft, else those published; empty when there are none."""

    @property
    def revision(self) -> int:
        """One number for both texts: it changes when either does, and gives each back."""
        return self.tree.revision * _TEXTS + (self.cases.revision if self.cases else 0)


@dataclass(frozen=True, slots=True)
class CaseRow:
    name: str
    line: int
    passes: bool
    said: tuple[str, ...]
    """What it promises and does not keep."""
    steps: tuple[tuple[str, str], ...]
    """Each question of the visit, with its answer."""
    outcome: str
    """The title of the outcome, or what stops the visit."""


@dataclass(frozen=True, slots=True)
class PlayedCases:
    rows: tuple[CaseRow, ...]
    covered: tuple[str, ...]
    """What the cases go through, in words."""

    @property
    def failing(self) -> int:
        return sum(not row.passes for row in self.rows)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of both texts as they are typed."""

    tree: tuple[WrittenProblem, ...]
    cases: tuple[WrittenProblem, ...]
    drawing: Drawn | None
    """None while the tree cannot be followed, or is too large."""
    played: PlayedCases | None
    """None while the tree or the cases cannot be read."""

    @property
    def count(self) -> str:
        return _count(self.tree)

    @property
    def cases_count(self) -> str:
        return _count(self.cases)


@dataclass(frozen=True, slots=True)
class Compared:
    """What takes longer to know."""

    changes: tuple[Change, ...]
    proposals: tuple[Proposal, ...]
    """Cases that would notice what none does."""


_TEXTS = 100_000


def revisions_of(together: int) -> tuple[int, int]:
    """Return the revisions of the tree's draft and of its cases' that `Desk.revision` holds."""
    return divmod(together, _TEXTS)


def desk_of(draft: Draft, text: str) -> Desk:
    """Return a tree's draft with that of its cases."""
    path = cases_path_of(draft.path)
    authoring = house().authoring
    mates = [
        each
        for each in authoring.drafts(signed_in(), [State.DRAFT])
        if draft.bundle and each.bundle == draft.bundle and each.path == path
    ]
    if mates:
        return Desk(draft, text, *authoring.draft(signed_in(), mates[0].id))
    newest = house().library.newest(path)
    return Desk(draft, text, None, newest[1] if newest else "")


def tree_of(draft: Draft) -> Draft | None:
    """Return the draft of the tree whose cases a draft is written with, if it is of cases."""
    if kind_of(draft.path) is not Kind.CASES or draft.bundle is None:
        return None
    open_ = house().authoring.drafts(signed_in(), [State.DRAFT])
    mates = (each for each in open_ if each.bundle == draft.bundle)
    return next((each for each in mates if cases_path_of(each.path) == draft.path), None)


def cases_path_of(path: str) -> str:
    """Return the path of the cases of the tree at that path."""
    return f"{path.removesuffix('.yaml')}.cases.yaml"


def look(desk: Desk, text: str, cases_text: str) -> Seen:
    """Judge, draw and play what is typed, as if it were published now."""
    path, cases = desk.tree.path, cases_path_of(desk.tree.path)
    texts = {path: text} | ({cases: cases_text} if cases_text.strip() else {})
    problems = house().authoring.problems(texts)
    tree = _tree(path, text)
    return Seen(
        written_problems(problems, path, None),
        written_problems(problems, cases, None),
        _drawing(tree),
        _played(tree, cases, cases_text, problems),
    )


def compare(desk: Desk, text: str, cases_text: str) -> Compared:
    """Find what visitors would be told otherwise, and the cases that are missing."""
    path = desk.tree.path
    changes = house().tree_changes.of({path: text})
    tree = _tree(path, text)
    file = parse_cases(cases_path_of(path), cases_text).file if cases_text.strip() else None
    if tree is None or file is None:
        return Compared(changes, ())
    report = check_cases(tree, file, house().today(), strict=True)
    return Compared(changes, report.proposals)


def _tree(path: str, text: str) -> Tree | None:
    """Return the tree to walk, None while something in it does not hold together."""
    reading = parse(path, text)
    if reading.file is None or has_errors(reading.problems):
        return None
    standing = foreseen(house().library).documents.values()
    others = {each.id: each for each in standing if isinstance(each, TreeFile)}
    assembled = assemble(reading.file, others)
    return None if has_errors(assembled.problems) else assembled.tree


def _drawing(tree: Tree | None) -> Drawn | None:
    if tree is None or len(tree.questions) + len(tree.outcomes) > MOST_DRAWN:
        return None
    return drawn(tree)


def _played(
    tree: Tree | None, path: str, text: str, problems: tuple[Problem, ...]
) -> PlayedCases | None:
    file = parse_cases(path, text).file if tree and text.strip() else None
    if tree is None or file is None:
        return None
    played = run(tree, file, house().today())
    failed: dict[int, list[str]] = {}
    for problem in (*played.problems, *(p for p in problems if p.path == path)):
        if problem.code in FAILURES and problem.message not in failed.get(problem.line, ()):
            failed.setdefault(problem.line, []).append(problem.message)
    rows = tuple(_row(tree, each, tuple(failed.get(each.case.line, ()))) for each in played.played)
    return PlayedCases(rows, _covered(coverage(tree, played.played)))


def _row(tree: Tree, each: Played, said: tuple[str, ...]) -> CaseRow:
    walked = each.walk
    asked = ((tree.questions[step.question], step.answer) for step in walked.steps)
    steps = tuple((prompt(question), answer_words(question, answer)) for question, answer in asked)
    waiting = tree.questions.get(walked.stopped_at or "")
    end = f"S’arrête à «\u00a0{prompt(waiting)}\u00a0»" if waiting else "N’arrive à aucune issue"
    if each.conclusion:
        end = each.conclusion.outcome.title
    return CaseRow(each.case.name, each.case.line, not said, said, steps, end)


def _covered(found: Coverage) -> tuple[str, ...]:
    shares = (("issues", found.outcomes), ("réponses", found.answers), ("flèches", found.arrows))
    return tuple(
        f"{what}\u00a0: {share.total - len(share.missing)} sur {share.total}"
        for what, share in shares
    )


def _count(problems: tuple[WrittenProblem, ...]) -> str:
    grave = sum(problem.grave for problem in problems)
    rest = len(problems) - grave
    said = [plural(grave, "erreur", "erreurs")] if grave else []
    said += [f"{plural(rest, 'point', 'points')} à vérifier"] if rest else []
    return ", ".join(said) or "Rien à corriger"
