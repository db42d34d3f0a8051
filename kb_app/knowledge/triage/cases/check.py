"""All that a file of cases is held to, with its tree at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.cases.coverage import Coverage, Shortfall, coverage, shortfalls
from kb_app.knowledge.triage.cases.model import CasesFile
from kb_app.knowledge.triage.cases.mutation import Unnoticed, unnoticed
from kb_app.knowledge.triage.cases.play import Run, run
from kb_app.knowledge.triage.cases.proposals import Proposal, Proposer
from kb_app.knowledge.triage.cases.ways import check_ways
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.rules import RULES

FAILURES = ("E01", "E04")
"""What a case that does not pass is told by."""


@dataclass(frozen=True, slots=True)
class CasesReport:
    """What the cases say of their tree, and what they leave unsaid."""

    run: Run
    coverage: Coverage
    unnoticed: tuple[Unnoticed, ...]
    problems: tuple[Problem, ...]
    """All of them, sorted."""
    proposals: tuple[Proposal, ...]
    """Cases that would mend what is missing."""

    @property
    def failed(self) -> int:
        """How many cases do not pass."""
        lines = {p.line for p in self.problems if p.code in FAILURES}
        return sum(each.case.line in lines for each in self.run.played)


def check_cases(tree: Tree, file: CasesFile, today: date, *, strict: bool = False) -> CasesReport:
    """Play the cases every way, then measure what they cover and which arrows they hold.

    Which arrows they hold is only looked at once every case passes. With `strict`, each single
    spot that leads somewhere is an arrow (see `mutation`). The tree is explored only when
    something is missing, to propose a case.
    """
    played = run(tree, file, today)
    covered = coverage(tree, played.played)
    failures = played.problems or check_ways(tree, file.path, played.played)
    proposer = Proposer(tree, today)
    told = [_short(each, proposer) for each in shortfalls(file, covered)]
    loose = () if failures else unnoticed(tree, played.played, strict=strict)
    told += [_loose(each, proposer) for each in loose]
    problems = (Problem(file.path, file.line, code, said, RULES[code].level) for code, said in told)
    return CasesReport(
        played, covered, loose, tuple(sorted({*failures, *problems})), tuple(proposer.made)
    )


def _short(missing: Shortfall, proposer: Proposer) -> tuple[str, str]:
    proposal = None
    if missing.outcome is not None:
        proposal = proposer.for_outcome(missing.outcome)
    elif missing.answer is not None:
        proposal = proposer.for_answer(*missing.answer)
    elif missing.arrow is not None:
        proposal = proposer.for_pair(*missing.arrow)
    return missing.code, missing.message + _proposed(proposal)


def _loose(loose: Unnoticed, proposer: Proposer) -> tuple[str, str]:
    proposal = proposer.for_unnoticed(loose)
    return "E06", (
        f"si la flèche {loose} était fausse, aucun cas ne le verrait "
        f"(par exemple si elle menait à {loose.instead}){_proposed(proposal)}"
    )


def _proposed(proposal: Proposal | None) -> str:
    return f". Cas proposé : {proposal.path}" if proposal else ""
