"""What is kept of a question: the words, and nothing that could name someone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.people.activity.tables import LONGEST_QUESTION
from kb_app.people.activity.words import folded, kept


@pytest.mark.parametrize(
    ("typed", "question", "wording"),
    [
        ("Carte  Vitale perdue ?", "carte vitale perdue", "Carte Vitale perdue ?"),
        ("PERDU MA CARTE", "perdu ma carte", "perdu ma carte"),
        ("RSA", "rsa", "RSA"),
        ("j’ai pas reçu l'APL", "j'ai pas recu l'apl", "j’ai pas reçu l'APL"),
        ("formulaire 2042", "formulaire 2042", "formulaire 2042"),
        ("« carte\u200b grise »", "carte grise", "« carte grise »"),
    ],
)
def test_spelling_makes_no_difference_to_the_question(
    typed: str, question: str, wording: str
) -> None:
    words = kept(typed)
    assert words
    assert (words.question, words.wording) == (question, wording)


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("carte 1 85 05 78 006 084 36", "carte …"),
        ("madame 06 12 34 56 78 rsa", "madame … rsa"),
        ("jean.dupont@exemple.fr mot de passe", "… mot de passe"),
        ("née le 12/03/1985 retraite", "née le … retraite"),
        ("dossier 123456", "dossier …"),
        ("dossier 1 2 3 4 5", "dossier …"),
        ("dossier ٠١٢٣٤", "dossier …"),
        ("apl 75011", "apl …"),
    ],
)
def test_what_could_name_someone_is_hidden(typed: str, wording: str) -> None:
    words = kept(typed)
    assert words
    assert words.wording == wording
    assert not re.search(r"\d", words.question)
    assert "masqu" not in words.question


@pytest.mark.parametrize("typed", ["", "  ", "?!", "06 12 34 56 78", "1" * 200])
def test_a_question_without_a_word_left_is_not_kept(typed: str) -> None:
    assert kept(typed) is None


@given(st.text(max_size=300))
def test_whatever_is_typed_fits_its_column_and_tells_its_question(typed: str) -> None:
    words = kept(typed)
    if words:
        assert len(words.wording) <= LONGEST_QUESTION
        assert len(words.question) <= LONGEST_QUESTION
        assert words.wording.isprintable()
        assert folded(words.wording) == words.question
        assert not re.search(r"\d{5}", words.question)
