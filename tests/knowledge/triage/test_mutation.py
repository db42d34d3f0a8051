from __future__ import annotations

from dataclasses import replace

import pytest

from kb_app.knowledge.triage.arrows import arrows, redirected
from kb_app.knowledge.triage.cases.check import check_cases
from kb_app.knowledge.triage.cases.model import CasesFile
from kb_app.knowledge.triage.cases.mutation import unnoticed
from kb_app.knowledge.triage.cases.parse import parse_cases
from kb_app.knowledge.triage.cases.play import run
from kb_app.knowledge.triage.cases.text import with_case
from kb_app.knowledge.triage.model import Tree
from tests.knowledge.triage.case_values import (
    TODAY,
    cases_file,
    cases_text,
    example,
    example_cases,
)
from tests.timing import seconds
from tests.trees import tree_of

TREE = tree_of(
    """
q:
  { demander: Pour qui ?, ne_sait_pas: contact,
    reponses: { moi: { va: age }, autre: { va: contact } } }
age:
  { type: nombre, demander: Âge ?, min: 0, max: 120, ne_sait_pas: fin,
    puis: [{ si: { age: "< 12" }, va: seul }, { sinon: fin }] }
fin:
  { type: oui_non, demander: Fini ?, ne_sait_pas: contact,
    reponses: { oui: { va: ensemble }, non: { va: contact } } }
""",
    "alertes: [{ si: { age: '> 100' }, va: contact }]\n",
)
WHOLE = """
    - { nom: Un, reponses: { q: moi, age: 8 }, attendu: { issue: seul } }
    - { nom: Deux, reponses: { q: moi, age: 12, fin: oui }, attendu: { issue: ensemble } }
    - { nom: Trois, reponses: { q: moi, age: 12, fin: non }, attendu: { issue: contact } }
    - { nom: Quatre, reponses: { q: autre }, attendu: { issue: contact } }
    - { nom: Cinq, reponses: { q: moi, age: 101 }, attendu: { issue: contact } }
    """


def loose(tree: Tree, file: CasesFile, strict: bool = False) -> list[str]:
    return [str(each) for each in unnoticed(tree, run(tree, file, TODAY).played, strict=strict)]


def without(name: str) -> CasesFile:
    return cases_file("\n".join(line for line in WHOLE.split("\n") if f"nom: {name}," not in line))


def test_the_cases_of_the_example_hold_every_arrow() -> None:
    assert loose(example(), example_cases()) == []


def test_an_arrow_that_no_case_travels_is_found() -> None:
    assert loose(TREE, cases_file(WHOLE)) == []
    assert loose(TREE, without("Un")) == ["age → seul (regle 0)"]
    assert loose(TREE, without("Cinq")) == ["alertes → contact (alerte 0)"]


def test_the_ways_to_one_target_are_one_arrow_unless_each_is_to_be_held() -> None:
    assert loose(TREE, without("Quatre")) == ["q → contact (autre, ne_sait_pas)"]
    assert loose(TREE, cases_file(WHOLE), strict=True) == [
        "q → contact (ne_sait_pas)",
        "age → fin (ne_sait_pas)",
        "fin → contact (ne_sait_pas)",
    ]


def test_a_case_that_expects_too_little_holds_nothing() -> None:
    vague = WHOLE.replace(
        "q: autre }, attendu: { issue: contact", "q: autre }, attendu: { sans_pieces: [photo]"
    )
    vague = vague.replace("sans_pieces: [photo]", "questions_posees_max: 9")
    assert loose(TREE, cases_file(vague)) == ["q → contact (autre, ne_sait_pas)"]


def test_skipping_a_question_is_seen_by_its_answer_that_nobody_asks_for() -> None:
    tree = tree_of(
        """
q: { demander: Un ?, reponses: { a: { va: r }, b: { va: contact } }, ne_sait_pas: interdit }
r: { demander: Deux ?, reponses: { c: { va: s }, d: { va: seul } }, ne_sait_pas: interdit }
s:
  { demander: Trois ?, ne_sait_pas: interdit,
    reponses: { e: { va: ensemble }, f: { va: contact } } }
"""
    )
    whole = """
        - { nom: Un, reponses: { q: a, r: c, s: e }, attendu: { issue: ensemble } }
        - { nom: Deux, reponses: { q: a, r: c, s: f }, attendu: { issue: contact } }
        - { nom: Trois, reponses: { q: a, r: d }, attendu: { issue: seul } }
        - { nom: Quatre, reponses: { q: b }, attendu: { issue: contact } }
        """
    assert loose(tree, cases_file(whole), strict=True) == []


def test_people_who_know_nothing_may_hide_a_wrong_arrow() -> None:
    cases = """
        - { nom: Un, reponses: { q: moi, age: 8 }, attendu: { issue: seul } }
        - { nom: Deux, reponses: { q: moi }, sinon: ne_sait_pas, attendu: { issue: contact } }
        """
    assert "q → age (moi)" not in loose(TREE, cases_file(cases))
    assert "age → fin (sinon, ne_sait_pas)" in loose(TREE, cases_file(cases))


def test_skipping_to_what_is_asked_later_may_go_unnoticed() -> None:
    cases = "- { nom: Un, reponses: { q: moi }, sinon: ne_sait_pas, attendu: { issue: contact } }"
    played = run(TREE, cases_file(cases), TODAY).played
    found = {str(each): each.instead for each in unnoticed(TREE, played)}
    assert found["q → age (moi)"] == "fin"


def test_a_failing_case_holds_nothing() -> None:
    failing = WHOLE.replace("{ issue: seul }", "{ issue: seul, type: referent }")
    assert loose(TREE, cases_file(failing)) == ["age → seul (regle 0)"]


@pytest.mark.parametrize("dropped", [(), (1, 6, 7, 15)])
def test_what_is_found_is_what_playing_everything_again_would_show(
    dropped: tuple[int, ...],
) -> None:
    tree, file = example(), example_cases()
    cases = tuple(case for number, case in enumerate(file.cases) if number not in dropped)
    file = replace(file, cases=cases)
    slowly = [
        f"{arrow.source} → {arrow.target} ({arrow.by.removeprefix('reponse ')})"
        for arrow in arrows(tree)
        if any(
            not run(redirected(tree, arrow, target), file, TODAY).problems
            for target in (*tree.questions, *tree.outcomes)
            if target != arrow.target
        )
    ]
    assert loose(tree, file, strict=True) == slowly


@pytest.mark.parametrize("strict", [False, True])
def test_the_proposed_cases_hold_the_arrows(strict: bool) -> None:
    text = cases_text("- { nom: Un, reponses: { q: moi, age: 8 }, attendu: { issue: seul } }")
    for _ in range(3):
        file = parse_cases("essai.cases.yaml", text).file
        assert file is not None
        report = check_cases(TREE, file, TODAY, strict=strict)
        for proposal in report.proposals:
            text = with_case(text, proposal.yaml)
    assert report.unnoticed == ()
    assert [p.code for p in report.problems] == ["E05"]


def test_an_arrow_left_loose_is_told_with_a_case_that_would_hold_it() -> None:
    report = check_cases(TREE, without("Un"), TODAY)
    [problem] = [p for p in report.problems if p.code == "E06"]
    assert problem.message.startswith(
        "si la flèche age → seul (regle 0) était fausse, aucun cas ne le verrait"
    )
    assert problem.message.endswith(". Cas proposé : q = moi, age = 0")


def wide() -> tuple[Tree, CasesFile]:
    """A tree of 25 questions and 14 outcomes, with 30 long cases."""
    questions = "".join(
        f"{'q' if n == 0 else f'q{n}'}: {{ demander: Quoi {n} ?, ne_sait_pas: i{n % 13},"
        f" reponses: {{ a: {{ va: {f'q{n + 1}' if n < 24 else 'i0'} }},"
        f" b: {{ va: {f'q{n + 2}' if n < 23 else 'i1'} }},"
        f" c: {{ va: i{(n + 5) % 13} }} }} }}\n"
        for n in range(25)
    )
    outcomes = "issues:\n" + "".join(
        f"  i{n}: {{ type: accompagnement, titre: I{n}, dire: Oui., fiches: [cpam/a],"
        " si_ca_bloque: contact }\n"
        for n in range(13)
    )
    outcomes += (
        "  contact: { type: referent, titre: C, dire: Oui., fiches: [cpam/a], transmettre: [q],"
        " referent: { file: cpam/droits, reponse_sous: 72 h } }\n"
    )
    tree = tree_of(questions, outcomes=outcomes)
    cases = []
    for n in range(30):
        at, answers = 0, []
        while at < min(n, 24):
            answers.append((at, "ab"[(n + at) % 3 == 0]))
            at += 2 if answers[-1][1] == "b" else 1
        if at < 25:
            answers.append((at, "c"))
        given = ", ".join(f"{'q' if q == 0 else f'q{q}'}: {a}" for q, a in answers)
        end = f"i{(at + 5) % 13}" if at < 25 else f"i{int(answers[-1][1] == 'b')}"
        cases.append(f"- {{ nom: n{n}, reponses: {{ {given} }}, attendu: {{ issue: {end} }} }}")
    return tree, cases_file("\n".join(cases))


def test_every_spot_of_a_wide_tree_is_led_elsewhere_in_three_seconds() -> None:
    tree, file = wide()
    assert len(arrows(tree)) == 100
    played = run(tree, file, TODAY)
    assert played.problems == ()
    assert seconds(lambda: unnoticed(tree, played.played, strict=True), 3) < 3
