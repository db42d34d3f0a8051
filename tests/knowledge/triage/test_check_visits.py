"""Checks walk visits, not the bare graph; one cause gives one message."""

from __future__ import annotations

import re

import pytest

from kb_app.knowledge.content.model import Level, Problem
from kb_app.knowledge.triage.checking.check import check
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import walk
from tests.knowledge.triage.case_values import ACCOUNT
from tests.knowledge.triage.seeded import (
    TODAY,
    everything_said,
    line_of,
    tree_in,
    with_changes,
)
from tests.timing import seconds
from tests.trees import OUTCOMES, tree_of


def said(tree: Tree, longest: int = 9) -> list[str]:
    return [f"{problem.code} {problem.message}" for problem in check(tree, longest=longest)]


def codes(tree: Tree, **options: int) -> list[str]:
    return [problem.code for problem in check(tree, **options)]  # type: ignore[arg-type]


AGES = """
q: {{ type: nombre, demander: Quel âge ?, min: 0, max: 120, ne_sait_pas: contact,
  puis: [{{ si: {{ q: "< 16" }}, va: ensemble }}, {{ sinon: droits }}] }}
droits: {{ type: oui_non, demander: Des droits ouverts ?, ne_sait_pas: contact,
  reponses: {{ oui: {{ va: seul }}, non: {{ va: emploi }} }} }}
emploi: {{ type: oui_non, demander: Un emploi ?, ne_sait_pas: contact,
  puis: [{{ si: {{ q: "{guard}" }}, va: droits }}, {{ si: {{ emploi: oui }}, va: seul }},
    {{ sinon: ensemble }}] }}
"""


def test_a_loop_for_one_age_group_is_found_with_its_path() -> None:
    assert said(tree_of(AGES.format(guard="= 25"))) == [
        "R04 les questions tournent en rond : droits → emploi → droits. "
        "Exemple : q = 25, droits = non, emploi = oui"
    ]


def test_a_circle_of_arrows_that_no_visit_can_follow_is_only_advice() -> None:
    """Those under 16 never come this far: the rule is dead, not the tree."""
    found = check(tree_of(AGES.format(guard="< 16")))
    assert [problem.code for problem in found] == ["R15", "R09"]
    tree = tree_of(
        """
q: { demander: Par où ?, ne_sait_pas: contact,
  reponses: { a: { texte: Par le nord, va: nord }, b: { texte: Par le sud, va: sud } } }
nord: { type: oui_non, demander: Le nord ?, ne_sait_pas: contact,
  puis: [{ si: { q: a }, va: sud }, { si: { nord: oui }, va: seul }, { sinon: contact }] }
sud: { type: oui_non, demander: Le sud ?, ne_sait_pas: contact,
  puis: [{ si: { q: b }, va: nord }, { si: { sud: oui }, va: ensemble }, { sinon: contact }] }
"""
    )
    (advice,) = check(tree)
    assert advice.level is Level.ADVICE
    assert (advice.code, advice.message) == (
        "R15",
        "nord et sud se renvoient l’une à l’autre, mais aucun parcours ne tourne en rond (vérifié)",
    )


def chain(length: int) -> str:
    names = ["q", *(f"q{n}" for n in range(2, length + 1))]
    return "".join(
        f"{id}: {{ type: oui_non, demander: Quoi ?, ne_sait_pas: contact,\n"
        f"  reponses: {{ oui: {{ va: {then} }}, non: {{ va: ensemble }} }} }}\n"
        for id, then in zip(names, [*names[1:], "seul"], strict=True)
    )


def test_the_longest_visit_is_told_when_it_is_too_long() -> None:
    assert codes(tree_of(chain(9))) == []
    (found,) = said(tree_of(chain(10)))
    assert found.startswith(
        "R11 le parcours le plus long pose 10 questions (repère : 9). Exemple : q = oui, q2 = oui"
    )
    assert codes(tree_of(chain(4)), longest=3) == ["R11"]


def test_only_the_first_of_a_chain_without_visits_is_told() -> None:
    tree = tree_of(
        chain(2)
        + """
perdue: { type: oui_non, demander: Quoi ?, ne_sait_pas: contact,
  reponses: { oui: { va: derriere }, non: { va: contact } } }
derriere: { type: oui_non, demander: Quoi ?, ne_sait_pas: perdue,
  reponses: { oui: { va: perdue }, non: { va: loin } } }
""",
        outcomes=OUTCOMES
        + """
  loin:
    type: accompagnement
    titre: Loin
    dire: Plus loin.
    fiches: [cpam/carte]
    si_ca_bloque: contact
""",
    )
    assert said(tree) == ["R02 question « perdue » : aucun parcours n’y mène"]


def test_a_rule_that_is_always_true_hides_what_lies_behind_the_next() -> None:
    tree = tree_of(
        chain(1).replace("va: ensemble", "va: age")
        + """
age: { type: nombre, demander: Âge ?, min: 0, max: 99, ne_sait_pas: contact,
  puis: [{ si: { age: ">= 0" }, va: ensemble }, { si: { age: "< 12" }, va: jeune },
    { sinon: contact }] }
jeune: { type: oui_non, demander: Quoi ?, ne_sait_pas: contact,
  reponses: { oui: { va: contact }, non: { va: ensemble } } }
"""
    )
    (found,) = said(tree)
    assert found.startswith("R08 question « age » : la règle ligne")


def test_a_question_no_answer_of_which_is_possible_is_told() -> None:
    tree = tree_of(
        """
q: { type: date, demander: Quand ?, apres: 2027-01-01, avant: 2026-01-01, ne_sait_pas: interdit,
  puis: [{ si: { q: "< 2026-06-01" }, va: seul }, { si: { q: "> 2026-07-01" }, va: ensemble },
    { sinon: contact }] }
"""
    )
    assert said(tree) == [
        "R05 question « q » : aucune réponse n’y est possible. Exemple : dès la première question"
    ]


def test_nothing_more_is_said_of_a_block_that_was_refused() -> None:
    text = with_changes(("perdue:     { texte: Elle est perdue, va: regime }",
                         "perdue:     { texte: Elle est perdue, va: rejime }"))  # fmt: skip
    assert [problem.code for problem in everything_said(text)] == ["R01"]


def test_an_exit_of_a_sub_tree_that_makes_a_circle_is_told_in_the_call() -> None:
    text = with_changes(("impossible:     commander_courrier", "impossible:     soins_proches"))
    (problem,) = everything_said(text)
    assert (problem.code, problem.line) == ("R04", line_of(text, "impossible:     soins"))
    assert problem.path.endswith("carte-vitale.yaml")


def test_a_mistake_inside_a_sub_tree_is_told_in_its_own_file_and_names() -> None:
    account = with_changes(
        ("Avez-vous l'habitude de l'utiliser seul ?", "N’avez-vous pas peur de rester sans aide ?"),
        path=ACCOUNT,
    )
    (problem,) = everything_said(account=account)
    assert problem == Problem(
        ACCOUNT,
        line_of(account, "N’avez-vous pas"),
        "T04",
        "question « a_l_aise » : double négation",
        Level.WARNING,
    )


def test_a_sub_tree_that_is_never_called_on_a_visit_is_told_by_its_call() -> None:
    tree = tree_in(
        with_changes(
            ("- { sinon: compte }", "- { sinon: commander_seul }"),
            ("ne_sait_pas: compte", "ne_sait_pas: commander_ensemble"),
        )
    )
    assert said(tree) == ["R02 question « compte » : aucun parcours n’y mène"]


@pytest.mark.parametrize(
    "change",
    [
        ("impossible:     commander_courrier", "impossible:     situation"),
        ("va: declaration_msa }\n      - { sinon: compte }", "va: declaration_msa }"),
        ("{ si: { regime: msa }, va: ref_msa }", "{ si: { mandat: oui }, va: ref_msa }"),
    ],
)
def test_the_path_told_can_be_replayed(change: tuple[str, str]) -> None:
    text = with_changes(change)
    (problem,) = everything_said(text)
    told = re.search(r"(?:Exemple|parcours) : (.*)$", problem.message)
    if told is None:
        assert problem.code == "R06"
        return
    answers: dict[str, object] = {}
    for name, several, value in re.findall(r"([\w.]+) = (?:\[(.*?)\]|([^,]+))", told[1]):
        answers[name] = several.split(", ") if several else value
    path = walk(tree_in(text), answers, TODAY)
    assert path.refused is None
    assert path.looped or path.outcome or path.stopped_at not in answers


def test_too_many_visits_to_follow_are_sampled_and_the_advice_says_so() -> None:
    names = ["q", *(f"q{n}" for n in range(1, 15))]
    questions = "".join(
        f"{id}: {{ demander: Quoi ?, reponses: {{ a: {{}}, b: {{}}, c: {{}} }},\n"
        f"  puis: [{{ sinon: {then} }}], ne_sait_pas: {then} }}\n"
        for id, then in zip(names, [*names[1:], "fin"], strict=True)
    )
    rules = ",\n  ".join(f"{{ si: {{ {id}: a, q: b }}, va: seul }}" for id in names[1:])
    rules += ",\n  " + ",\n  ".join(f"{{ si: {{ {id}: b }}, va: contact }}" for id in names)
    tree = tree_of(
        questions
        + "fin: { type: oui_non, demander: Fin ?, ne_sait_pas: contact,\n"
        + f"  puis: [{rules}, {{ sinon: ensemble }}] }}\n"
    )
    found: set[Problem] = set()
    assert seconds(lambda: found.update(check(tree, longest=20)), 2) < 2
    ((code, level, message),) = [(p.code, p.level, p.message) for p in found]
    assert (code, level) == ("R17", Level.ADVICE)
    assert "tirées au hasard" in message


def wide_tree() -> Tree:
    """Return fifty questions, some of them numbers and dates, each read further on."""
    names = ["q", *(f"q{n}" for n in range(2, 51))]
    parts = []
    for n, (id, then) in enumerate(zip(names, [*names[1:], "seul"], strict=True)):
        other = names[max(n - 3, 0)] if n % 5 > 2 else id
        if n % 5 == 4:
            parts.append(
                f"{id}: {{ type: nombre, demander: Combien ?, min: 0, max: 99, ne_sait_pas: {then},"
                f'\n  puis: [{{ si: {{ {id}: "< 12" }}, va: contact }},'
                f' {{ si: {{ {id}: "< 18", {names[max(n - 2, 0)]}: a }}, va: ensemble }},'
                f" {{ sinon: {then} }}] }}\n"
            )
        else:
            parts.append(
                f"{id}: {{ demander: Quoi ?, reponses: {{ a: {{ va: {then} }}, b: {{}}, c: {{}} }},"
                f"\n  puis: [{{ si: {{ {id}: b, {other}: b }}, va: contact }},"
                f" {{ sinon: {then} }}], ne_sait_pas: {then} }}\n"
            )
    return tree_of("".join(parts))


def test_fifty_questions_are_checked_in_two_seconds() -> None:
    tree = wide_tree()
    assert "R17" not in codes(tree, longest=60)
    assert seconds(lambda: check(tree, longest=60), 2) < 2


def test_ninety_conditional_results_and_a_dozen_boxes_are_checked_in_two_seconds() -> None:
    boxes = ", ".join(f"b{n}: {{ texte: Situation {n} }}" for n in range(12))
    sheets = ",\n      ".join(
        f"{{ fiche: cpam/aide-{n}, si: {{ boites: {{ contient: b{n % 12} }}, age: '>= {n}' }} }}"
        for n in range(90)
    )
    tree = tree_of(
        f"""
q: {{ type: oui_non, demander: Un foyer ?, ne_sait_pas: boites, puis: [{{ sinon: boites }}] }}
boites: {{ type: choix_multiple, demander: Lesquelles ?, ne_sait_pas: age,
  reponses: {{ {boxes} }}, puis: [{{ sinon: age }}] }}
age: {{ type: nombre, demander: Âge ?, min: 0, max: 120, ne_sait_pas: revenu,
  puis: [{{ sinon: revenu }}] }}
revenu: {{ type: montant, demander: Revenu ?, min: 0, ne_sait_pas: contact,
  puis: [{{ si: {{ revenu: '< 1000', boites: {{ contient: [b1, b2] }} }}, va: seul }},
    {{ sinon: aides }}] }}
aides: {{ type: oui_non, demander: Des aides ?, ne_sait_pas: contact,
  reponses: {{ oui: {{ va: toutes }}, non: {{ va: ensemble }} }} }}
""",
        outcomes=OUTCOMES
        + f"""
  toutes:
    type: accompagnement
    titre: Toutes les aides
    dire: Voici les aides possibles.
    fiches: [{sheets}]
    si_ca_bloque: contact
""",
    )
    assert codes(tree) == ["T05"]
    assert seconds(lambda: check(tree), 2) < 2
