from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.search.analysis import (
    LONGEST_TERM,
    WORD,
    fold,
    forms,
    forms_of,
    stem_of,
    terms,
    terms_of,
    words,
)
from kb_app.knowledge.search.arrays.tokens import NOWHERE, TEXT_STEP
from kb_app.knowledge.search.writing import Words

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


@pytest.mark.parametrize(
    "words",
    [
        "perdre perdu perdue perdus perds",
        "payer payé payée paye paie paiement",
        "envoyer envoyé envoi envoie",
        "inscrire inscrit inscription",
        "rendre rendu rende",
        "refuser refusé refus",
        "décéder décédé décès",
        "vendre vendu vente",
    ],
)
def test_the_forms_of_an_irregular_verb_are_one_term(words: str) -> None:
    assert len(set(terms(words))) == 1


def test_words_that_only_look_alike_stay_apart() -> None:
    for one, other in (("retraite", "retrait"), ("virement", "virer"), ("loyer", "loi")):
        assert terms(one) != terms(other)


def test_decomposed_accents_are_the_same_word() -> None:
    assert terms("e\u0301te\u0301") == terms("été")


def test_words_keep_their_place_in_the_text() -> None:
    text = "L’APL : j'ai déménagé, « plus d’APL » !"
    assert [text[w.start : w.end] for w in words(text) if w.terms] == [
        "L’APL", "déménagé", "d’APL",
    ]  # fmt: skip


def test_a_compound_is_spelled_by_its_parts_and_in_one_piece() -> None:
    assert forms_of("L’Île-de-France") == (("ile", "de", "france"), "")
    assert forms_of("CAF-03") == (("caf", "03"), "caf03")
    assert forms_of("c2s") == (("c", "2", "s"), "c2s")
    assert forms("J’ai déménagé : R.S.A.") == ["ai", "demenage", "rsa"]


def test_whoosh_gets_each_form_once_with_its_places() -> None:
    found = {
        form.decode(): np.frombuffer(places, "<u4").tolist()
        for form, _, _, places in Words(whole=False).index(("La carte, ma carte CAF-03", "carte"))
    }
    assert found == {
        "la": [0], "carte": [1, 3, TEXT_STEP], "ma": [2], "caf": [4], "03": [5],
        "caf03": [NOWHERE],
    }  # fmt: skip
    assert [form for form, *_ in Words(whole=True).index(("CAF-03",))] == [b"caf03"]


@given(st.text())
def test_the_terms_of_a_text_are_the_stems_of_its_forms(text: str) -> None:
    simple = [word for word in WORD.findall(text) if not forms_of(word).joined]
    for word in simple:
        assert terms_of(word) == tuple(filter(None, map(stem_of, forms_of(word).parts)))


@given(st.text())
def test_any_text_gives_short_plain_terms_within_it(text: str) -> None:
    place = 0
    for word in words(text):
        assert place <= word.start < word.end <= len(text)
        place = word.end
        assert all(term and term.isalnum() and len(term) <= LONGEST_TERM for term in word.terms)
