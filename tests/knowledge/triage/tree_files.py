"""Trees and sub-trees read and assembled from their questions."""

from __future__ import annotations

from textwrap import dedent, indent

from kb_app.knowledge.triage.assembling.assemble import Assembled, assemble
from kb_app.knowledge.triage.model import Tree, TreeFile
from kb_app.knowledge.triage.reading.parse import parse
from tests.trees import OUTCOMES, tree_file

NUMBER = """
q:
  type: nombre
  demander: Q ?
  puis: [ { sinon: seul } ]
  ne_sait_pas: seul
"""


def subtree(name: str, questions: str, exits: str = "fin", more: str = "") -> TreeFile:
    """Return a sound sub-tree of `commun` that starts at `q`."""
    text = (
        f"sous_arbre: {name}\ntitre: Sous\nsorties: [{exits}]\ndebut: q\n{dedent(more)}"
        f"questions:\n{indent(dedent(questions).strip(), '  ')}\n"
    )
    path = f"operators/commun/trees/{name}.yaml"
    assert parse(path, text).problems == ()
    return tree_file(text, path)


def host(questions: str, more: str = "", outcomes: str = OUTCOMES) -> TreeFile:
    text = (
        f"arbre: essai\ntitre: Essai\noperateur: cpam\ndebut: q\n{dedent(more)}"
        f"questions:\n{indent(dedent(questions).strip(), '  ')}\n{outcomes}"
    )
    reading = parse("operators/cpam/trees/essai.yaml", text)
    assert reading.problems == ()
    return tree_file(text)


def assembled(file: TreeFile, *subtrees: TreeFile) -> Assembled:
    return assemble(file, {each.id: each for each in (file, *subtrees)})


def whole(file: TreeFile, *subtrees: TreeFile) -> Tree:
    result = assembled(file, *subtrees)
    assert result.problems == ()
    assert result.tree is not None
    return result.tree


def call(name: str, exit_: str = "fin", target: str = "seul") -> str:
    return f"q: {{ sous_arbre: commun/{name}, sorties: {{ {exit_}: {target} }} }}"
