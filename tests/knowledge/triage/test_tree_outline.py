"""A tree in text: the twin of its picture."""

from __future__ import annotations

from kb_app.knowledge.triage.arrows import ALERTS, arrows, redirected
from kb_app.knowledge.triage.drawing.outline import outline, text_of
from kb_app.knowledge.triage.drawing.ways import Counts
from tests.knowledge.triage.case_values import example
from tests.timing import seconds
from tests.trees import tree_of

TWO = """
q:
  demander: Avez-vous la carte ?
  reponses: { oui: { va: age }, non: { va: seul }, perdue: { texte: Perdue, va: seul } }
  ne_sait_pas: age
age:
  type: nombre
  demander: Quel âge ?
  unite: ans
  puis: [ { si: { age: "< 12" }, va: ensemble }, { si: { q: non }, va: contact }, { sinon: seul } ]
"""


def test_an_outline_reads_like_the_tree() -> None:
    assert text_of(outline(tree_of(TWO))) == (
        "1. Avez-vous la carte ?\n"
        "   • Oui / ne\u00a0sait\u00a0pas\n"
        "      2. Quel âge ?\n"
        "         • moins de 12\u00a0ans\n"
        "            ⇒ Accompagnement\u00a0: Ensemble\n"
        "         • question 1\u00a0: Non\n"
        "            ⇒ Référent\u00a0: Contact\n"
        "         • sinon\n"
        "            ⇒ Autonomie\u00a0: Seul\n"
        "   • Non / Perdue\n"
        "      → voir plus haut\u00a0: ⇒ Autonomie\u00a0: Seul\n"
    )


def test_counts_are_said_and_small_ones_hidden() -> None:
    counts = Counts({"q": 12, "age": None, "seul": 1}, {("q", "age"): None, ("q", "seul"): 10})
    told = text_of(outline(tree_of(TWO), counts))
    assert "1. Avez-vous la carte ? — 12\u00a0visites\n" in told
    assert "2. Quel âge ? — visites\u00a0masquées\n" in told
    assert "• Oui / ne\u00a0sait\u00a0pas (visites\u00a0masquées)\n" in told
    assert "• Non / Perdue (10\u00a0visites)\n" in told
    assert "⇒ Autonomie\u00a0: Seul — 1\u00a0visite\n" in told
    assert "⇒ Accompagnement\u00a0: Ensemble — 0\u00a0visite\n" in told


def test_every_question_and_outcome_of_the_example_is_told_once() -> None:
    tree = example()
    lines = outline(tree)
    assert sorted(line.about for line in lines if line.kind == "question") == sorted(tree.questions)
    told = {line.about for line in lines if line.kind in ("issue", "renvoi")}
    assert told >= tree.outcomes.keys()
    assert lines[0].kind == "alertes"
    assert "• question 5\u00a0: Hospitalisation" in text_of(lines)


def test_a_subtree_is_named_where_it_is_entered() -> None:
    told = text_of(outline(example()))
    assert told.count("[Peut-on utiliser le compte en ligne ?]") == 1


def test_a_circle_is_told_once_and_a_lost_question_last() -> None:
    tree = tree_of(
        """
        q: { type: oui_non, demander: A ?, reponses: { oui: { va: q }, non: { va: seul } } }
        perdue: { type: oui_non, demander: B ?, puis: [ { sinon: seul } ] }
        """
    )
    told = text_of(outline(redirected(tree, arrows(tree)[-1], "nulle_part")))
    assert "→ voir plus haut\u00a0: 1. A ?" in told
    assert "Question où rien ne mène\u00a0:\n   2. B ?" in told
    assert "→ « nulle_part » n’existe pas" in told


def test_conditions_are_said_in_french() -> None:
    tree = tree_of(
        """
        q: { type: date, demander: Quand ?, puis: [ { sinon: t } ] }
        t:
          type: choix_multiple
          demander: Lesquels ?
          reponses: { a: Le A, b: Le B }
          puis:
            - { si: { q: "< aujourd_hui - 2 mois" }, va: seul }
            - { si: { q: ">= aujourd_hui + 1 an" }, va: ensemble }
            - { si: { delai: "> 21" }, va: contact }
            - { si: { t: { contient_aucun_de: [a, b] } }, va: u }
            - { si: { pas: { t: { contient: a } } }, va: v }
            - { si: { un_des: [ { q: 2026-11-22 }, { t: ne_sait_pas } ] }, va: w }
            - { sinon: x }
        u: { type: etape, demander: U }
        v: { type: etape, demander: V }
        w: { type: etape, demander: W }
        x: { type: etape, demander: X }
        """,
        more="calculs: { delai: { jours_depuis: q } }\n",
    )
    told = [line.text for line in outline(tree) if line.kind == "reponse"]
    assert told[1:] == [
        "• question 1\u00a0: il y a plus de 2\u00a0mois",
        "• question 1\u00a0: dans au moins 1\u00a0an",
        "• temps depuis question 1\u00a0: plus de 21\u00a0jours",
        "• ni Le A ni Le B",
        "• sauf si Le A",
        "• question 1\u00a0: le 22/11/2026, ou ne\u00a0sait\u00a0pas",
        "• sinon",
    ]


def test_alerts_have_their_counts() -> None:
    counts = Counts({}, {(ALERTS, "ref_soins_urgents"): 7})
    assert "Hospitalisation (7\u00a0visites)" in text_of(outline(example(), counts))


def test_a_very_deep_tree_is_told() -> None:
    questions = "".join(
        f"{name}: {{ type: oui_non, demander: A ?, puis: [ {{ sinon: {after} }} ] }}\n"
        for name, after in [("q", "q1"), *((f"q{n}", f"q{n + 1}") for n in range(1, 1500))]
    )
    tree = tree_of(questions)
    assert seconds(lambda: outline(tree), 1) < 1
