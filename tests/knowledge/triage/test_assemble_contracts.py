"""Trees and sub-trees that do not fit, and what may never be sent."""

from __future__ import annotations

import pytest

from kb_app.knowledge.triage.assembling import unfolding
from kb_app.knowledge.triage.assembling.assemble import Assembled, assemble
from tests.knowledge.triage.tree_files import NUMBER, assembled, call, host, subtree, whole
from tests.knowledge.triage.tree_texts import ACCOUNT, ACCOUNT_TEXT, TEXT, VITALE, changed
from tests.trees import OUTCOMES, tree_file


def said(result: Assembled) -> list[tuple[str, int, str]]:
    return [(problem.code, problem.line, problem.path) for problem in result.problems]


def test_a_subtree_that_is_there_but_damaged_is_called_rightly() -> None:
    result = assemble(tree_file(TEXT, VITALE), {}, damaged=["commun/compte-en-ligne"])
    assert result.problems == ()
    assert result.tree is not None
    assert result.unsound == {"compte"}
    assert result.tree.questions["soins_proches"].unknown == "compte"


def test_a_tree_is_not_called() -> None:
    file = host("q: { sous_arbre: cpam/autre, sorties: { fin: seul } }")
    text = changed("arbre: carte-vitale", "arbre: autre")
    other = tree_file(text, "operators/cpam/trees/autre.yaml")
    assert said(assembled(file, other)) == [("A01", 6, file.path)]


def test_subtrees_in_a_circle_are_told_once_from_wherever_one_starts() -> None:
    a = subtree("a", call("b", target="sortie.fin"))
    b = subtree("b", call("a", target="sortie.fin"))
    results = [assembled(file, a, b) for file in (a, b, host(call("a")), host(call("b")))]
    (problem,) = {problem for result in results for problem in result.problems}
    assert (problem.code, problem.path, problem.line) == ("A05", b.path, 6)
    assert problem.message.endswith("commun/a → commun/b → commun/a")


def test_a_subtree_that_calls_itself_is_told() -> None:
    a = subtree("a", call("a", target="sortie.fin"))
    assert said(assembled(a)) == [("A05", 6, a.path)]


def test_calls_that_multiply_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfolding, "MOST_QUESTIONS", 20)
    files = [subtree("s0", NUMBER.replace("seul", "sortie.fin"))]
    for n in range(1, 8):
        first = call(f"s{n - 1}", target="r")
        second = call(f"s{n - 1}", target="sortie.fin").replace("q:", "r:")
        files.append(subtree(f"s{n}", f"{first}\n{second}"))
    codes = {problem.code for problem in assembled(files[-1], *files).problems}
    assert codes == {"Y09"}


def test_an_exit_left_out_leaves_its_question_open_and_unsound() -> None:
    text = changed("      impossible:     commander_courrier\n", "")
    result = assemble(
        tree_file(text, VITALE), {"commun/compte-en-ligne": tree_file(ACCOUNT_TEXT, ACCOUNT)}
    )
    assert result.tree is not None
    assert result.unsound == {"compte.adresse_mail"}
    assert result.tree.questions["compte.adresse_mail"].unknown is None


def test_without_a_first_question_there_is_no_tree() -> None:
    file = tree_file(changed("debut: pour_qui", "debut: pour_quoi"), VITALE)
    assert assemble(file, {}).tree is None


# ---------------------------------------------------------------- what is sent


@pytest.mark.parametrize(
    ("asked", "sent", "codes"),
    [
        ("type: texte_court", "[q]", ["I13"]),
        ("type: nombre, aide: Votre IBAN", "[q]", []),
        ("type: nombre, demander: Votre numéro de sécu", "[q]", ["I13"]),
        ("type: date, demander: Quelle est votre date de naissance ?", "[q]", ["I13"]),
        ("type: oui_non, demander: Avez-vous changé de RIB ?", "[q]", []),
        ("type: nombre", "[q, nir]", ["I13"]),
        ("type: nombre", "[q, code_d_acces]", ["I13"]),
        ("type: nombre", "[q, autre]", ["I08"]),
    ],
)
def test_forbidden_data_is_never_sent(asked: str, sent: str, codes: list[str]) -> None:
    prompt = "" if "demander" in asked else "demander: Q ?, "
    question = f"q: {{ {asked}, {prompt}puis: [ {{ sinon: seul }} ], ne_sait_pas: seul }}"
    file = host(question, outcomes=OUTCOMES.replace("[q]", sent))
    assert [problem.code for problem in assembled(file).problems] == codes


def test_what_is_named_as_not_to_send_is_not_sent() -> None:
    outcomes = OUTCOMES + "    ne_pas_transmettre: [q]\n"
    result = assembled(host(NUMBER, outcomes=outcomes))
    assert [problem.code for problem in result.problems] == ["I13"]
    assert result.tree is not None
    assert result.tree.outcomes["contact"].to_send == ()


# ---------------------------------------------------------------- calculations


def test_a_calculation_may_read_another_whatever_their_order() -> None:
    tree = whole(
        host(
            NUMBER.replace(
                "{ sinon: seul }", '{ si: { total: "> 3" }, va: seul }, { sinon: seul }'
            ),
            more="calculs: { total: { somme: [double, 2] }, double: { somme: [q, q] } }\n",
        )
    )
    assert set(tree.calculations) == {"total", "double"}


def test_calculations_in_a_circle_are_told_once_and_left_out() -> None:
    file = host(
        NUMBER, more="calculs: { a: { somme: [b] }, b: { somme: [a] }, c: { somme: [a] } }\n"
    )
    result = assembled(file)
    assert said(result) == [("C07", 5, file.path)]
    assert result.tree is not None
    assert result.tree.calculations == {}
