"""Hold a tree's documents to bring and inboxes to those that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.checking.report import Report
from kb_app.knowledge.triage.model import Outcome, Tree


def check_vocabulary(
    tree: Tree,
    documents: Collection[str] | None,
    inboxes: Mapping[str, Collection[str]] | None,
    *,
    unsound: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Return I04 and I06, by line. None: there is nothing to hold them to.

    `documents` are the ids of vocabulary/documents.yaml, `inboxes` each operator's.
    """
    report = Report(tree, unsound)
    for outcome in tree.outcomes.values():
        if documents is not None:
            _check_documents(report, outcome, documents)
        if inboxes is not None and outcome.desk:
            _check_inbox(report, outcome, outcome.desk.inbox, outcome.desk.line, inboxes)
    return tuple(sorted(report.problems))


def _check_documents(report: Report, outcome: Outcome, documents: Collection[str]) -> None:
    for item in outcome.documents:
        if item.id not in documents:
            report.of_outcome(
                "I04",
                outcome,
                f"la pièce « {item.id} » n’est pas dans content/vocabulary/documents.yaml"
                f"{closest(item.id, documents)}",
                item.line,
            )


def _check_inbox(
    report: Report,
    outcome: Outcome,
    inbox: str,
    line: int,
    inboxes: Mapping[str, Collection[str]],
) -> None:
    operator, _, name = inbox.partition("/")
    if name not in inboxes.get(operator, ()):
        known = [f"{owner}/{each}" for owner, names in inboxes.items() for each in names]
        report.of_outcome(
            "I06",
            outcome,
            f"la file « {inbox} » n’existe pas chez l’opérateur, ou n’a plus de titulaire"
            f"{closest(inbox, known)}",
            line,
        )


def closest(word: str, known: Iterable[str]) -> str:
    """Return « ; vouliez-vous dire … ? », or nothing when no known word is near."""
    near = get_close_matches(word[:100], sorted(known), n=1, cutoff=0.6)
    return f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
