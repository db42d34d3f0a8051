"""Files of cases for tests, from what an author would write, and the example of the format."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent, indent

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.cases.model import CasesFile
from kb_app.knowledge.triage.cases.parse import CasesReading, parse_cases
from kb_app.knowledge.triage.cases.play import run
from kb_app.knowledge.triage.model import Tree
from tests.trees import tree_file

TODAY = date(2026, 11, 22)
EXAMPLE = Path(__file__).parent / "example"
VITALE = "operators/cpam/trees/carte-vitale.yaml"
ACCOUNT = "operators/commun/trees/compte-en-ligne.yaml"


def cases_file(cases: str, more: str = "") -> CasesFile:
    """Read cases given as the items of `cas`."""
    reading = read_cases(cases, more)
    assert reading.file is not None, reading.problems
    return reading.file


def read_cases(cases: str, more: str = "") -> CasesReading:
    return parse_cases("essai.cases.yaml", cases_text(cases, more))


def cases_text(cases: str, more: str = "") -> str:
    return "arbre: cpam/essai\n" + dedent(more) + "cas:\n" + indent(dedent(cases).strip("\n"), "  ")


def told(tree: Tree, cases: str) -> list[str]:
    """Return what is wrong with the cases, as `code message`."""
    return [said(problem) for problem in run(tree, cases_file(cases), TODAY).problems]


def said(problem: Problem) -> str:
    return f"{problem.code} {problem.message}"


def text_of(path: str) -> str:
    return (EXAMPLE / path).read_text(encoding="utf-8")


def example(vitale: str | None = None) -> Tree:
    """Return the tree of the format's example, or that tree written otherwise."""
    account = tree_file(text_of(ACCOUNT), ACCOUNT)
    host = tree_file(vitale or text_of(VITALE), VITALE)
    tree = assemble(host, {account.id: account}).tree
    assert tree is not None
    return tree


def example_cases() -> CasesFile:
    path = VITALE.replace(".yaml", ".cases.yaml")
    file = parse_cases(path, text_of(path)).file
    assert file is not None
    return file
