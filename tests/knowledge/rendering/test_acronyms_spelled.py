"""Acronyms as a reader meets them: the name once, at the first use, where the text lacks it."""

from __future__ import annotations

import html5lib
import pytest

from kb_app.knowledge.content.glossary import by_spelling
from kb_app.knowledge.content.model import Acronym
from kb_app.knowledge.rendering.model import Rendered
from kb_app.knowledge.rendering.render import render
from tests.timing import seconds

GLOSSARY = (
    Acronym("AAH", "allocation aux adultes handicapés", "La CAF la verse."),
    Acronym("Adil", "agence départementale d’information sur le logement", None),
    Acronym("Agirc-Arrco", "retraite complémentaire des salariés du privé", None),
    Acronym("CAF", "caisse d’allocations familiales", None),
    Acronym("CCAS", "centre communal d’action sociale", None),
    Acronym("CIAS", "centre intercommunal d’action sociale", None),
    Acronym("MAL", "<script>alert(1)</script>\"&'", None),
)
NAME = "allocation aux adultes handicapés"
SPELLED = f'<abbr title="{NAME}">AAH</abbr> <span class="sigle">({NAME})</span>'


def drawn(body: str, lead: str = "", agent: bool = True) -> Rendered:
    return render(
        body,
        link_for=lambda path: "/fiches/x",
        agent=agent,
        lead=lead,
        acronyms=by_spelling(GLOSSARY),
    )


def test_the_first_use_is_spelled_out_and_no_other() -> None:
    assert drawn("L’AAH, puis l’AAH.\n\nEncore l’AAH.\n").html == (
        f"<p>L’{SPELLED}, puis l’AAH.</p>\n<p>Encore l’AAH.</p>\n"
    )


def test_the_summary_is_read_before_the_body() -> None:
    page = drawn("L’AAH se demande.\n", lead="L’AAH & l’Adil.")
    assert page.lead.startswith(f"L’{SPELLED} &amp; l’<abbr ")
    assert page.html == "<p>L’AAH se demande.</p>\n"


def test_each_rendering_starts_again() -> None:
    assert drawn("L’AAH.\n").html == drawn("L’AAH.\n").html


@pytest.mark.parametrize(
    "body",
    [
        "L’allocation aux adultes handicapés (AAH) se demande. Puis l’AAH.",
        "L’**allocation aux adultes handicapés** (AAH) se demande.",
        "L’**AAH** (allocation aux adultes handicapés) se demande.",
        "L’AAH, l’allocation des adultes handicapés, se demande.",
        "L’allocation aux adultes handicapés, dite AAH, se demande.",
        "L’agence des aides à l’hébergement (AAH) est un autre organisme.",
        "L’AAH (agence des aides à l’hébergement) aussi.",
    ],
)
def test_what_the_text_says_beside_is_not_said_again(body: str) -> None:
    assert "<abbr" not in drawn(body).html


def test_two_acronyms_after_one_name_are_left_to_it() -> None:
    html = drawn("Le centre communal d’action sociale (CCAS ou CIAS) aide.").html
    assert "<abbr" not in html.split("ou")[0]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("## L’AAH\n\nElle se demande.\n", 0),
        ("Voir [l’AAH](operators/caf/aah.md).\n", 0),
        ("Voir [l’AAH](operators/caf/aah.md), puis l’AAH.\n", 1),
        ("## L’AAH\n\nL’AAH se demande.\n", 1),
        ("Tapez `AAH` :\n\n    AAH\n", 0),
        ("Le code AAH-02, le site AAH@x, PRAAH, AAHS et l’adresse x/AAH.\n", 0),
        ("- un\n- l’AAH\n\n| a | b |\n|---|---|\n| AAH | AAH |\n", 1),
        ("Les *AAH* et **l’AAH**.\n", 1),
    ],
)
def test_titles_links_and_code_are_left_as_they_are(body: str, count: int) -> None:
    assert drawn(body).html.count("<abbr") == count


def test_titles_in_the_contents_stay_the_same() -> None:
    assert [h.text for h in drawn("L’AAH.\n\n## L’AAH\n\nx\n").contents] == ["L’AAH"]


def test_a_first_use_reserved_to_agents_is_not_the_visitors() -> None:
    body = ":::agent\nL’AAH d’abord.\n:::\n\nPuis l’AAH.\n"
    assert drawn(body).html.endswith("<p>Puis l’AAH.</p>\n")
    assert drawn(body, agent=False).html == f"<p>Puis l’{SPELLED}.</p>\n"


def test_between_parentheses_the_name_has_brackets() -> None:
    assert f"[{NAME}]</span>, fin)" in drawn("Une aide (le chômage, l’AAH, fin).").html


def test_what_everyone_says_is_not_written_out() -> None:
    assert drawn("La CAF.").html == (
        '<p>La <abbr title="caisse d’allocations familiales">CAF</abbr>.</p>\n'
    )


@pytest.mark.parametrize("written", ["Adil", "ADIL", "Agirc-Arrco"])
def test_an_acronym_said_as_a_word_is_known(written: str) -> None:
    assert f">{written}</abbr>" in drawn(f"Appelez l’{written}.").html


def test_amounts_and_line_breaks_stay_where_they_are() -> None:
    html = drawn("Un\nl’AAH de {{ montant: aah }}\nfin.").html
    assert html.startswith(f"<p>Un\nl’{SPELLED} de <a href=")
    assert html.endswith("\nfin.</p>\n")


def test_a_name_from_the_glossary_is_text() -> None:
    for html in (drawn("Le MAL.").html, drawn("", lead="Le <b>MAL</b>.").lead):
        assert "(&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script" not in html
        assert "<b>" not in html
        html5lib.HTMLParser(strict=True).parseFragment(str(html), container="div")


def test_a_long_text_takes_no_time() -> None:
    body = ("AAH " * 16_000)[:64_000]
    hostile = "(AAH" * 4_000
    assert seconds(lambda: drawn(body), 1) < 1
    assert seconds(lambda: drawn(hostile), 1) < 1
