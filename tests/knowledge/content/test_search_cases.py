"""The questions whose sheet is known, from their file: what is refused, and where."""

from __future__ import annotations

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.model import SearchCase
from kb_app.knowledge.content.read import read
from tests.factories import TODAY, sheet_text, small_library

PATH = "vocabulary/search-cases.yaml"


def problems(text: str, **more: str) -> list[tuple[str, int, str]]:
    texts = small_library() | {PATH: text} | more
    found = check({path: read(path, text) for path, text in texts.items()}, TODAY)
    return [(problem.code, problem.line, problem.message) for problem in found]


def case(question: str, codes: str = "[CAF-03]") -> str:
    return f"  - question: {question}\n    codes: {codes}\n"


def test_a_case_keeps_its_question_its_codes_and_its_line() -> None:
    text = f"# Mots entendus\nversion: 3\ncas:\n{case('Le RSA ?', '[CAF-04, CAF-03]')}"
    assert read(PATH, text).document == (SearchCase("Le RSA ?", ("CAF-04", "CAF-03"), 4),)
    assert problems(text) == []


def test_a_code_that_no_sheet_has_is_refused_with_the_closest() -> None:
    [(code, line, message)] = problems(f"cas:\n{case('rsa')}{case('vitale', '[CPAM-03]')}")
    assert (code, line) == ("D16", 5)
    assert "«\u00a0CPAM-03\u00a0»" in message
    assert "CPAM-02" in message


def test_a_withdrawn_sheet_answers_nothing() -> None:
    withdrawn = sheet_text("CAF-03", retrait={"motif": "Double."})
    found = problems(f"cas:\n{case('rsa')}", **{"operators/caf/demander-le-rsa.md": withdrawn})
    assert ("D16", 3) in [(code, line) for code, line, _ in found]
    assert "D16" not in [code for code, _, _ in problems(f"cas:\n{case('rsa')}")]


def test_a_question_stands_once() -> None:
    [(code, line, message)] = problems(f"cas:\n{case('le rsa')}{case('autre')}{case('le rsa')}")
    assert (code, line) == ("M04", 6)
    assert "«\u00a0le rsa\u00a0»" in message


def test_a_question_is_one_that_may_be_typed() -> None:
    assert problems(f"cas:\n{case('a' * 200)}") == []
    [(_, line, _)] = problems(f"cas:\n{case('a' * 201)}")
    assert line == 2


def test_a_case_has_a_question_and_a_code() -> None:
    assert {line for _, line, _ in problems("cas:\n  - question: rsa\n")} == {2}
    assert {line for _, line, _ in problems("cas:\n  - codes: [CAF-03]\n")} == {2}


def test_a_case_has_a_code() -> None:
    assert [(code, line) for code, line, _ in problems(f"cas:\n{case('rsa', '[]')}")] == [
        ("D16", 2)
    ]
