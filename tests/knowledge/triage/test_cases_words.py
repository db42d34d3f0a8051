"""What completion offers in a file of cases is what its parser reads."""

from __future__ import annotations

import re

import pytest

from kb_app.knowledge.triage.cases.parse import parse_cases
from kb_app.knowledge.triage.cases.words import ANSWERED, MEANINGS, PLACES

CASE = "cas:\n  - nom: Un\n    reponses: {{ a: oui }}\n    attendu: {{ issue: b{} }}\n"
UNKNOWN = {
    "": "zzzz: x\narbre: caf/x\n" + CASE.format(""),
    "couverture": "arbre: caf/x\ncouverture: { zzzz: 100 }\n" + CASE.format(""),
    "cas": "arbre: caf/x\n" + CASE.format("") + "    zzzz: x\n",
    "cas.attendu": "arbre: caf/x\n" + CASE.format(", zzzz: x"),
}


@pytest.mark.parametrize("place", UNKNOWN)
def test_each_key_offered_is_one_that_is_read_there(place: str) -> None:
    problems = parse_cases("operators/caf/trees/x.cases.yaml", UNKNOWN[place]).problems
    [unknown] = [problem for problem in problems if problem.code == "Y04"]
    possible = re.search(r"clés possibles\s: (.+)$", unknown.message)
    assert possible
    assert set(possible[1].split(", ")) - {"version"} == set(PLACES[place])


def test_every_key_offered_says_what_it_is() -> None:
    assert {key for keys in PLACES.values() for key in keys} == set(MEANINGS)


def test_questions_are_answered_where_the_parser_reads_answers() -> None:
    answers = {
        "cas.tableau": "    tableau: [{{ a: oui, issue: b }}]\n",
        "cas.reponses": "    reponses: {{ a: oui }}\n",
        "cas.puis_change": "    puis_change: {{ a: oui }}\n",
        "cas.en_plus": "    en_plus: {{ a: oui }}\n",
        "cas.tableau.puis_change": "    tableau: [{{ puis_change: {{ a: oui }}, issue: b }}]\n",
        "cas.tableau.en_plus": "    tableau: [{{ en_plus: {{ a: oui }}, issue: b }}]\n",
    }
    assert set(ANSWERED) == set(answers)
    for written in answers.values():
        text = "arbre: caf/x\ncas:\n  - nom: Un\n    attendu: { issue: b }\n" + written.format()
        file = parse_cases("operators/caf/trees/x.cases.yaml", text).file
        assert file
        [case] = file.cases
        assert "a" in case.given, written
