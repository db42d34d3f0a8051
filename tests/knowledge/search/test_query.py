from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.knowledge.search.query import LONGEST_QUESTION, parse_query


def test_a_question_beyond_200_characters_is_refused_in_french() -> None:
    parse_query("a" * LONGEST_QUESTION)
    with pytest.raises(InvalidInput, match="limitée à 200 caractères : gardez"):
        parse_query("a" * (LONGEST_QUESTION + 1))


def test_a_word_said_twice_is_searched_once() -> None:
    assert parse_query("Loyer, loyers ? LOYER !").words == (("loyer", "Loyer"),)


def test_a_code_said_on_the_phone_is_the_written_code() -> None:
    assert dict(parse_query("CAF 03").words)["caf03"] == "CAF 03"


def test_quotes_of_any_kind_make_a_phrase() -> None:
    for text in ('"carte grise"', "« carte grise »", "“carte grise”"):
        assert parse_query(text).phrases == (("cart", "gris"),)
    assert parse_query('"carte" grise').phrases == ()


def test_operators_wildcards_and_fields_are_plain_text() -> None:
    asked = parse_query("title:carte* AND NOT (grise OR agent_body:~secret^4) [a TO z] /x.*/")
    assert [term for term, _ in asked.words] == [
        "titl", "cart", "and", "not", "gris", "or", "agent", "body", "agentbody", "secret", "4",
        "to", "z", "x",
    ]  # fmt: skip


@given(st.text(max_size=LONGEST_QUESTION))
def test_any_short_text_is_a_question(text: str) -> None:
    parse_query(text)
