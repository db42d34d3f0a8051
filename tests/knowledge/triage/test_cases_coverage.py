from __future__ import annotations

from kb_app.knowledge.triage.cases.check import check_cases
from kb_app.knowledge.triage.cases.coverage import coverage
from kb_app.knowledge.triage.cases.parse import parse_cases
from kb_app.knowledge.triage.cases.text import with_case
from tests.knowledge.triage.case_values import (
    TODAY,
    VITALE,
    cases_file,
    example,
    example_cases,
    text_of,
)
from tests.trees import tree_of

TREE = tree_of(
    """
q:
  { demander: Pour qui ?, ne_sait_pas: contact,
    reponses: { moi: { va: choix }, autre: { va: contact } } }
choix:
  { type: choix_multiple, demander: Quoi ?, ne_sait_pas: contact,
    reponses: { a: {}, b: {}, rien: { exclusif: oui } },
    puis: [{ si: { choix: { contient: b } }, va: ensemble }, { sinon: seul }] }
"""
)
PART = """
    - { nom: Un, reponses: { q: moi, choix: [a] }, attendu: { issue: seul } }
    - nom: Deux
      reponses: { q: autre }
      puis_change: { q: ne_sait_pas }
      attendu: { issue: contact }
    """


def codes(cases: str, more: str = "") -> list[str]:
    report = check_cases(TREE, cases_file(cases, more), TODAY)
    return [p.message.split(". Cas")[0] for p in report.problems if p.code in ("E02", "E03", "E05")]


def test_what_no_case_covers_is_listed_in_the_order_of_the_tree() -> None:
    report = check_cases(TREE, cases_file(PART), TODAY)
    covered = report.coverage
    assert (covered.outcomes.missing, covered.outcomes.percent) == (("ensemble",), 66)
    assert covered.answers.missing == (("choix", "b"), ("choix", "rien"))
    assert covered.arrows.missing == (("choix", "ensemble"), ("choix", "contact"))
    assert (covered.unknown, covered.change) == (True, True)


def test_less_than_what_the_file_requires_is_an_error() -> None:
    missing = [
        "aucun cas n’arrive à l’issue « ensemble »",
        "aucun cas n’utilise la réponse « choix = b »",
        "aucun cas n’utilise la réponse « choix = rien »",
    ]
    assert codes(PART) == missing
    assert codes(PART, "couverture: { issues: 67 %, reponses: 60 % }\n") == missing[:1]
    assert codes(PART, "couverture: { issues: 66 %, reponses: 61 % }\n") == missing[1:]
    assert codes(PART, "couverture: { issues: 0, reponses: 0, fleches: 100 % }\n") == [
        "aucun cas ne passe par la flèche choix → contact",
        "aucun cas ne passe par la flèche choix → ensemble",
    ]


def test_doubts_and_second_thoughts_are_to_be_tried() -> None:
    whole = """
        - { nom: Un, reponses: { q: moi, choix: [a] }, attendu: { issue: seul } }
        - { nom: Deux, reponses: { q: moi, choix: [b] }, attendu: { issue: ensemble } }
        - { nom: Trois, reponses: { q: moi, choix: [rien] }, attendu: { issue: seul } }
        """
    contact = "- { nom: Quatre, reponses: { q: autre }, %s attendu: { issue: contact } }"
    assert codes(whole + contact % "") == [
        "aucun cas ne teste « ne sait pas » ni un changement de réponse"
    ]
    assert codes(whole + contact % "puis_change: { q: ne_sait_pas },") == []
    other = "- { nom: Cinq, reponses: { q: ne_sait_pas }, attendu: { issue: contact } }"
    assert codes(whole + contact % "" + "\n        " + other) == [
        "aucun cas ne teste un changement de réponse"
    ]


def test_a_case_that_fails_is_not_told_again_as_missing() -> None:
    wrong = (
        PART.rstrip(" ")
        + "    - { nom: Trois, reponses: { q: moi, choix: [rien] }, attendu: { issue: ensemble } }"
    )
    report = check_cases(TREE, cases_file(wrong), TODAY)
    assert [p.code for p in report.problems if p.code != "E03"] == ["E01"]
    assert report.failed == 1


def test_the_missing_cases_are_proposed_ready_to_paste() -> None:
    text = text_of(VITALE.replace(".yaml", ".cases.yaml"))
    kept = text[: text.index("  - nom: Parcours courts")]
    file = parse_cases("carte-vitale.cases.yaml", kept).file
    assert file is not None
    report = check_cases(example(), file, TODAY)
    missing = [p for p in report.problems if p.code in ("E02", "E03")]
    assert len(missing) > 10
    assert all("Cas proposé : pour_qui = " in p.message for p in missing)
    for proposal in report.proposals:
        kept = with_case(kept, proposal.yaml)
    more = parse_cases("carte-vitale.cases.yaml", kept).file
    assert more is not None
    again = check_cases(example(), more, TODAY)
    assert [p for p in again.problems if p.code in ("E01", "E02", "E03", "E04")] == []
    assert len(report.proposals) < len(missing)


def test_the_example_covers_its_outcomes_and_answers() -> None:
    tree, file = example(), example_cases()
    covered = coverage(tree, check_cases(tree, file, TODAY).run.played)
    assert (covered.outcomes.missing, covered.answers.missing) == ((), ())
