"""Questions and outcomes read from the keys that a test is about."""

from __future__ import annotations

from textwrap import dedent, indent

from kb_app.knowledge.triage.model import Outcome, Question, TreeFile
from kb_app.knowledge.triage.reading.parse import parse
from tests.trees import OUTCOMES, tree_file

CHOICE = "q: { demander: Q, reponses: { a: { va: seul }, b: { va: seul } }, ne_sait_pas: seul }"


def file_with(questions: str = CHOICE, more: str = "", outcomes: str = OUTCOMES) -> TreeFile:
    """Return a tree of these questions; `more` holds other top-level keys."""
    text = (
        f"arbre: essai\ntitre: Essai\noperateur: cpam\ndebut: q\n{dedent(more)}"
        f"questions:\n{_in(questions)}{outcomes}"
    )
    reading = parse("operators/cpam/trees/essai.yaml", text)
    assert not reading.problems
    return tree_file(text)


def _in(text: str) -> str:
    return "".join(f"  {line}\n" for line in dedent(text).strip("\n").split("\n"))


def question(keys: str) -> Question:
    """Return the question made of these keys and of what any question needs."""
    needed = {"demander": "Q ?", "puis": "[ { sinon: seul } ]", "ne_sait_pas": "seul"}
    keys = dedent(keys).strip("\n")
    keys += "".join(f"\n{key}: {value}" for key, value in needed.items() if f"{key}:" not in keys)
    read = file_with(f"q:\n{_in(keys)}").questions["q"]
    assert isinstance(read, Question)
    return read


def outcome(keys: str, ending: str = "type: referent") -> Outcome:
    """Return the outcome made of these keys and of what any referent outcome needs."""
    needed = {
        "titre": "T",
        "dire": "D.",
        "fiches": "[cpam/carte]",
        "referent": "{ file: cpam/droits, reponse_sous: 72 h }",
        "transmettre": "[q]",
    }
    keys = "\n" + dedent(keys).strip("\n")
    for key, value in needed.items():
        keys += "" if f"\n{key}:" in keys else f"\n{key}: {value}"
    written = f"{OUTCOMES}  i:\n    {ending}\n{indent(keys, '    ')}\n"
    return file_with(outcomes=written).outcomes["i"]
