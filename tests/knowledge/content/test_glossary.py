"""The glossary, from its file: each mistake at its line, and what it lets sheets leave unsaid."""

from __future__ import annotations

import pytest

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.glossary import PATH, by_spelling, in_groups
from kb_app.knowledge.content.markdown import Text
from kb_app.knowledge.content.model import Acronym, Operator, Sheet
from kb_app.knowledge.content.prose import unexplained_acronyms
from kb_app.knowledge.content.read import read
from tests.factories import TODAY, sheet_text, small_library
from tests.shape.source import ROOT

RSA = "operators/caf/demander-le-rsa.md"
AAH = "AAH: { nom: allocation aux adultes handicapés }\n"
LEFT_OUT = {"BAT99", "ARS"}
"""A card's message, which is no acronym, and an acronym of two senses: each sheet says its own."""


def shipped() -> dict[str, str]:
    folder = ROOT / "content"
    files = (*folder.glob("operators/*/*.md"), *folder.glob("operators/*/operator.yaml"))
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def shipped_glossary() -> tuple[Acronym, ...]:
    document = read(PATH, (ROOT / "content" / PATH).read_text("utf-8")).document
    assert isinstance(document, tuple)
    return tuple(each for each in document if isinstance(each, Acronym))


def test_an_acronym_has_a_name_and_at_most_a_sentence() -> None:
    text = (
        "version: 2\nC2S: { nom: complémentaire santé solidaire, aide: Elle se demande. }\n" + AAH
    )
    assert read(PATH, text).document == (
        Acronym("C2S", "complémentaire santé solidaire", "Elle se demande."),
        Acronym("AAH", "allocation aux adultes handicapés", None),
    )


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (f"{AAH}aah: {{ nom: x }}\n", 2, "M14"),
        (f"{AAH}allocation logement: {{ nom: x }}\n", 2, "M14"),
        (f"{AAH}A: {{ nom: x }}\n", 2, "M14"),
        (f"{AAH}ABCDEFGHIJKLM: {{ nom: x }}\n", 2, "M14"),
        (f"{AAH}CPAM-02: {{ nom: x }}\n", 2, "M14"),
        (f"{AAH}A.S.S.: {{ nom: x }}\n", 2, "M14"),
        (f"Adil: {{ nom: x }}\n{AAH}ADIL: {{ nom: y }}\n", 3, "M15"),
        (f"ADIL: {{ nom: x }}\n{AAH}Adil: {{ nom: y }}\n", 3, "M15"),
        (f"{AAH}AAH: {{ nom: x }}\n", 2, "Y02"),
        (f"{AAH}ASS: {{ aide: x }}\n", 2, "Y06"),
        (f'{AAH}ASS: {{ nom: "" }}\n', 2, "Y06"),
        (f"{AAH}ASS: allocation de solidarité\n", 2, "Y12"),
        (f"{AAH}ASS: {{ nom: x, sens: y }}\n", 2, "Y04"),
        (f"{AAH}ASS: {{ nom: {'x' * 121} }}\n", 2, "D04"),
        (f"{AAH}ASS: {{ nom: x, aide: {'x' * 241} }}\n", 2, "D04"),
    ],
)
def test_a_mistake_is_told_at_its_line(text: str, line: int, code: str) -> None:
    problems = read(PATH, text).problems
    assert (line, code) in [(problem.line, problem.code) for problem in problems]
    assert {problem.code for problem in problems} <= {code, "M14", "M15"}
    assert read(PATH, text).document is None


def codes(texts: dict[str, str]) -> list[str]:
    return [p.code for p in check({path: read(path, text) for path, text in texts.items()}, TODAY)]


def test_a_sheet_need_not_explain_what_the_glossary_does() -> None:
    texts = small_library() | {RSA: sheet_text(body="Il reçoit l’AAH, puis l’ASS.\n")}
    assert codes(texts) == ["F26", "F26"]
    assert codes(texts | {PATH: AAH}) == ["F26"]


def test_the_glossary_that_stands_counts_as_much_as_one_that_comes_with_the_sheet() -> None:
    fresh = {RSA: read(RSA, sheet_text(body="Il reçoit l’AAH.\n"))}
    documents = {p: read(p, t).document for p, t in (small_library() | {PATH: AAH}).items()}
    assert check(fresh, TODAY, documents) == ()


def test_an_acronym_is_known_however_it_is_written() -> None:
    names = by_spelling([Acronym("DGFiP", "x", None), Acronym("Adil", "y", None)])
    assert {"DGFiP", "DGFIP", "Adil", "ADIL"} <= names.keys()
    assert "Are" not in by_spelling([Acronym("ARE", "x", None)])


def test_what_everyone_says_is_no_synonym() -> None:
    both = (Acronym("RDV", "rendez-vous", None), Acronym("C2S", "complémentaire santé", None))
    assert in_groups(both) == (("c2s", "complémentaire santé"),)


def test_every_acronym_of_the_shipped_sheets_and_cards_is_in_the_glossary() -> None:
    names = by_spelling(shipped_glossary())
    missing = set()
    for path, text in shipped().items():
        document = read(path, text).document
        assert isinstance(document, Sheet | Operator), path
        parts = (
            (document.title, document.summary, document.criterion or "", document.body)
            if isinstance(document, Sheet)
            else (document.acronym, document.presentation)
        )
        # Without parentheses nothing is explained: every acronym is told.
        bare = " . ".join(parts).replace("(", ", ")
        missing |= unexplained_acronyms([Text(bare, 1)]).keys() - names.keys()
    assert missing - LEFT_OUT == set()


def test_the_shipped_glossary_is_in_the_order_of_its_letters() -> None:
    ids = [each.id.upper() for each in shipped_glossary()]
    assert len(ids) > 90
    assert ids == sorted(ids)
