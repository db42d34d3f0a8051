"""Small trees for tests, from the text an author would write."""

from __future__ import annotations

from textwrap import dedent

from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.model import Tree, TreeFile
from kb_app.knowledge.triage.reading.parse import parse

OUTCOMES = """
issues:
  seul:
    type: autonomie
    titre: Seul
    dire: Vous le faites seul.
    fiches: [cpam/carte]
    si_ca_bloque: contact
  ensemble:
    type: accompagnement
    titre: Ensemble
    dire: On le fait ensemble.
    fiches: [cpam/carte]
    si_ca_bloque: contact
  contact:
    type: referent
    titre: Contact
    dire: Je pose la question.
    fiches: [cpam/carte]
    referent: { file: cpam/droits, reponse_sous: 72 h }
    transmettre: [q]
"""


def tree_file(text: str, path: str = "operators/cpam/trees/essai.yaml") -> TreeFile:
    """Read a tree; what is wrong with it beyond its structure is not looked at."""
    file = parse(path, dedent(text)).file
    assert file is not None, parse(path, dedent(text)).problems
    return file


def tree_of(questions: str, more: str = "", outcomes: str = OUTCOMES, **subtrees: str) -> Tree:
    """Return a tree whose `questions:` block is given, starting at `q`.

    `more` holds other top-level keys; `subtrees`, whole files of `commun` by name.
    """
    head = "arbre: essai\ntitre: Essai\noperateur: cpam\ndebut: q\n"
    text = head + dedent(more) + "questions:\n" + _indented(questions) + outcomes
    others = {
        f"commun/{name}": tree_file(body, f"operators/commun/trees/{name}.yaml")
        for name, body in subtrees.items()
    }
    tree = assemble(tree_file(text), others).tree
    assert tree is not None
    return tree


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in dedent(text).strip("\n").split("\n"))


TREE = """arbre: essai
titre: Essai
operateur: cpam
fiche: cpam/carte-vitale
mots_cles: [carte perdue]
situations: [papiers]
debut: q
questions:
  q: { demander: Quoi ?, reponses: { a: { va: seul }, b: { va: ensemble } }, ne_sait_pas: contact }
""" + OUTCOMES.lstrip().replace("cpam/carte]", "cpam/carte-vitale]")
"""A whole file; sheets of `factories.small_library`."""

SUBTREE = """sous_arbre: compte
titre: Compte
parametres: [service]
sorties: [oui, non]
debut: a
questions:
  a:
    type: oui_non
    demander: "Un {service} ?"
    reponses: { oui: { va: sortie.oui }, non: { va: b } }
    ne_sait_pas: b
  b:
    type: oui_non
    demander: Un mail ?
    puis: [ { si: { a: non, b: oui }, va: sortie.oui }, { sinon: sortie.non } ]
    ne_sait_pas: sortie.non
"""

HOSTED = """arbre: hote
titre: Hôte
operateur: cpam
debut: q
questions:
  q:
    sous_arbre: commun/compte
    avec: { service: compte ameli }
    sorties: { oui: seul, non: contact }
""" + OUTCOMES.lstrip().replace("cpam/carte]", "cpam/carte-vitale]").replace("[q]", "[q.a]")
