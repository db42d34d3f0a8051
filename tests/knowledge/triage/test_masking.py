"""Numbers that name a person are hidden before a text is kept or sent."""

import pytest

from kb_app.knowledge.triage.masking import masked
from tests.timing import seconds

NIR = "numéro de sécurité sociale"
TAX = "numéro fiscal"
BANK = "coordonnées bancaires"
MAIL = "adresse électronique"
PHONE = "téléphone"
ALLOCATAIRE = "numéro d’allocataire"
BIRTH = "date de naissance"

FORBIDDEN = [
    ("son numéro est 1 85 05 78 006 084 91, merci", NIR),
    ("2850578006084", NIR),
    ("185057800608491", NIR),
    ("1.85.05.2A.006.084-91", NIR),
    ("nir 2 99 12 2b 123 456", NIR),
    ("1\u00a085\u202f05 78 006 084 91", NIR),
    ("1\u200b85\u200b05\u200b78\u200b006\u200b084", NIR),
    ("7850578006084", NIR),
    ("１８５０５７８００６０８４", NIR),
    ("numéro fiscal 30 23 217 600 053", TAX),
    ("0123456789012", TAX),
    ("N° fiscal : 1223217600053", TAX),
    ("1223217600053 (n° fiscal)", TAX),
    ("FR76 3000 6000 0112 3456 7890 189", BANK),
    ("iban fr7630006000011234567890189", BANK),
    ("BE71 0961 2345 6769", BANK),
    ("RIB 30006 00001 12345678901 89", BANK),
    ("jeanne.martin+caf@ville-de-nérac.fr", MAIL),
    ("06 12 34 56 78", PHONE),
    ("tél:0612345678", PHONE),
    ("+33 6 12 34 56 78", PHONE),
    ("+33(0)6.12.34.56.78", PHONE),
    ("0033612345678", PHONE),
    ("le 12 06 12 34 56 78", PHONE),
    ("+262 692 12 34 56", PHONE),
    ("allocataire 1234567", ALLOCATAIRE),
    ("n° d’allocataire CAF : 1 234 567 K", ALLOCATAIRE),
    ("1234567 (allocataire)", ALLOCATAIRE),
    ("née le 12/03/1985", BIRTH),
    ("né le 1er mars 1985", BIRTH),
    ("Né(e) : 1985-03-12", BIRTH),
    ("date de naissance 12.03.85", BIRTH),
    ("12/03/1985, date de naissance", BIRTH),
    ("ne\u0301e le 12 août 1985", BIRTH),
    ("DDN 12031985", BIRTH),
]


@pytest.mark.parametrize(("text", "kind"), FORBIDDEN)
def test_what_names_a_person_is_hidden(text: str, kind: str) -> None:
    result = masked(text)
    assert result.found == (kind,)
    assert f"[{kind} masqué" in result.text
    assert sum(c.isdigit() for c in result.text.replace("le 12 [", "")) == 0


@pytest.mark.parametrize(
    "text",
    [
        "carte volée le 12/11/2026, rendez-vous mardi à 14 h 30",
        "appelez le 36 46 ou le 0 809 54 00 20",
        "3 enfants de 2, 11 et 17 ans, 1 250 € par mois depuis 2019",
        "44000 Nantes, fiche CAF-03, dossier n° 12345",
        "référence 1234567",
        "le 22 novembre 2026 ; pas de naissance attendue",
        "L’arrêté du 12/03/1985 ne s’applique plus",
        "",
    ],
)
def test_what_is_said_of_the_request_stays(text: str) -> None:
    assert masked(text) == type(masked(""))(text, ())


def test_everything_hidden_in_one_message_is_said_once() -> None:
    result = masked("NIR 1850578006084, ou 2850578006084 ; tél. 06 12 34 56 78, née le 1/2/1990.")
    assert result.text == (
        "NIR [numéro de sécurité sociale masqué], ou [numéro de sécurité sociale masqué] ; "
        "tél. [téléphone masqué], née le [date de naissance masquée]."
    )
    assert result.found == (NIR, PHONE, BIRTH)


def test_masking_twice_changes_nothing_more() -> None:
    once = masked(" ; ".join(text for text, _ in FORBIDDEN))
    assert masked(once.text) == type(once)(once.text, ())


@pytest.mark.parametrize(
    "part",
    ["1", "1 ", "1 8-", "a", "a.", "a@", "FR76 ", "AB12", "né ", "1/1/", "0 6 ", "+33 ", "é@b."],
)
def test_time_is_in_proportion_to_the_length(part: str) -> None:
    text = part * (50_000 // len(part))
    assert seconds(lambda: masked(text), 0.5) < 0.5
