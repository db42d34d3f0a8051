"""A tree and its sub-trees become one tree, with ids, exits and words in place."""

from __future__ import annotations

from datetime import date
from textwrap import indent

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.model import Question, Tree
from kb_app.knowledge.triage.terms import Comparison, Condition, Moment, Operator, Span, Unit
from kb_app.knowledge.triage.terms import Test as Compares
from kb_app.knowledge.triage.walk import walk
from tests.knowledge.triage.tree_files import NUMBER, call, host, subtree, whole
from tests.knowledge.triage.tree_texts import ACCOUNT, ACCOUNT_TEXT, TEXT, VITALE
from tests.trees import OUTCOMES, tree_file

TODAY = date(2026, 11, 22)


def example() -> Tree:
    return whole(tree_file(TEXT, VITALE), tree_file(ACCOUNT_TEXT, ACCOUNT))


def rule_of(question: Question) -> Condition | None:
    return question.rules[0].condition


def test_the_example_becomes_thirteen_questions_and_fourteen_outcomes() -> None:
    tree = example()
    assert (len(tree.questions), len(tree.outcomes)) == (13, 14)
    assert list(tree.questions)[-3:] == [
        "compte.a_un_compte",
        "compte.adresse_mail",
        "compte.a_l_aise",
    ]
    assert tree.exits == {"compte": tuple(list(tree.questions)[-3:])}
    assert [file.id for file in tree.subtrees] == ["commun/compte-en-ligne"]


def test_arrows_to_a_call_lead_to_its_first_question() -> None:
    tree = example()
    assert tree.questions["soins_proches"].rules[-1].target == "compte.a_un_compte"
    assert tree.questions["soins_proches"].unknown == "compte.a_un_compte"


def test_the_exits_of_a_subtree_lead_where_the_host_says() -> None:
    asked = example().questions["compte.a_l_aise"]
    assert [option.target for option in asked.options] == ["commander_seul", "commander_ensemble"]
    assert asked.unknown == "commander_ensemble"


def test_the_words_of_a_subtree_are_those_its_host_gives() -> None:
    asked = example().questions["compte.a_un_compte"]
    assert asked.prompts[0].text == "Avez-vous déjà un compte ameli ou FranceConnect ?"
    assert (asked.path, asked.line) == (ACCOUNT, 7)


def test_a_tree_may_start_with_a_subtree() -> None:
    tree = whole(host(call("a")), subtree("a", NUMBER.replace("seul", "sortie.fin")))
    assert tree.start == "q.q"
    assert walk(tree, {"q.q": "3"}, TODAY).outcome == "seul"


def test_subtrees_nest_and_their_words_pass_through() -> None:
    inner = subtree(
        "b",
        """
        q:
          type: etape
          demander: "Un {mot} ?"
          puis: [ { sinon: sortie.fin } ]
        """,
        more="parametres: [mot]\n",
    )
    outer = subtree(
        "a",
        """
        q:
          sous_arbre: commun/b
          avec: { mot: "compte {nom}" }
          sorties: { fin: sortie.fin }
        """,
        more="parametres: [nom]\n",
    )
    file = host("q: { sous_arbre: commun/a, avec: { nom: CAF }, sorties: { fin: contact } }")
    tree = whole(file, outer, inner)
    (asked,) = tree.questions.values()
    assert (asked.id, asked.rules[0].target) == ("q.q.q", "contact")
    assert asked.prompts[0].text == "Un compte CAF ?"
    assert tree.exits == {"q": ("q.q.q",), "q.q": ("q.q.q",)}


def test_two_calls_of_one_subtree_are_two_sets_of_questions() -> None:
    file = host(
        """
        q: { sous_arbre: commun/a, sorties: { fin: r } }
        r: { sous_arbre: commun/a, sorties: { fin: seul } }
        """
    )
    tree = whole(file, subtree("a", NUMBER.replace("seul", "sortie.fin")))
    assert [(each.id, each.unknown) for each in tree.questions.values()] == [
        ("q.q", "r.q"),
        ("r.q", "seul"),
    ]


def test_what_a_subtree_reads_is_its_own() -> None:
    inner = subtree(
        "a",
        """
        q:
          type: date
          demander: Q ?
          puis:
            - { si: { jours: "< 21", q: "< autre + 2 mois" }, va: autre }
            - { sinon: sortie.fin }
          ne_sait_pas: autre
        autre:
          type: date
          demander: R ?
          apres: q - 1 an
          puis: [ { sinon: sortie.fin } ]
          ne_sait_pas: sortie.fin
        """,
        more="calculs: { jours: { jours_depuis: q } }\n"
        'alertes: [ { si: { q: "> aujourd_hui" }, va: sortie.fin } ]\n',
    )
    tree = whole(host(call("a", target="contact")), inner)
    condition = rule_of(tree.questions["q.q"])
    assert "q.autre + 2 mois" in str(condition)
    assert "about='q.jours'" in str(condition)
    assert tree.calculations["q.jours"].arguments == ("q.q",)
    assert tree.questions["q.autre"].after == Moment("q.q", Span(-1, Unit.YEARS))
    (alert,) = tree.alerts
    assert (alert.target, alert.condition) == (
        "contact",
        Compares("q.q", (Comparison(Operator.MORE, "aujourd_hui"),), 6),
    )


def test_a_host_may_read_and_send_what_its_subtree_asked() -> None:
    file = host(
        """
        q: { sous_arbre: commun/a, sorties: { fin: r } }
        r:
          demander: R ?
          reponses: { x: X, y: Y }
          puis: [ { si: { q.q: "> 12" }, va: seul }, { sinon: contact } ]
          ne_sait_pas: contact
        """
    )
    tree = whole(file, subtree("a", NUMBER.replace("seul", "sortie.fin")))
    assert rule_of(tree.questions["r"]) is not None
    # The whole sub-tree, for the call's own id.
    assert tree.outcomes["contact"].to_send == ("q.q",)


def test_a_subtree_by_itself_ends_at_its_exits() -> None:
    result = assemble(tree_file(ACCOUNT_TEXT, ACCOUNT), {})
    assert result.tree is not None
    assert result.problems == ()
    assert list(result.tree.outcomes) == [
        "sortie.connecte_seul",
        "sortie.connecte_aide",
        "sortie.impossible",
    ]
    assert result.tree.outcomes["sortie.impossible"].ending is Ending.UNKNOWN
    assert result.unsound == set(result.tree.outcomes)
    gone = walk(result.tree, {"a_un_compte": "non", "adresse_mail": "non"}, TODAY)
    assert gone.outcome == "sortie.impossible"


def test_a_subtree_may_have_outcomes_of_its_own() -> None:
    text = (
        "sous_arbre: a\ntitre: A\nsorties: [fin]\ndebut: q\nquestions:\n"
        + indent(NUMBER, "  ")
        + OUTCOMES
    )
    tree = whole(
        host(call("a", target="contact")), tree_file(text, "operators/commun/trees/a.yaml")
    )
    assert tree.questions["q.q"].unknown == "q.seul"
    assert tree.outcomes["q.seul"].if_blocked == "q.contact"
    assert tree.outcomes["q.contact"].to_send == ("q.q",)


def test_comparisons_are_written_plainly_for_the_walk() -> None:
    file = host(
        """
        q:
          type: montant
          demander: Q ?
          puis: [ { si: { q: ["> 1 200,50", "= 3"] }, va: r }, { sinon: r } ]
          ne_sait_pas: r
        r:
          type: date
          demander: R ?
          puis:
            - { si: { r: ["01/02/2026", "<= aujourd_hui-2 mois"] }, va: seul }
            - { sinon: seul }
          ne_sait_pas: seul
        """
    )
    tree = whole(file)
    texts = [
        [each.text for each in condition.any_of]
        for question in tree.questions.values()
        if isinstance(condition := rule_of(question), Compares)
    ]
    assert texts == [["1200.50", "3"], ["2026-02-01", "aujourd_hui - 2 mois"]]
