"""Hold a tree to the rules that need nothing but the tree: on its visits, not on its bare graph."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kb_app.knowledge.content.model import Level, Problem
from kb_app.knowledge.triage.checking.circles import check_circles
from kb_app.knowledge.triage.checking.consulted import consulted
from kb_app.knowledge.triage.checking.ends import (
    check_dead_ends,
    check_rules_cover,
    check_rules_overlap,
)
from kb_app.knowledge.triage.checking.outcomes import (
    check_deadlines,
    check_doubles,
    check_given,
    check_promises,
)
from kb_app.knowledge.triage.checking.paths import (
    check_alerts,
    check_length,
    check_not_knowing,
    check_use,
)
from kb_app.knowledge.triage.checking.reach import check_reach
from kb_app.knowledge.triage.checking.report import Report
from kb_app.knowledge.triage.checking.rules import RuleCheck
from kb_app.knowledge.triage.checking.texts import check_texts
from kb_app.knowledge.triage.exploring.explore import Exploration, explore
from kb_app.knowledge.triage.model import Tree

LONGEST_VISIT = 9
"""Questions."""

_SOME_DAY = date(2026, 1, 1)


def check(
    tree: Tree,
    *,
    unsound: Collection[str] = (),
    longest: int = LONGEST_VISIT,
    acronyms: Collection[str] = (),
    today: date | None = None,
) -> tuple[Problem, ...]:
    """Return the problems of an assembled tree, by file and line: R, C, I, T.

    The ids of `unsound` are those `assemble` told of: they are taken to lead anywhere, and nothing
    more is said of them. `acronyms` are known to everyone. Visits are made on the day `today`, by
    default the one the tree holds from or was reviewed on. Where a tree has too many visits, some
    are drawn at random, always the same; what none of those shows is then not held against it
    (R17 says so).
    """
    day = today or tree.file.valid_from or tree.file.reviewed_on or _SOME_DAY
    report = Report(tree, unsound)
    exploration = explore(tree, day)
    _check_visits(report, exploration, longest)
    check_promises(report)
    check_doubles(report)
    check_texts(report, exploration, acronyms)
    if exploration.sampled:
        report.problems.add(_sampled(tree, exploration))
    return tuple(sorted(report.problems))


def _check_visits(report: Report, exploration: Exploration, longest: int) -> None:
    """Hold the visits to their rules, causes before what follows from them.

    One wrong arrow makes circles, jumps over questions, leaves others without a visit and rules
    without an occasion. What it may explain is told only where nothing explains it.
    """
    day = exploration.today
    rules = RuleCheck(report, exploration)
    for each in consulted(exploration):
        rules.look_at(each)
        check_rules_cover(report, each, day)
        check_rules_overlap(report, each, day)
    check_dead_ends(report, exploration)
    check_circles(report, exploration)
    check_alerts(report)
    if not report.has("R04"):
        rules.tell_not_asked()
    if not report.has("R04", "C04"):
        check_not_knowing(report, exploration)
    if not report.has("R04", "C04", "R13", "R14"):
        check_deadlines(report, exploration)
    if not report.has(*_ASTRAY):
        check_reach(report, exploration, rules.wrong)
    arrows_are_right = not report.has(*_ASTRAY, "R02", "R03")
    rules.tell_dead(all_arrows_are_right=arrows_are_right)
    if arrows_are_right and not report.has("R08", "R09"):
        check_given(report, exploration)
        check_use(report)
        check_length(report, exploration, longest)


_ASTRAY = ("R04", "R05", "R06", "R13", "R14", "C04", "C05", "I11")
"""Told of a visit that goes where it must not, or nowhere: it was meant to go elsewhere."""


def _sampled(tree: Tree, exploration: Exploration) -> Problem:
    """Say that not every visit was followed; R17 is ours, the format has no code for it."""
    return Problem(
        tree.file.path,
        tree.file.lines.get("debut", 1),
        "R17",
        f"trop de parcours pour les suivre tous : {len(exploration.every_move())} réponses "
        "essayées, en partie tirées au hasard ; une question, une issue ou une règle qui ne sert "
        "jamais peut échapper à la vérification",
        Level.ADVICE,
    )
