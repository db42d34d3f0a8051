from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.cases.model import Case, Expected, Required
from kb_app.knowledge.triage.cases.parse import parse_cases
from tests.knowledge.triage.case_values import cases_file, cases_text, text_of

ONE = "- { nom: Un, reponses: { q: oui }, attendu: { issue: seul } }"


def answers(case: Case) -> dict[str, object]:
    return {question: each.value for question, each in case.given.items()}


def problems(cases: str, more: str = "", path: str = "essai.cases.yaml") -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in parse_cases(path, cases_text(cases, more)).problems]


def test_every_word_of_a_case_is_read() -> None:
    [case] = cases_file(
        """
        - nom: Mme D., tout à la fois
          le: 2025-11-21
          reponses: { q: oui, cases: [a, b], rien: [] }
          sinon: ne_sait_pas
          attendu:
            issue: ensemble
            type: accompagnement
            urgence: elevee
            pieces: [piece_identite]
            sans_pieces: [photo]
            fiches: [cpam/carte]
            sans_fiches: [cpam/autre]
            echeance: 2025-12-01
            questions_posees_max: 8
            passe_par: [q]
            ne_passe_pas_par: [compte]
        """
    ).cases
    assert (case.name, case.today, case.unknown_elsewhere) == (
        "Mme D., tout à la fois",
        date(2025, 11, 21),
        True,
    )
    assert answers(case) == {"q": "oui", "cases": ("a", "b"), "rien": ()}
    assert case.expected == Expected(
        outcome="ensemble",
        ending=Ending.ASSISTED,
        urgency="elevee",
        documents=("piece_identite",),
        no_documents=("photo",),
        sheets=("cpam/carte",),
        no_sheets=("cpam/autre",),
        deadline=date(2025, 12, 1),
        most_questions=8,
        through=("q",),
        not_through=("compte",),
    )


def test_a_table_makes_one_case_of_each_line() -> None:
    first, second = cases_file(
        """
        - nom: Onze puis douze ans
          le: 2025-11-21
          reponses: { pour_qui: enfant, age: 5 }
          attendu: { type: autonomie, questions_posees_max: 3 }
          tableau:
            - { age: 11, issue: seul }
            - { age: 12, le: 2025-11-22, issue: ensemble, type: accompagnement }
        """
    ).cases
    assert (first.name, second.name) == ("Onze puis douze ans (1)", "Onze puis douze ans (2)")
    assert (first.line, second.line) == (8, 9)
    assert answers(first) == {"pour_qui": "enfant", "age": "11"}
    assert first.expected == Expected("seul", Ending.SELF_SERVICE, most_questions=3)
    assert second.expected == Expected("ensemble", Ending.ASSISTED, most_questions=3)
    assert (first.today, second.today) == (date(2025, 11, 21), date(2025, 11, 22))


def test_a_case_starts_from_all_that_another_answered_in_the_end() -> None:
    *_, case = cases_file(
        """
        - nom: Dernier
          comme: Deuxième
          en_plus: { d: 4 }
          attendu: { issue: seul }
        - nom: Premier
          le: 2025-11-21
          sinon: ne_sait_pas
          reponses: { a: 1, b: 1 }
          puis_change: { b: 2 }
          attendu: { issue: ensemble }
        - nom: Deuxième
          comme: Premier
          en_plus: { c: 3 }
          attendu: { issue: seul }
        - nom: Troisième
          comme: Dernier
          attendu: { issue: seul }
        """
    ).cases
    assert answers(case) == {"a": "1", "b": "2", "c": "3", "d": "4"}
    assert (case.changes, case.today, case.unknown_elsewhere) == ({}, date(2025, 11, 21), True)
    assert case.expected == Expected("seul")


def test_a_change_is_made_where_the_author_tells_it() -> None:
    after, before = cases_file(
        """
        - nom: Change puis continue
          reponses: { a: 1 }
          puis_change: { a: 2 }
          en_plus: { b: 1 }
          attendu: { issue: seul }
        - nom: Continue puis change
          reponses: { a: 1 }
          en_plus: { b: 1 }
          puis_change: { a: 2 }
          attendu: { issue: seul }
        """
    ).cases
    assert (set(after.first), set(after.then)) == ({"a"}, {"b"})
    assert (set(before.first), set(before.then)) == ({"a", "b"}, set())
    assert answers(after) == answers(before) == {"a": "2", "b": "1"}


@pytest.mark.parametrize(
    ("more", "required"),
    [
        ("", Required(100, 100, 0)),
        ("couverture: { issues: 100 %, reponses: 90% }\n", Required(100, 90, 0)),
        ("couverture: { issues: 80, fleches: 100\u00a0% }\n", Required(80, 100, 100)),
    ],
)
def test_the_share_to_cover_is_in_percent(more: str, required: Required) -> None:
    assert cases_file(ONE, more).required == required


@pytest.mark.parametrize(
    ("cases", "found"),
    [
        ("- { reponses: { q: oui }, attendu: { issue: seul } }", [("Y06", 3)]),
        ("- { nom: Un, reponses: { q: oui } }", [("Y06", 3)]),
        ("- { nom: Un, tableau: [{ q: oui, issue: seul }, { q: non }] }", [("Y06", 3)]),
        ("- { nom: Un, repons: { q: oui }, attendu: { issue: seul } }", [("Y04", 3)]),
        ("- { nom: Un, attendu: { isue: seul } }", [("Y04", 3)]),
        ("- nom: Un\n  le: hier\n  attendu: { issue: seul }", [("D02", 4)]),
        ("- nom: Un\n  sinon: oui\n  attendu: { issue: seul }", [("D05", 4)]),
        ("- nom: Un\n  attendu:\n    type: seul", [("D05", 5)]),
        ("- nom: Un\n  attendu:\n    urgence: forte", [("D05", 5)]),
        ("- nom: Un\n  attendu:\n    echeance: bientôt", [("D02", 5)]),
        ("- nom: Un\n  attendu:\n    questions_posees_max: peu", [("Y12", 5)]),
        ("- nom: Un\n  attendu:\n    fiches: cpam/carte", [("Y12", 5)]),
        ("- nom: Un\n  reponses:\n    q: { a: b }\n  attendu: { issue: seul }", [("Y12", 5)]),
        ("- nom: Un\n  reponses: [q]\n  attendu: { issue: seul }", [("Y12", 4)]),
        ("- un", [("Y12", 3)]),
        (f"{ONE}\n{ONE}", [("E07", 4)]),
        ("- nom: Un\n  comme: Une\n  attendu: { issue: seul }", [("E08", 4)]),
        ("- nom: Un\n  comme: Un\n  attendu: { issue: seul }", [("E08", 4)]),
        (
            "- { nom: A, comme: B, attendu: { issue: seul } }\n"
            "- { nom: B, comme: C, attendu: { issue: seul } }\n"
            "- { nom: C, comme: B, attendu: { issue: seul } }",
            [("E08", 5)],
        ),
    ],
)
def test_each_mistake_is_told_once_at_its_line(cases: str, found: list[tuple[str, int]]) -> None:
    assert problems(cases) == found


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    text = cases_text(f"{ONE}\n- {{ nom: Deux, comme: Une, attendu: {{ issue: seul }} }}")
    [problem] = parse_cases("essai.cases.yaml", text).problems
    assert problem.message.endswith("« Une » ; vouliez-vous dire « Un » ?")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("operators/cpam/trees/essai.cases.yaml", []),
        ("ailleurs/operators/cpam/trees/essai.cases.yaml", []),
        ("essai.cases.yaml", []),
        ("operators/caf/trees/essai.cases.yaml", [("S04", 1)]),
        ("autre.cases.yaml", [("S04", 1)]),
    ],
)
def test_cases_are_those_of_the_tree_beside_them(path: str, found: list[tuple[str, int]]) -> None:
    assert problems(ONE, path=path) == found


def test_a_long_chain_of_cases_is_followed() -> None:
    names = [f"- {{ nom: n{n}, comme: n{n + 1}, attendu: {{ issue: seul }} }}" for n in range(1500)]
    names.append("- { nom: n1500, reponses: { q: oui }, attendu: { issue: seul } }")
    assert answers(cases_file("\n".join(names)).cases[0]) == {"q": "oui"}


@given(st.data())
def test_no_text_makes_reading_raise(data: st.DataObject) -> None:
    lines = text_of("operators/cpam/trees/carte-vitale.cases.yaml").split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(
            st.sampled_from(lines) | st.text("{}[]:,-# &*!|>'\"\tnomcas%é0", max_size=20)
        )
        kind = data.draw(st.sampled_from(["put", "add", "drop"]))
        lines[at : at + (kind != "add")] = [] if kind == "drop" else [other]
        lines = lines or [""]
    reading = parse_cases("operators/cpam/trees/carte-vitale.cases.yaml", "\n".join(lines))
    assert (reading.file is None) == any(p.level == "erreur" for p in reading.problems)
