from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from whoosh.analysis.acore import Token

from kb_app.knowledge.search.analysis import (
    LONGEST_TERM,
    FrenchAnalyzer,
    fold,
    terms,
    words,
)

CASES = yaml.safe_load(Path("tests/cases/search/analyse.yaml").read_text("utf-8"))


@pytest.mark.parametrize("written", CASES["memes_termes"], ids=lambda written: written[0])
def test_two_ways_to_write_a_word_find_each_other(written: list[str]) -> None:
    assert {tuple(terms(text)) for text in written} == {tuple(terms(written[0]))}
    assert terms(written[0])


@pytest.mark.parametrize(("text", "expected"), CASES["termes"].items())
def test_a_text_has_these_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_folding_comes_before_stemming() -> None:
    """Stemming first gives 24 % of accented words a stem that the bare word does not have."""
    for word in ("déménagé", "créé", "élève", "impôts", "payée", "période", "préfecture", "sécu"):
        assert terms(word) == terms(fold(word))


def test_decomposed_accents_are_the_same_word() -> None:
    assert terms("e\u0301te\u0301") == terms("été")


def test_words_keep_their_place_in_the_text() -> None:
    text = "L’APL : j'ai déménagé, « plus d’APL » !"
    assert [text[w.start : w.end] for w in words(text) if w.terms] == [
        "L’APL", "déménagé", "d’APL",
    ]  # fmt: skip


def test_whoosh_gets_positions_and_character_offsets() -> None:
    def read(token: Token) -> tuple[str, int, int, int]:
        return token.text, token.pos, token.startchar, token.endchar

    tokens = FrenchAnalyzer()("La carte CAF-03", positions=True, chars=True)
    assert [read(token) for token in tokens] == [
        ("cart", 0, 3, 8), ("caf", 1, 9, 15), ("03", 2, 9, 15), ("caf03", 3, 9, 15),
    ]  # fmt: skip


@given(st.text())
def test_any_text_gives_short_plain_terms_within_it(text: str) -> None:
    place = 0
    for word in words(text):
        assert place <= word.start < word.end <= len(text)
        place = word.end
        assert all(term and term.isalnum() and len(term) <= LONGEST_TERM for term in word.terms)
