from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.search.spelling.sounds import sounds

ALIKE = [
    "autorisation otorisation otorizassion",
    "attestation atestation ataistation",
    "allocation alocation allocassion",
    "permis permi permit permits",
    "demenagement demenajement demenagemant",
    "reconnaissance reconnaisance rekonaisanse",
    "sante santer santez santee santait",
    "paiement payement paiment",
    "passeport passport",
    "medecin medsin",
    "pharmacie farmacie farmassie",
    "cheque chek cheqe",
    "technique teknik",
    "recu ressu resu",
    "francais fransais",
    "garcon garson",
    "touchent touche",
    "examen egzamen",
    "connexion conection",
    "accident aksident",
    "impot inpot imppaux",
    "enfant anfan",
    "emploi enploi emploie",
    "oeuvre euvre",
    "gagner gagne",
    "mangeons manjon",
    "voiture vouature",
    "travail travaille",
    "hopital opital",
    "wagon vagon",
    "rsa rsaa",
    "caf caff kaf",
]
APART = ["rst rsd rsp", "permis promis", "bon bonne", "droit doigt", "cas ca", "gare jare"]


@pytest.mark.parametrize("words", ALIKE)
def test_spellings_of_one_sound_come_together(words: str) -> None:
    first, *others = words.split()
    for other in others:
        assert not set(sounds(first)).isdisjoint(sounds(other)), (sounds(first), sounds(other))


@pytest.mark.parametrize("words", APART)
def test_words_that_do_not_sound_alike_stay_apart(words: str) -> None:
    heard = [sound for word in words.split() for sound in sounds(word)]
    assert len(heard) == len(set(heard))


@given(st.lists(st.text("abcdeghilnopqstuxyz", min_size=1), min_size=1, max_size=6))
def test_words_sound_the_same_one_by_one_and_all_at_once(words: list[str]) -> None:
    together = [text.split("\n") for text in sounds("\n".join(words))]
    for number, word in enumerate(words):
        assert {text[number] for text in together} == set(sounds(word))
