"""Amounts as a reader meets them: the value of the day, its date, and never one that lapsed."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from kb_app.knowledge.content.model import Figure, FigureValue, Sheet
from kb_app.knowledge.content.read import read
from kb_app.knowledge.rendering.figures import (
    BLANK,
    TO_CHECK,
    Tell,
    cited_in_header,
    day_words,
    header_in_words,
    in_words,
    named,
    telling,
    value_words,
)
from kb_app.knowledge.rendering.model import Rendered
from kb_app.knowledge.rendering.plain import plain
from kb_app.knowledge.rendering.render import render
from kb_app.knowledge.search.analysis import terms_of
from kb_app.knowledge.search.passages import passage
from tests.amounts import figure, value
from tests.factories import sheet_text
from tests.timing import seconds

N = "\u00a0"
BOTH = figure(value(), value("1650", date(2027, 1, 1), date(2027, 12, 31)))
HOSTILE = "<script>alert(1)</script>\"&'{{ montant: rsa }}"


def tell(day: date = date(2026, 5, 1)) -> Tell:
    return telling({"rsa": BOTH, "mal": figure(id_="mal", label=HOSTILE)}, day)


def drawn(body: str, day: date = date(2026, 5, 1), agent: bool = True) -> Rendered:
    return render(body, link_for=lambda path: None, agent=agent, tell=tell(day))


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (value("646.52"), f"646,52{N}€ par mois"),
        (value("646.5", unit="€"), f"646,50{N}€"),
        (value("646", unit="€/an"), f"646{N}€ par an"),
        (value("12345.6", unit="€"), f"12\u202f345,60{N}€"),
        (value("0.1234", unit="€/km"), f"0,1234{N}€ par km"),
        (value("3.50", unit="%"), f"3,50{N}%"),
        (value("1", unit="jours"), f"1{N}jour"),
        (value("1.5", unit="ans"), f"1,5{N}an"),
        (value("2", unit="ans"), f"2{N}ans"),
        (value("999999999.9999", unit="km"), f"999\u202f999\u202f999,9999{N}km"),
        (value("0", unit="€"), f"0{N}€"),
    ],
)
def test_a_value_is_written_as_french_writes_it(held: FigureValue, words: str) -> None:
    assert value_words(held) == words


def test_the_first_of_a_month_is_said_so() -> None:
    assert day_words(date(2026, 4, 1)) == "1er avril 2026"
    assert day_words(date(2026, 4, 11)) == "11 avril 2026"


@pytest.mark.parametrize(
    ("day", "words", "note"),
    [
        (date(2025, 12, 31), TO_CHECK, "ne sera en vigueur que le 1er janvier 2026"),
        (date(2026, 1, 1), f"646,52{N}€ par mois", "au 1er janvier 2026"),
        (date(2026, 12, 31), f"646,52{N}€ par mois", "au 1er janvier 2026"),
        (date(2027, 1, 1), f"1\u202f650{N}€ par mois", "au 1er janvier 2027"),
        (date(2028, 1, 1), TO_CHECK, "n’est plus en vigueur depuis le 1er janvier 2028"),
    ],
)
def test_each_day_has_its_value(day: date, words: str, note: str) -> None:
    told = tell(day)("rsa")
    assert (told.words, told.note) == (words, note)
    html = unescape(drawn("Un {{ montant: rsa }}.", day).html)
    assert f">{told.amount}</a> <small" in html
    assert f"({told.aside})</small>" in html
    assert told.amount == (f"{BLANK}{N}€ par mois" if words == TO_CHECK else words)
    assert told.aside == (f"{TO_CHECK}{N}: {note}" if words == TO_CHECK else note)


def test_a_lapsed_value_is_shown_nowhere() -> None:
    lapsed = date(2028, 6, 1)
    body = "Un {{ montant: rsa }}."
    for shown in (drawn(body, lapsed).html, plain(body, tell(lapsed)).public):
        assert "650" not in shown
        assert TO_CHECK in shown
    assert 'class="montant montant-perdu"' in drawn(body, lapsed).html


@pytest.mark.parametrize(
    "sentence",
    [
        "Le montant est de {}.",
        "Sous {}, l’aide est entière.",
        "Elle reçoit jusqu’à {} par enfant, ou {} seule",
        "{} : c’est le plafond.",
        "Moins de {} ? C’est gratuit.",
    ],
)
def test_a_sentence_reads_whatever_surrounds_an_amount_to_check(sentence: str) -> None:
    lapsed = date(2028, 6, 1)
    why = f"{TO_CHECK}{N}: n’est plus en vigueur depuis le 1er janvier 2028"
    on_the_page = sentence.format(*[f"{BLANK}{N}€ par mois ({why})"] * 2)
    read_so = sentence.format(*[f"{BLANK}{N}€ par mois ({TO_CHECK})"] * 2)
    body = sentence.format(*["{{ montant: rsa }}"] * 2)
    for agent in (True, False):
        html = drawn(body, lapsed, agent=agent).html
        assert unescape(re.sub(r"<[^>]+>", "", html)).strip() == on_the_page
    assert plain(body, tell(lapsed)).public.strip() == read_so
    assert in_words(body, tell(lapsed)) == read_so
    # The words that say so are said once, beside: « de montant » is no French.
    assert not re.search(rf"\b(?:de|à|sous|reçoit) {TO_CHECK}", read_so, re.IGNORECASE)


def test_what_is_to_be_checked_keeps_its_unit_when_there_is_one() -> None:
    ages = figure(value("62", unit="ans"), id_="age")
    told = telling({"age": ages, "vide": Figure("vide", "Vide", ())}, date(2030, 1, 1))
    assert in_words("À {{ montant: age }}.", told).startswith(f"À {BLANK}{N}ans (")
    for unknown in ("vide", "absent"):
        assert in_words(f"À {{{{ montant: {unknown} }}}}.", told).startswith(f"À {BLANK} (")


def test_a_blank_ends_no_sentence_and_is_no_word() -> None:
    lapsed = tell(date(2028, 6, 1))
    text = in_words(f"Le plafond {'du foyer ' * 12}est de {{{{ montant: rsa }}}} en tout.", lapsed)
    shown = passage([text], dict.fromkeys(terms_of("plafond"), 1.0))
    assert f"est de {BLANK}{N}€ par mois ({TO_CHECK}" in "".join(p.text for p in shown)
    assert all("_" not in term for term in terms_of(BLANK))


def test_a_citation_leads_to_its_entry_and_says_what_it_is() -> None:
    html = drawn("Un {{ montant: rsa }}.").html
    assert 'href="#s_rsa"' in html
    assert 'title="RSA d’essai, au 1er janvier 2026"' in html
    other = render("{{ montant: rsa }}", prefix="v", link_for=str, agent=True, tell=tell())
    assert 'href="#v_rsa"' in other.html
    assert other.prefix == "v"


def test_links_do_not_nest() -> None:
    html = drawn("[le {{ montant: rsa }}](https://www.caf.fr) et {{ montant: rsa }}").html
    assert len(re.findall("<a ", html)) == len(re.findall("</a>", html)) == 2
    assert '<span class="montant" title=' in html


def test_what_is_cited_is_what_is_shown() -> None:
    body = "{{ montant: rsa }}\n\n:::agent\n{{ montant: mal }}\n:::\n\n{{ montant: rsa }}"
    assert [told.id for told in drawn(body).figures] == ["rsa", "mal"]
    assert [told.id for told in drawn(body, agent=False).figures] == ["rsa"]
    text = plain(body, tell())
    assert "646,52" in text.public
    assert "646,52" in text.agent
    assert "alert(1)" not in text.public


def test_code_cites_nothing() -> None:
    body = "`{{ montant: rsa }}`\n\n```\n{{ montant: rsa }}\n```\n"
    shown = drawn(body)
    assert shown.figures == ()
    assert shown.html.count("{{ montant: rsa }}") == 2
    assert plain(body, tell()).public.count("{{ montant: rsa }}") == 2


def test_an_unknown_amount_is_to_be_checked() -> None:
    html = drawn("Un {{ montant: inconnu }}.").html
    assert TO_CHECK in html
    assert "{{" not in html
    assert TO_CHECK in render("{{ montant: rsa }}", link_for=str, agent=True).html


@pytest.mark.parametrize("body", ["{{ montant: mal }}", "[{{ montant: mal }}](https://a.fr)"])
def test_a_hostile_name_runs_nothing(body: str) -> None:
    html = drawn(body).html
    assert "<script" not in re.sub(r'title="[^"]*"', "", html)
    assert html.count("<a ") == 1
    title = re.search(r'title="([^"]*)"', html)
    assert title
    assert unescape(title[1]) == f"{HOSTILE}, au 1er janvier 2026"


def test_an_author_cannot_draw_what_looks_like_an_amount() -> None:
    html = drawn('<a class="montant" href="#s_rsa">9 999 €</a>').html
    assert "<a" not in html


def test_the_header_speaks_in_words() -> None:
    text = sheet_text(delai="{{ montant: rsa }}", cout="{{ montant: rsa }} ou {{ montant: x }}")
    sheet = read("operators/caf/x.md", text).document
    assert isinstance(sheet, Sheet)
    told = header_in_words(sheet, tell())
    assert told.delay == f"646,52{N}€ par mois"
    assert told.cost == f"646,52{N}€ par mois ou {BLANK} ({TO_CHECK})"
    assert cited_in_header(sheet) == ("rsa", "x")
    assert header_in_words(told, tell()) is told


def test_texts_to_compare_name_what_they_cite() -> None:
    shown = named("Un {{ montant: rsa }}.", tell())
    assert shown == f"Un [RSA d’essai{N}: 646,52{N}€ par mois]."
    assert in_words("Sans rien {", tell()) == "Sans rien {"


@pytest.mark.parametrize(
    "body", ["{{ montant: rsa }} " * 1000, "{{" * 1900, "{{ montant: " * 900 + "rsa }}" * 900]
)
def test_a_thousand_citations_are_drawn_in_a_moment(body: str) -> None:
    assert seconds(lambda: drawn(body), 1.0) < 1.0
    assert seconds(lambda: plain(body, tell()), 1.0) < 1.0
