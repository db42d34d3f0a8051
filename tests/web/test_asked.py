"""What is asked of a page, in its address or its form: read whole, or refused with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.web.views.history import number_asked
from kb_app.web.views.lines import PER_PAGE, cut
from kb_app.web.views.next_page import next_page
from kb_app.web.views.question import read_question, shown
from kb_app.web.views.sheet_page import day_asked

# What is asked of the search page


def test_a_question_of_spaces_is_empty() -> None:
    assert read_question(" \u00a0\t ").text == ""


@pytest.mark.parametrize("text", ["*", "***", "? * ~", "«"])
def test_a_question_of_signs_alone_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="aucun mot"):
        read_question(text)


def test_a_question_too_long_is_refused_with_its_length() -> None:
    assert read_question("a" * LONGEST_QUESTION).text
    with pytest.raises(InvalidInput, match="201 caractères"):
        read_question("a" * (LONGEST_QUESTION + 1))


@pytest.mark.parametrize(("endings", "count"), [(["partout"], ""), ([], "1000"), ([], "x")])
def test_filters_the_page_does_not_offer_are_refused(endings: list[str], count: str) -> None:
    with pytest.raises(InvalidInput):
        read_question("rsa", [], endings, count)


def test_what_was_refused_is_given_back_on_one_line() -> None:
    assert shown("carte\x00\n grise " + "a" * 9999).startswith("carte grise aaa")
    assert len(shown("a" * 9999)) == LONGEST_QUESTION


def test_asking_for_more_keeps_the_words_and_the_filters() -> None:
    more = read_question("l’été & co", ["caf"], ["referent"]).more()
    assert more
    assert more.address == (
        "/recherche?q=l%E2%80%99%C3%A9t%C3%A9+%26+co&issue=referent&operateur=caf&nombre=30"
    )
    assert read_question("rsa", count="50").more() is None


# Addresses that come from outside


@pytest.mark.parametrize("wanted", ["/", "/fiches/caf/rsa?le=2026-01-01", "/recherche?q=a%20b"])
def test_signing_in_leads_to_the_page_that_was_asked(wanted: str) -> None:
    assert next_page(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "https://ailleurs.example",
        "//ailleurs.example",
        "/\\ailleurs.example",
        "/\t/ailleurs.example",
        "\\/ailleurs.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
        "/deconnexion",
    ],
)
def test_signing_in_never_leads_to_another_site(wanted: str | None) -> None:
    assert next_page(wanted) == "/"


def test_a_day_is_written_with_its_year_month_and_day() -> None:
    assert day_asked(None) is None
    assert day_asked("2026-03-01") == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["", "hier", "2026-02-30", "20260301", "2026-W09-7", "1" * 5000])
def test_what_is_not_a_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        day_asked(text)


@pytest.mark.parametrize("text", [None, "", "x", "-1", "²", "9" * 30])
def test_what_is_not_a_version_number_is_refused(text: str | None) -> None:
    with pytest.raises(InvalidInput):
        number_asked(text)


@given(st.text(max_size=10))
def test_a_page_of_a_list_exists_or_is_refused(text: str) -> None:
    try:
        page = cut(range(PER_PAGE + 1), text)
    except InvalidInput:
        return
    assert page.items in (tuple(range(PER_PAGE)), (PER_PAGE,))


def test_an_empty_list_has_one_page() -> None:
    assert cut((), "1").last == 1
