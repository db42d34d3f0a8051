"""Which sheets a tree leads to, and where in them."""

from __future__ import annotations

from kb_app.knowledge.triage.cited import places_cited, sheets_cited
from tests.trees import OUTCOMES, tree_of

QUESTIONS = """
q:
  type: oui_non
  demander: Une ?
  fiche: caf/rsa#s-pieges
  reponses: { oui: { va: seul }, non: { va: compte } }
  ne_sait_pas: ensemble
compte: { sous_arbre: commun/compte, sorties: { fin: contact } }
"""
COMPTE = """
sous_arbre: compte
titre: Compte
operateur: commun
sorties: [fin]
debut: a
questions:
  a:
    type: oui_non
    demander: Un ?
    fiche: commun/compte
    reponses: { oui: { va: sortie.fin }, non: { va: sortie.fin } }
    ne_sait_pas: sortie.fin
"""


def test_a_tree_and_its_file_name_the_same_places_but_those_of_sub_trees() -> None:
    outcomes = OUTCOMES.replace("fiches: [cpam/carte]", 'fiches: ["cpam/carte#s-a"]', 1)
    tree = tree_of(QUESTIONS, "fiche: cpam/mere\n", outcomes, compte=COMPTE)
    own = [
        ("cpam/mere", ""),
        ("cpam/carte", "s-a"),
        ("cpam/carte", ""),
        ("cpam/carte", ""),
        ("caf/rsa", "s-pieges"),
    ]
    assert list(places_cited(tree.file)) == own
    assert list(places_cited(tree)) == [*own, ("commun/compte", "")]
    assert sheets_cited(tree) == ("cpam/mere", "cpam/carte", "caf/rsa", "commun/compte")
