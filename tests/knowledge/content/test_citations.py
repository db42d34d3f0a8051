"""Amounts cited in a sheet: told at their line when they cannot be shown."""

from __future__ import annotations

from datetime import date

import pytest

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.citations import cited_by
from kb_app.knowledge.content.model import Document, Problem, Sheet
from kb_app.knowledge.content.plain_markdown import plain_outline
from kb_app.knowledge.content.read import Reading, read
from tests.amounts import PATH, figure_text, value_text
from tests.factories import TODAY, operator_text, sheet_text
from tests.timing import seconds

RSA = "operators/caf/demander-le-rsa.md"
CARD = "operators/caf/operator.yaml"
BODY = 10
"""The line before that on which the body of `sheet_text` starts."""


def codes(text: str, wanted: str = "M") -> list[tuple[int, str]]:
    return [(p.line, p.code) for p in read(RSA, text).problems if p.code.startswith(wanted)]


def of_body(body: str) -> list[tuple[int, str]]:
    return [(line - BODY, code) for line, code in codes(sheet_text(body=body))]


def checked(sheet: str, figures: str | None, today: date = TODAY) -> list[Problem]:
    texts = {RSA: sheet, CARD: operator_text()} | ({PATH: figures} if figures is not None else {})
    found = check({path: read(path, text) for path, text in texts.items()}, today)
    return [p for p in found if p.code in ("M08", "M09", "M10", "M11", "M13")]


@pytest.mark.parametrize(
    "body",
    [
        "Il reçoit {{ montant: rsa }} au plus.",
        "{{montant:rsa}}, {{ montant : rsa }} et {{\u00a0montant\u00a0: a-b_c }}.",
        "- **{{ montant: rsa }}**\n- [le {{ montant: rsa }}](https://www.caf.fr)",
        "| a |\n|---|\n| {{ montant: rsa }} |",
        ":::agent\nDire {{ montant: rsa }}.\n:::",
        "`{{ montant }}` et\n\n    {{ du code\n\n```\n{{ aussi\n```",
        "Une accolade { ou } ou }} seule.",
    ],
)
def test_a_citation_is_read_wherever_it_can_be_shown(body: str) -> None:
    assert of_body(body) == []


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Un.\n\nUn {{ montant: RSA }}.", 3),
        ("{{ montant: rsa }", 1),
        ("{{ montant rsa }}", 1),
        ("{{ Montant: rsa }}", 1),
        ("Un\ndeux {{ montant:\nrsa }}", 2),
        ("{{ **montant**: rsa }}", 1),
        ("{{ montant: rsa }} puis {{", 1),
        ("{{{{ montant: rsa }}}}", 1),
        ("&#123;&#123; montant", 1),
        ("{{ montant: __import__ }}", 1),
        ("{{ config }}", 1),
    ],
)
def test_what_is_not_quite_one_is_told_at_its_line(body: str, line: int) -> None:
    assert of_body(body) == [(line, "M08")]


@pytest.mark.parametrize(
    "body",
    [
        "## Le {{ montant: rsa }}\n\nTexte.",
        ":::attention {{ montant: rsa }}\nTexte.\n:::",
        "[ici](https://www.caf.fr/{{montant:rsa}})",
    ],
)
def test_a_citation_where_none_is_shown_is_refused(body: str) -> None:
    assert of_body(body) == [(1, "M09")]


@pytest.mark.parametrize("key", ["resume", "critere", "delai", "cout"])
def test_the_header_cites_amounts_where_it_speaks(key: str) -> None:
    text = sheet_text(**{key: "Jusqu’à {{ montant: rsa }}."})
    assert codes(text) == []
    [place] = [p for p in read(RSA, text).places if p.text == "rsa"]
    assert text.split("\n")[place.line - 1].startswith(key)
    assert [c for _, c in codes(sheet_text(**{key: "{{ montant rsa }}"}))] == ["M08"]


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("titre", "Le RSA de {{ montant: rsa }}"),
        ("mots_du_public", ["le rsa à {{ montant: rsa }}"]),
        ("telephone", {"numero": "{{ montant: rsa }}"}),
        ("themes", ["{{ montant: rsa }}"]),
    ],
)
def test_no_other_key_cites_one(key: str, held: object) -> None:
    text = sheet_text(**{key: held})  # type: ignore[arg-type]
    assert [code for _, code in codes(text, "M09")] == ["M09"]


def test_a_header_that_yaml_takes_for_a_block_is_told_to_be_quoted() -> None:
    text = sheet_text().replace("sources:", "delai: {{ montant: rsa }}\nsources:")
    [problem] = read(RSA, text).problems
    assert (problem.code, problem.line) == ("Y01", 7)
    assert "guillemets droits" in problem.message


def test_cards_and_trees_cite_none() -> None:
    card = operator_text().replace("Aides aux", "{{ montant: rsa }} : aides aux")
    assert [p.code for p in read(CARD, card).problems] == ["M09"]
    themes = 'a: { titre: "{{ montant: rsa }}" }\n'
    assert [p.code for p in read("vocabulary/themes.yaml", themes).problems] == ["M09"]


def test_an_unknown_amount_is_told_with_the_closest() -> None:
    [problem] = checked(sheet_text(body="{{ montant: rsaa }}"), figure_text())
    assert (problem.code, problem.line) == ("M10", BODY + 1)
    assert "« rsa »" in problem.message
    [none] = checked(sheet_text(body="{{ montant: rsa }}"), None)
    assert none.code == "M10"


def test_a_refused_file_of_amounts_condemns_no_sheet() -> None:
    assert checked(sheet_text(body="{{ montant: rsa }}"), figure_text(value_text("beaucoup"))) == []


def test_a_lapsed_amount_is_told_at_each_citing_line() -> None:
    body = "{{ montant: rsa }}\n\nPuis {{ montant: rsa }}."
    figures = figure_text(value_text(end=date(2026, 11, 20)))
    found = checked(sheet_text(body=body), figures)
    assert [(p.code, p.line - BODY, p.level.value) for p in found] == [
        ("M11", 1, "alerte"),
        ("M11", 3, "alerte"),
    ]
    assert "21/11/2026" in found[0].message
    assert checked(sheet_text(body=body), figures, date(2026, 11, 20)) == []


def test_a_planned_sheet_is_held_to_the_day_it_begins() -> None:
    figures = figure_text(value_text(start=date(2027, 1, 1), end=date(2027, 12, 31)))
    keys = {"valide_du": "2027-01-01", "a_revoir_avant": "2028-01-01"}
    assert checked(sheet_text(body="{{ montant: rsa }}", **keys), figures) == []
    [early] = checked(sheet_text(body="{{ montant: rsa }}"), figures)
    assert "pas encore" in early.message


def test_an_amount_that_a_standing_sheet_cites_stays() -> None:
    standing: dict[str, Document | None] = {
        RSA: read(RSA, sheet_text(delai="{{ montant: rsa }}")).document
    }
    kept = {PATH: read(PATH, figure_text())}
    gone = {PATH: read(PATH, figure_text(id_="autre"))}
    assert check(kept, TODAY, standing) == ()
    [problem] = check(gone, TODAY, standing)
    assert (problem.path, problem.code) == (PATH, "M13")
    assert RSA in problem.message
    # Changed together, they may part.
    assert check(gone | {RSA: Reading(None, ())}, TODAY, standing)[-1:] != (problem,)


@pytest.mark.parametrize(
    ("body", "typed"),
    [
        ("Il reçoit 598 € par mois.", "598 €"),
        ("Il reçoit 1 234,50 euros.", "1 234,50 euros"),
        ("Un timbre à 25€.", "25€"),
        ("Il paie 1 euro.", "1 euro"),
    ],
)
def test_an_amount_typed_in_is_told(body: str, typed: str) -> None:
    [problem] = [p for p in read(RSA, sheet_text(body=body)).problems if p.code == "M12"]
    assert typed in problem.message
    assert (problem.line, problem.level.value) == (BODY + 1, "alerte")


@pytest.mark.parametrize(
    "body", ["0 € à payer.", "En euros, 3 fois.", "Le 3 européen.", "CAF-02 €"]
)
def test_what_is_no_amount_is_not(body: str) -> None:
    assert of_body(body) == []


def test_a_withdrawn_sheet_is_held_to_none_of_it() -> None:
    withdrawn = {"motif": "Fini", "remplacee_par": "operators/caf/autre.md"}
    assert codes(sheet_text(body="{{ montant", retrait=withdrawn)) == []


def test_what_agents_alone_read_is_told_apart() -> None:
    body = "{{ montant: un }}\n\n:::agent\n{{ montant: deux }}\n:::\n\n{{ montant: trois }}\n"
    sheet = read(RSA, sheet_text(body=body, cout="{{ montant: zero }}")).document
    assert isinstance(sheet, Sheet)
    assert cited_by(sheet) == ("zero", "un", "deux", "trois")
    assert cited_by(sheet, agent=False) == ("zero", "un", "trois")


@pytest.mark.parametrize("code", ["", "`code`\n\n", "~~~\nx\n~~~\n\n"])
def test_they_are_told_apart_however_the_body_is_written(code: str) -> None:
    """Plain bodies are read line by line, the others are parsed: both say the same."""
    body = (
        f"{code}- {{{{ montant: un }}}}\n\n:::attention\nDire {{{{ montant: deux }}}}.\n:::\n\n"
        ":::agent\nDire {{ montant: trois }}.\n\n- Et {{ montant: un }},\n{{ montant: six }}.\n"
        ":::\n\n**{{ montant: quatre }}**\nsuite {{ montant: cinq }}\n"
    )
    assert (plain_outline(body) is None) == bool(code)
    sheet = read(RSA, sheet_text(body=body)).document
    assert isinstance(sheet, Sheet)
    assert cited_by(sheet) == ("un", "deux", "trois", "six", "quatre", "cinq")
    assert cited_by(sheet, agent=False) == ("un", "deux", "quatre", "cinq")


def test_a_brace_written_otherwise_cites_too() -> None:
    for body in ("\\{\\{ montant: rsa }}", "&#123;{ montant: rsa }}", "&lbrace;{ montant: rsa }}"):
        sheet = read(RSA, sheet_text(body=body)).document
        assert isinstance(sheet, Sheet)
        assert cited_by(sheet) == ("rsa",)


@pytest.mark.parametrize(
    "body",
    [
        "{{ montant: rsa }} " * 1000,
        "{{ " * 1300,
        "{{ montant: " * 300 + "{{" * 500,
        "{{" + " " * 60_000 + "montant",
        "{{ montant: " + "a-" * 30_000,
        "}}" * 1900,
    ],
)
def test_hostile_citations_are_told_in_a_moment(body: str) -> None:
    assert seconds(lambda: read(RSA, sheet_text(body=body)), 1.0) < 1.0
