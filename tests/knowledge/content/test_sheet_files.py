"""A sheet's file becomes a sheet, or every mistake in it, in French, at its line."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.content.model import Ending, Level, Online, Phone, Sheet, Source, Withdrawal
from kb_app.knowledge.content.read import read
from kb_app.knowledge.content.rules import RULES
from tests.factories import sheet_text

PATH = "operators/cpam/carte-vitale.md"

WHOLE = """---
version: 4
code: CPAM-02                      # short, stable
titre: Carte Vitale perdue ou volée
resume: Déclarer la perte dans le compte ameli ou par téléphone.
mots_du_public: [carte verte, carte vital perdu]
themes: [social-sante]             # ids
public: [assuré du régime général]
issue_habituelle: accompagnement   # autonomie | accompagnement | referent
critere: Le visiteur a-t-il un compte ameli qu'il sait ouvrir ?
pieces: [piece_identite, photo_identite]
en_ligne: { libelle: Mon compte ameli, adresse: "https://www.ameli.fr", compte: compte ameli }
telephone: { numero: "3646", horaires: voir la caisse }
delai: environ trois semaines
cout: gratuit
voir_aussi: [operators/cpam/attestation-de-droits.md]
sources: [ { titre: Perte, adresse: "https://service-public.fr", consulte_le: 2026-11-20 } ]
valide_du: 2026-11-22
a_revoir_avant: 2027-05-31
---
## En bref
Texte.
"""


def told(text: str, level: Level = Level.ERROR) -> list[tuple[int, str]]:
    return [(p.line, p.code) for p in read(PATH, text).problems if p.level is level]


def codes(text: str) -> list[str]:
    return [code for _, code in told(text)]


def warned(text: str) -> list[str]:
    return [code for _, code in told(text, Level.WARNING)]


def test_a_whole_sheet_becomes_its_values() -> None:
    reading = read(PATH, WHOLE)
    assert reading.problems == ()
    assert reading.document == Sheet(
        path=PATH,
        operator="cpam",
        slug="carte-vitale",
        code="CPAM-02",
        title="Carte Vitale perdue ou volée",
        summary="Déclarer la perte dans le compte ameli ou par téléphone.",
        ending=Ending.ASSISTED,
        criterion="Le visiteur a-t-il un compte ameli qu'il sait ouvrir ?",
        visitor_words=("carte verte", "carte vital perdu"),
        themes=("social-sante",),
        audience=("assuré du régime général",),
        documents=("piece_identite", "photo_identite"),
        online=Online("Mon compte ameli", "https://www.ameli.fr", "compte ameli"),
        phone=Phone("3646", "voir la caisse"),
        delay="environ trois semaines",
        cost="gratuit",
        see_also=("operators/cpam/attestation-de-droits.md",),
        sources=(Source("Perte", "https://service-public.fr", date(2026, 11, 20)),),
        valid_from=date(2026, 11, 22),
        review_before=date(2027, 5, 31),
        withdrawal=None,
        body="## En bref\nTexte.\n",
        body_line=21,
    )


def test_windows_line_ends_read_the_same() -> None:
    assert read(PATH, WHOLE.replace("\n", "\r\n")) == read(PATH, WHOLE)


def test_a_withdrawn_sheet_says_why_and_by_what_it_is_replaced() -> None:
    text = sheet_text(retrait={"motif": "Remplacée", "remplacee_par": "operators/caf/rsa.md"})
    document = read(PATH, text).document
    assert isinstance(document, Sheet)
    assert document.withdrawal == Withdrawal("Remplacée", "operators/caf/rsa.md")
    assert warned(sheet_text(retrait={"motif": "Arrêtée"}, sources=None)) == ["F27"]


@pytest.mark.parametrize(
    "key", ["code", "titre", "resume", "issue_habituelle", "valide_du", "a_revoir_avant"]
)
@pytest.mark.parametrize("value", [None, ""])
def test_a_required_key_missing_or_empty_is_named(key: str, value: str | None) -> None:
    keys: dict[str, Any] = {key: value}
    (problem,) = read(PATH, sheet_text(**keys)).problems
    assert problem.code == "Y06"
    assert f"«\u00a0{key}\u00a0»" in problem.message


def test_an_unknown_key_names_the_closest() -> None:
    (problem,) = read(PATH, sheet_text(mot_du_public=["rsa"])).problems
    assert problem.code == "Y04"
    assert "vouliez-vous dire «\u00a0mots_du_public\u00a0»" in problem.message


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"code": "cpam-02"}, "F02"),
        ({"code": "C-02"}, "F02"),
        ({"titre": "x" * 201}, "D04"),
        ({"resume": "x" * 401}, "D04"),
        ({"issue_habituelle": "guichet"}, "D05"),
        ({"valide_du": "2026-02-30"}, "D02"),
        ({"valide_du": "22/11/2026"}, "D02"),
        ({"valide_du": "20261122"}, "D02"),
        ({"valide_du": "2026-01-01", "a_revoir_avant": "2026-01-01"}, "F03"),
        ({"en_ligne": {"libelle": "Site", "adresse": "http://www.caf.fr"}}, "D03"),
        ({"en_ligne": {"libelle": "Site", "adresse": "javascript:alert(1)"}}, "D03"),
        ({"en_ligne": {"libelle": "Site", "adresse": "https:// caf.fr"}}, "D03"),
        ({"en_ligne": "https://www.caf.fr"}, "Y12"),
        ({"voir_aussi": ["../caf/rsa.md"]}, "D06"),
        ({"themes": "logement"}, "Y12"),
        ({"mots_du_public": [["rsa"]]}, "Y12"),
        ({"mots_du_public": [""]}, "Y13"),
        ({"delai": ""}, "Y13"),
        ({"version": "deux"}, "D07"),
        ({"telephone": {"horaires": "le matin"}}, "Y06"),
        ({"sources": [{"titre": "Site", "adresse": "https://a.fr", "lu": "x"}]}, "Y04"),
        ({"retrait": {"motif": "x", "remplacee_par": "ailleurs"}}, "D06"),
    ],
)
def test_a_wrong_value_gives_one_message(keys: dict[str, Any], code: str) -> None:
    assert codes(sheet_text(**keys)) == [code]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", (11, "F04")),
        ("# Titre\nx\n", (11, "F05")),
        ("## A\nx\n\n#### B\nx\n", (14, "F06")),
        ("### A\nx\n", (11, "F06")),
        ("## A\n\n## B\nx\n", (11, "F07")),
        ("## A\nx\n## B\n", (13, "F07")),
        ("## A\n:::agent\n:::\n", (11, "F07")),
        ("## \nx\n", (11, "F13")),
        ("[a](http://caf.fr)\n", (11, "F08")),
        ("x\n[a](../caf/rsa.md)\n", (12, "F08")),
        ("[a](data/x)\n", (11, "F08")),
        ("[a](mailto:personne)\n", (11, "F08")),
        ("[a](javascript:alert(1))\n", (11, "F09")),
        ("[a](deux mots)\n", (11, "F09")),
        ("x\n[a] (https://caf.fr)\n", (12, "F09")),
        (":::info\nx\n:::\n", (11, "F10")),
        ("x\n\n:::agent\nx\n", (13, "F11")),
        ("x\n:::\n", (12, "F11")),
        (":::agent\nx\n:::attention\ny\n:::\n", (13, "F11")),
        (":::agent\n:::attention\ny\n:::\n:::\n", (12, "F11")),
        ("![plan](https://caf.fr/x.png)\n", (11, "F12")),
        ("a\x00b\n", (11, "Y10")),
        ("x" * 65_536, (1, "Y09")),
    ],
)
def test_a_mistake_in_the_text_is_told_once_at_its_line(
    body: str, expected: tuple[int, str]
) -> None:
    assert told(sheet_text(body=body)) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "## A\n### B\nx\n## C\n:::agent\ny\n:::\n",
        "[a](https://caf.fr), [b](mailto:a@caf.fr), [c](operators/caf/rsa.md#s-x), <https://a.fr>\n",
        "<b>du texte</b> et `[a](b c)`\n\n```\n:::\n```\n",
        "| a | b |\n|---|---|\n| c | d |\n",
        "> une citation\n\n- liste\n  - dedans\n",
    ],
)
def test_honest_text_is_not_refused(body: str) -> None:
    assert told(sheet_text(body=body)) == []


@pytest.mark.parametrize(
    "text", ["", "titre: x", "---\ntitre: x\n", "---\n---\nx", "---\n- a\n---\n"]
)
def test_a_sheet_without_a_header_is_told_so(text: str) -> None:
    (problem,) = read(PATH, text).problems
    assert problem.code in ("F01", "Y12")


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    text = sheet_text(code="x", titre=None, valide_du="hier", body="# Un\n[a](b)\n")
    assert sorted(codes(text)) == ["D02", "F02", "F05", "F08", "Y06"]
    assert read(PATH, text).document is None


def test_warnings_do_not_prevent_publication() -> None:
    text = sheet_text(
        issue_habituelle="a_preciser",
        resume="x" * 241,
        mots_du_public=None,
        sources=None,
        body="Voici " + "un mot " * 20 + ".\n",
    )
    assert sorted(warned(text)) == ["F20", "F21", "F23", "F24", "F25"]
    assert read(PATH, text).document is not None


def test_a_long_sentence_is_told_at_the_line_it_starts_on() -> None:
    body = "Court.\nUn début. " + "mot " * 31 + "fin.\nAutre phrase.\n"
    assert told(sheet_text(body=body), Level.WARNING) == [(12, "F25")]


def test_lists_and_titles_are_not_one_long_sentence() -> None:
    body = "## Liste\n" + "- quelques mots sans point\n" * 12
    assert warned(sheet_text(body=body)) == []


def test_a_file_out_of_place_is_told_where_to_go() -> None:
    (problem,) = read("fiches/Caf.md", WHOLE).problems
    assert problem.code == "D01"


def test_every_rule_has_a_meaning_and_no_two_the_same() -> None:
    meanings = [rule.meaning for rule in RULES.values()]
    assert len(set(meanings)) == len(meanings)
    assert all(meaning.endswith(".") for meaning in meanings)
    assert all(a < b for a, b in pairwise(sorted(RULES)))


@given(st.text(max_size=200))
def test_no_text_makes_reading_fail(text: str) -> None:
    for path in (PATH, "operators/caf/operator.yaml", "vocabulary/synonyms.yaml", text):
        read(path, text)
        read(path, f"---\n{text}\n---\n{text}")


@given(st.dictionaries(st.sampled_from(["code", "titre", "sources", "retrait", "telephone",
       "themes", "valide_du", "version", "en_ligne"]), st.recursive(st.text(max_size=20),
       lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
       ["titre", "adresse", "motif", "numero"]), inner, max_size=3), max_leaves=6)))  # fmt: skip
def test_no_shape_of_values_makes_reading_fail(keys: dict[str, Any]) -> None:
    read(PATH, sheet_text(**keys))
