"""What holds across documents, and what depends on the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.model import Level, Problem
from kb_app.knowledge.content.read import read
from tests.factories import TODAY, operator_text, sheet_text, small_library

RSA = "operators/caf/demander-le-rsa.md"
VITALE = "operators/cpam/carte-vitale.md"


def problems(texts: Mapping[str, str], today: date = TODAY) -> tuple[Problem, ...]:
    return check({path: read(path, text) for path, text in texts.items()}, today)


def one(texts: dict[str, str], today: date = TODAY) -> Problem:
    (problem,) = problems(small_library() | texts, today)
    return problem


def test_a_sound_library_has_nothing_to_say() -> None:
    texts = small_library() | {
        "vocabulary/themes.yaml": "famille: { titre: Famille }",
        "vocabulary/documents.yaml": "rib: { texte: RIB, forme: copie }",
        RSA: sheet_text(
            themes=["famille"],
            pieces=["rib"],
            voir_aussi=["operators/caf/operator.yaml"],
            body="Voir [la carte](operators/cpam/carte-vitale.md#s-x).\n",
        ),
    }
    assert problems(texts) == ()


def test_a_code_used_twice_names_the_other_file_and_line() -> None:
    problem = one({VITALE: sheet_text("CAF-03", "Autre")})
    assert (problem.path, problem.line, problem.code) == (VITALE, 2, "D09")
    assert f"{RSA}:2" in problem.message


def test_readings_are_held_together_with_what_stands_and_that_is_not_judged() -> None:
    standing = {path: read(path, text).document for path, text in small_library().items()}
    documents = {path: document for path, document in standing.items() if document}
    new = {
        "operators/caf/a.md": read("operators/caf/a.md", sheet_text("CPAM-02", "Autre")),
        RSA: read(RSA, sheet_text("CAF-05", voir_aussi=[VITALE])),
        "operators/caf/b.md": read("operators/caf/b.md", sheet_text("CAF-03", "Le code libéré")),
    }
    (problem,) = check(new, date(2030, 1, 1), documents)[:1]
    assert (problem.path, problem.code) == ("operators/caf/a.md", "D09")
    assert VITALE in problem.message
    assert {p.code for p in check(new, date(2030, 1, 1), documents)} == {"D09", "F22"}


def test_an_operator_without_a_card_is_told_once() -> None:
    problem = one({"operators/caff/a.md": sheet_text("AA-1"),
                   "operators/caff/b.md": sheet_text("BB-1")})  # fmt: skip
    assert (problem.path, problem.code) == ("operators/caff/a.md", "D10")
    assert "vouliez-vous dire «\u00a0caf\u00a0»" in problem.message


@pytest.mark.parametrize(
    ("key", "value", "code", "near"),
    [("themes", "familles", "D11", "famille"), ("pieces", "ribs", "D12", "rib")],
)
def test_an_unknown_theme_or_document_names_the_closest(
    key: str, value: str, code: str, near: str
) -> None:
    vocabulary = {
        "vocabulary/themes.yaml": "famille: { titre: Famille }",
        "vocabulary/documents.yaml": "rib: { texte: RIB, forme: copie }",
    }
    keys: dict[str, Any] = {key: [value]}
    problem = one({RSA: sheet_text(**keys)} | vocabulary)
    assert problem.code == code
    assert f"«\u00a0{near}\u00a0»" in problem.message


def test_a_vocabulary_that_cannot_be_read_condemns_nobody_else() -> None:
    problem = one({RSA: sheet_text(themes=["famille"]), "vocabulary/themes.yaml": "famille: [x"})
    assert (problem.path, problem.code) == ("vocabulary/themes.yaml", "Y07")


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ({"voir_aussi": ["operators/cpam/carte-vital.md"]}, 10),
        ({"body": "## A\n\n[carte](operators/cpam/carte-vital.md#s-x)\n"}, 13),
        ({"body": "`x` [carte](operators/cpam/carte-vital.md)\n"}, 11),
    ],
)
def test_a_link_that_leads_nowhere_names_the_closest(keys: dict[str, Any], line: int) -> None:
    problem = one({RSA: sheet_text(**keys)})
    assert (problem.path, problem.line, problem.code) == (RSA, line, "D08")
    assert "vouliez-vous dire «\u00a0operators/cpam/carte-vitale.md\u00a0»" in problem.message


def test_a_link_to_a_document_that_has_mistakes_is_right() -> None:
    problem = one({RSA: sheet_text(titre=None)})
    assert (problem.path, problem.code) == (RSA, "Y06")


def test_a_sheet_does_not_refer_to_itself() -> None:
    assert one({RSA: sheet_text(voir_aussi=[RSA])}).code == "D13"


def test_a_link_to_a_withdrawn_sheet_names_its_successor() -> None:
    after = "operators/caf/prime-d-activite.md"
    problem = one({RSA: sheet_text(retrait={"motif": "Fini", "remplacee_par": after})})
    assert (problem.path, problem.code, problem.level) == (VITALE, "D14", Level.WARNING)
    assert after in problem.message


def test_a_review_is_overdue_from_its_very_day() -> None:
    last = date(2027, 3, 30)
    assert problems(small_library(), last) == ()
    overdue = problems(small_library(), date(2027, 3, 31))
    assert [problem.code for problem in overdue] == ["F22"] * 3
    assert "31/03/2027" in overdue[0].message


def test_nobody_reviews_a_sheet_that_is_withdrawn() -> None:
    card = "operators/caf/operator.yaml"
    sheet = sheet_text(retrait={"motif": "x", "remplacee_par": card})
    assert problems({card: operator_text(), RSA: sheet}, date(2030, 1, 1)) == ()


@pytest.mark.parametrize(
    "body",
    [
        "Demandez l’allocation aux adultes handicapés (AAH). Puis l’AAH.\n",
        "L’AAH (allocation aux adultes handicapés) se demande.\n",
        "L’allocation aux adultes handicapés (l’AAH), se demande.\n",
        "Le RIB, le SMS, le PDF, la CAF et la CPAM.\n",
        "Article IV, case 2, fiche CAF-03, taille A4, https://EXEMPLE.fr\n",
    ],
)
def test_an_acronym_explained_or_known_to_all_is_left_alone(body: str) -> None:
    assert problems(small_library() | {RSA: sheet_text(body=body)}) == ()


@pytest.mark.parametrize(
    ("body", "line"),
    [("Puis\nl’AAH.\n", 12), ("L’AAH (2026).\n", 11), ("L’AAH (47), puis l’AAH.\n", 11)],
)
def test_an_acronym_nobody_explains_is_told_once(body: str, line: int) -> None:
    problem = one({RSA: sheet_text(body=body)})
    assert (problem.line, problem.code) == (line, "F26")
    assert "«\u00a0AAH\u00a0»" in problem.message


def test_an_operator_is_called_by_its_own_acronym() -> None:
    body = "Le compte DGFiP suffit.\n"
    card = {"operators/impots/operator.yaml": operator_text("Finances publiques", "DGFiP")}
    assert one({RSA: sheet_text(body=body)}).code == "F26"
    assert problems(small_library() | {RSA: sheet_text(body=body)} | card) == ()


def test_problems_come_by_file_then_line() -> None:
    found = problems({VITALE: "", RSA: sheet_text(code="x", titre=None, body="# A\nx\n")})
    assert list(found) == sorted(found)
    assert str(found[0]).startswith("operators/caf/demander-le-rsa.md:1: ")
