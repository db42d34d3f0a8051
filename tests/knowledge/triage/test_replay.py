from __future__ import annotations

import json
from datetime import date

import pytest

from kb_app.errors import InvalidInput
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.replay import replay_line
from tests.knowledge.triage.case_values import TODAY, example
from tests.timing import seconds
from tests.trees import tree_of

VITALE = example()
ENSEMBLE = {
    "pour_qui": "soi",
    "situation": "volee",
    "autres_papiers": ["identite", "banque"],
    "regime": "general",
    "droits_ouverts": "non",
    "soins_proches": ["medicaments"],
    "compte.a_un_compte": "oui",
    "compte.a_l_aise": "non",
}


def replayed(answers: object, today: str | None = None, tree: Tree = VITALE) -> dict[str, object]:
    line = json.dumps({"answers": answers, "today": today})
    result = json.loads(replay_line(tree, line, TODAY))
    assert isinstance(result, dict)
    return result


def test_a_finished_visit_gives_its_outcome_and_all_it_lists() -> None:
    assert replayed(ENSEMBLE, "2025-11-21") == {
        "asked": list(ENSEMBLE),
        "outcome": "commander_ensemble",
        "stopped_at": None,
        "refused": None,
        "sheets": ["cpam/commande-carte-vitale", "commun/papiers-voles"],
        "documents": ["piece_identite", "photo_identite"],
        "urgency": "elevee",
        "deadline": None,
    }


def test_a_visit_that_waits_says_where() -> None:
    assert replayed({"pour_qui": "enfant"}) == {
        "asked": ["pour_qui", "age_enfant"],
        "outcome": None,
        "stopped_at": "age_enfant",
        "refused": None,
        "sheets": [],
        "documents": [],
        "urgency": None,
        "deadline": None,
    }


def test_a_refused_answer_stops_the_visit_at_its_question() -> None:
    result = replayed({"pour_qui": "enfant", "age_enfant": "26", "situation": "volee"})
    assert result["asked"] == ["pour_qui", "age_enfant"]
    assert result["stopped_at"] == "age_enfant"
    assert result["refused"] == {"question": "age_enfant", "message": "Écrivez au plus 25 ans."}


def test_days_are_counted_from_that_of_the_line_or_from_today() -> None:
    answers = {"pour_qui": "soi", "situation": "pas_recue", "date_commande": "2025-11-01"}
    result = replayed(answers, "2025-11-21")
    assert (result["outcome"], result["deadline"]) == ("patienter", "2025-11-22")
    assert replayed(answers)["stopped_at"] == "regime"


@pytest.mark.parametrize("age", [11, 11.5, "11", "11,5", " 11 "])
def test_numbers_are_read_as_text_or_as_numbers(age: object) -> None:
    result = replayed({"pour_qui": "enfant", "age_enfant": age})
    assert result["outcome"] == "carte_du_parent"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[" * 100_000,
        "null",
        '{"today": "2026-11-22"}',
        '{"answers": []}',
        '{"answers": {}, "today": "hier"}',
        '{"answers": {}, "today": 3}',
    ],
)
def test_a_line_that_is_no_visit_is_refused(line: str) -> None:
    with pytest.raises(InvalidInput):
        replay_line(VITALE, line, TODAY)


@pytest.mark.parametrize("answer", [None, True, [], {}, [[1]], {"a": 1}, -1e400, '"\ud800\n\\é'])
def test_no_answer_makes_the_replay_raise_or_write_what_is_no_json(answer: object) -> None:
    for question in VITALE.questions:
        result = replayed({**ENSEMBLE, question: answer})
        assert list(result) == list(replayed({}))


def eligibility() -> Tree:
    """Twenty questions, then ninety sheets given each on its own condition."""
    questions = "".join(
        f"q{n}: {{ type: nombre, demander: Combien {n} ?, min: 0, max: 100000, ne_sait_pas: {then},"
        f' puis: [{{ si: {{ q{n}: "< 0" }}, va: contact }}, {{ sinon: {then} }}] }}\n'
        if n % 3 == 0
        else f"q{n}: {{ demander: Quoi {n} ?, ne_sait_pas: {then},"
        f" reponses: {{ a: {{ va: {then} }}, b: {{ va: {then} }}, c: {{ va: {then} }} }} }}\n"
        for n in range(20)
        for then in [f"q{n + 1}" if n < 19 else "bilan"]
    )
    sheets = ", ".join(
        f'{{ fiche: caf/aide-{n}, si: {{ q{3 * (n % 6)}: "< {n * 700}", q{3 * (n % 6) + 1}: [a, b]'
        " } }"
        for n in range(90)
    )
    outcomes = f"""
issues:
  bilan:
    {{ type: autonomie, titre: Bilan, dire: Voici., fiches: [{sheets}], si_ca_bloque: contact }}
  contact:
    {{ type: referent, titre: Contact, dire: Je demande., fiches: [caf/aide-0],
      referent: {{ file: cpam/droits, reponse_sous: 72 h }}, transmettre: [q0] }}
"""
    return tree_of(
        "q: { type: oui_non, demander: Prêt ?, ne_sait_pas: contact,\n"
        "  reponses: { oui: { va: q0 }, non: { va: contact } } }\n" + questions,
        outcomes=outcomes,
    )


def test_five_thousand_visits_are_replayed_in_a_second() -> None:
    tree = eligibility()
    lines = []
    for visit in range(1000):
        answers: dict[str, object] = {"q": "oui"}
        for n in range(20):
            answers[f"q{n}"] = (visit * 3701 + n) % 60_000 if n % 3 == 0 else "abc"[visit * n % 3]
        lines.append(json.dumps({"answers": answers, "today": "2026-11-22"}))
    results = [json.loads(replay_line(tree, line, date(2026, 1, 1))) for line in lines[:50]]
    assert {result["outcome"] for result in results} == {"bilan"}
    assert len({len(result["sheets"]) for result in results}) > 3
    assert seconds(lambda: [replay_line(tree, line, TODAY) for line in lines], 0.2) < 0.2
