from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.knowledge.search.asking import Asked, Run, ask
from kb_app.knowledge.search.expansions import NONE, Expansions
from kb_app.knowledge.search.query import parse_query


def test_a_question_beyond_200_characters_is_refused_in_french() -> None:
    parse_query("a" * LONGEST_QUESTION)
    with pytest.raises(InvalidInput, match="limitée à 200 caractères : gardez"):
        parse_query("a" * (LONGEST_QUESTION + 1))


def asked(text: str, expansions: Expansions = NONE) -> Asked:
    return ask(parse_query(text), expansions)


def test_a_word_said_twice_is_searched_once() -> None:
    found = asked("Loyer, loyers ? LOYER !")
    assert (found.terms, found.words) == (("loyer",), ("Loyer",))
    assert found.forms == ("loyer", "loyers")


def test_a_code_said_on_the_phone_is_the_written_code() -> None:
    for said in ("CAF 03", "caf-03", "Caf03"):
        assert parse_query(said).codes == ("caf03",)


def test_quotes_of_any_kind_mean_exactly_these_words() -> None:
    for text in ('"la carte grise"', "« la Carte grise »", "“la carte grise”"):
        assert parse_query(text).quoted == (("la", "carte", "grise"),)
    assert parse_query('"cartes" grise').quoted == (("cartes",),)


def test_small_words_count_as_spelled_and_not_as_terms() -> None:
    found = asked("où est ma carte")
    assert (found.terms, found.forms) == (("cart",), ("ou", "est", "ma", "carte"))


def test_a_compound_may_stand_for_its_parts() -> None:
    assert asked("le wi-fi").runs == (Run(("wi", "fi"), "wif"),)
    assert asked("la C2S").terms == ("c2s",)


def test_operators_wildcards_and_fields_are_plain_text() -> None:
    found = asked("title:carte* AND NOT (grise OR agent_body:~secret^4) [a TO z] /x.*/")
    assert found.terms == (
        "titl", "cart", "and", "not", "gris", "or", "agent", "body", "secret", "4", "to", "z", "x",
    )  # fmt: skip


@given(st.text(max_size=LONGEST_QUESTION))
def test_any_short_text_is_a_question(text: str) -> None:
    parse_query(text)
