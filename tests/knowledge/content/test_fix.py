"""`kb check --fix` repairs what leaves no choice, and touches nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.content.fix import fix
from kb_app.knowledge.content.model import Operator, Sheet
from kb_app.knowledge.content.read import read
from tests.factories import operator_text, sheet_text

CARD = "operators/caf/operator.yaml"
SHEET = "operators/caf/rsa.md"
CONTENT = Path(__file__).parents[3] / "content"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Quel régime : CPAM ou MSA ?", "Quel régime : CPAM ou MSA ?"),
        ("'l'usager'", "l'usager"),
        ('"Carte" perdue', '"Carte" perdue'),
        ('"Il dit "oui""', 'Il dit "oui"'),
        ('"jamais fermé', "jamais fermé"),
        ("dossier n° #3 urgent", "dossier n° #3 urgent"),
        ("> 18 ans : oui", "> 18 ans : oui"),
        ("- un tiret", "- un tiret"),
        ("@relais", "@relais"),
        ("C:\\dossier : x", "C:\\dossier : x"),
        ("a : b   # commentaire", "a : b"),
    ],
)
def test_a_text_that_needs_quotes_gets_them(typed: str, meant: str) -> None:
    text = operator_text() + f"compte: {typed}\n"
    assert read(CARD, text).document is None
    document = read(CARD, fix(CARD, text)).document
    assert isinstance(document, Operator)
    assert document.account == meant


def test_lines_shifted_with_tabs_or_no_break_spaces_are_shifted_with_spaces() -> None:
    text = sheet_text(sources=None).replace(
        "---\n", "---\nsources:\n\t- titre: x\n\u00a0\u00a0  adresse: https://a.fr\n", 1
    )
    document = read(SHEET, fix(SHEET, text)).document
    assert isinstance(document, Sheet)
    assert document.sources[0].url == "https://a.fr"


def test_windows_files_invisible_characters_and_trailing_spaces_are_cleaned() -> None:
    text = sheet_text(body="Un  \nDeux \n\nTrois\t\n")
    windows = "\ufeff" + text.replace("\n", "\r\n").replace("code", "code\u200b").replace(
        "\u200b", ""
    )
    assert fix(SHEET, windows) == sheet_text(body="Un  \nDeux\n\nTrois\n")


def test_spaces_that_count_are_kept() -> None:
    card = operator_text().replace('presentation: "', 'presentation: |\n  Un  \n  deux\ncompte: "')
    assert fix(CARD, card) == card
    body = "Une ligne  \ncoupée.\n"
    assert fix(SHEET, sheet_text(body=body)) == sheet_text(body=body)


def test_a_file_that_is_no_document_comes_back_as_it_was() -> None:
    assert fix("README.md", "a \r\n") == "a \r\n"


def test_what_it_cannot_repair_it_leaves() -> None:
    for text in ("nom: [x\n", "nom: *gras*\n", "a: 1\na: 2\n"):
        assert fix(CARD, text) == text
    assert fix(SHEET, "sans en-tête\n") == "sans en-tête\n"


def test_shipped_content_needs_no_repair() -> None:
    for file in CONTENT.rglob("*.*"):
        text = file.read_text("utf-8")
        assert fix(file.relative_to(CONTENT).as_posix(), text) == text


PROSE = st.text("abé :'\"#-[]{},>|&*!%@`\\\t\u00a0?0", max_size=30)


@given(st.lists(PROSE, min_size=1, max_size=4))
def test_fixing_twice_changes_nothing_more(texts: list[str]) -> None:
    text = "".join(f"cle{number}: {value}\n" for number, value in enumerate(texts))
    for path, whole in ((CARD, text), (SHEET, f"---\n{text}---\n{texts[0]}\n{text}")):
        once = fix(path, whole)
        assert fix(path, once) == once


@given(st.text(max_size=80))
def test_no_text_makes_fixing_fail(text: str) -> None:
    for path in (CARD, SHEET):
        once = fix(path, text)
        assert fix(path, once) == once


@given(st.text("a#-*` \t\n>|:[]()1.", max_size=60))
def test_a_valid_sheet_means_the_same_once_fixed(body: str) -> None:
    before = read(SHEET, sheet_text(body=body))
    after = read(SHEET, fix(SHEET, sheet_text(body=body)))
    assert [p.code for p in before.problems] == [p.code for p in after.problems]
