"""Which passwords are accepted, and how they are kept."""

import unicodedata
from contextlib import suppress

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.people.accounts import passwords

KNOWN = ("jeanne.martin@ville.fr", "Jeanne Martin-Dupré", "Relais")
UNRELATED = (
    "lampadaire", "girafe", "carotte", "tournevis", "moutarde", "nuage", "tambour", "pivoine",
    "escalier", "hublot", "virgule", "crayon", "bretelle", "fougère", "tartine", "boussole",
)  # fmt: skip


@pytest.mark.parametrize(
    "password",
    [
        "huit lampadaires verts",
        "la girafe adore la moutarde",
        "kV7#pQz!9mWx2@Lr",
        "déjà vu chez l’oncle Émile",
        "пятнадцать зелёных фонарей",
        "x" * 3 + "girafe moutarde nuage" + "y" * 104,
    ],
)
def test_a_long_unforeseeable_password_is_accepted(password: str) -> None:
    passwords.check(password, KNOWN)


@given(
    st.lists(st.sampled_from(UNRELATED), min_size=4, max_size=6, unique=True),
    st.sampled_from(" -_"),
)
def test_any_four_unrelated_words_are_accepted(words: list[str], between: str) -> None:
    passwords.check(between.join(words), KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "xkqxkqxkqxkqxkqxk",
        "lampadaire lampadaire",
        "123456789012345",
        "9876543210987654",
        "azertyuiopqsdfghjklm",
        "mlkjhgfdsqpoiuytreza",
        "qwertyuiopasdfgh",
        "abcdefghijklmnopq",
        "111122223333444455",
        "motdepasse12345",
        "Mot de passe 2026 !",
        "m0t-d3-p4ss3-2026!",
        "P@$$w0rdP@$$w0rd1",
        "correct horse battery staple",
        "Liberté, égalité, fraternité",
        "BonjourBonjourSoleil1",
        "jeanne.martin.1984",
        "MartinDupréJeanne!",
        "RelaisFranceServices26",
        "administrateur2026",
        "               ",
        "\0" * 20,
    ],
)
def test_a_password_that_others_would_try_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput, match="trop facile à deviner"):
        passwords.check(password, KNOWN)


def test_fourteen_characters_are_too_few_and_fifteen_enough() -> None:
    with pytest.raises(InvalidInput, match="14 sur 15"):
        passwords.check("girafe moutard", KNOWN)
    passwords.check("girafe moutarde", KNOWN)


def test_a_hundred_and_twenty_eight_characters_are_the_most() -> None:
    phrase = (" ".join(UNRELATED))[:128]
    passwords.check(phrase, KNOWN)
    with pytest.raises(InvalidInput, match="trop long"):
        passwords.check(phrase + "x", KNOWN)


def test_a_megabyte_is_refused_before_any_work() -> None:
    with pytest.raises(InvalidInput, match="trop long"):
        passwords.check("girafe " * 150_000, KNOWN)
    kept = passwords.hash_password("girafe moutarde")
    assert not passwords.verify(kept, "girafe " * 150_000)


def test_accents_typed_in_either_form_are_the_same_password() -> None:
    composed = unicodedata.normalize("NFC", "fougère à l’été")
    taken_apart = unicodedata.normalize("NFD", composed)
    assert composed != taken_apart
    passwords.check(taken_apart, KNOWN)
    assert passwords.verify(passwords.hash_password(composed), taken_apart)
    with pytest.raises(InvalidInput, match="14 sur 15"):
        passwords.check(unicodedata.normalize("NFD", "fougère à l’ét"), KNOWN)


def test_case_and_spaces_count() -> None:
    kept = passwords.hash_password("Girafe moutarde")
    assert passwords.verify(kept, "Girafe moutarde")
    assert not passwords.verify(kept, "girafe moutarde")
    assert not passwords.verify(kept, "Girafe  moutarde")
    assert not passwords.verify(kept, " Girafe moutarde")


@settings(max_examples=5)
@given(st.text(st.characters(exclude_categories=()), min_size=0, max_size=40))
def test_any_text_at_all_can_be_verified(text: str) -> None:
    assert passwords.verify(passwords.hash_password(text), text)
    assert not passwords.verify(None, text)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_at_all_is_accepted_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        passwords.check(text, KNOWN)


def test_hashes_are_argon2id_at_the_owasp_cost_each_with_its_salt() -> None:
    kept = passwords.hash_password("girafe moutarde")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != passwords.hash_password("girafe moutarde")
    assert not passwords.needs_rehash(kept)


def test_a_hash_at_a_lower_cost_asks_to_be_made_again() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("girafe moutarde")
    assert passwords.verify(old, "girafe moutarde")
    assert passwords.needs_rehash(old)


def test_a_damaged_hash_opens_to_nobody() -> None:
    assert not passwords.verify("$argon2id$abîmé", "girafe moutarde")
    assert not passwords.verify("", "girafe moutarde")


def test_no_common_word_is_so_short_that_it_eats_into_the_others() -> None:
    assert len(passwords._COMMON) > 150
    assert min(map(len, passwords._COMMON)) >= 4
