from __future__ import annotations

import random
from collections.abc import Iterable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.rendering.comparison import (
    Change,
    ChangeKind,
    FieldChange,
    Run,
    compare,
    compare_fields,
)
from kb_app.knowledge.rendering.paragraphs import paragraphs
from tests.timing import seconds

SHEET = """\
## En bref
La carte perdue se déclare dans le compte ameli. L’attestation remplace la carte. \
Le délai est de trois semaines.

## Étapes en ligne
1. Le visiteur ouvre son compte ameli.
2. Il signale la perte de la carte.
3. Il télécharge l’attestation de droits.

## Pièces
- pièce d’identité
- photo d’identité récente
"""


def shown(runs: Iterable[Run]) -> str:
    return "".join(f"[{run.text}]" if run.changed else run.text for run in runs)


def differences(old: str, new: str) -> list[tuple[str, str, str]]:
    return [
        (change.kind.value, shown(change.old), shown(change.new))
        for change in compare(old, new)
        if change.kind is not ChangeKind.SAME
    ]


def test_a_text_compared_with_itself_shows_no_change() -> None:
    assert differences(SHEET, SHEET) == []
    assert {change.kind for change in compare(SHEET, SHEET)} == {ChangeKind.SAME}


def test_a_changed_word_is_shown_alone_in_its_sentence() -> None:
    assert differences(SHEET, SHEET.replace("trois semaines", "deux semaines")) == [
        (
            "changed",
            "La carte perdue se déclare dans le compte ameli. L’attestation remplace la carte. "
            "Le délai est de [trois] semaines.",
            "La carte perdue se déclare dans le compte ameli. L’attestation remplace la carte. "
            "Le délai est de [deux] semaines.",
        )
    ]


def test_a_moved_sentence_leaves_the_others_unchanged() -> None:
    moved = SHEET.replace(" Le délai est de trois semaines.", "").replace(
        "La carte perdue", "Le délai est de trois semaines. La carte perdue"
    )
    rest = "La carte perdue se déclare dans le compte ameli. L’attestation remplace la carte."
    sentence = "Le délai est de trois semaines."
    assert differences(SHEET, moved) == [
        ("changed", f"{rest} [{sentence}]", f"[{sentence}] {rest}")
    ]


def test_an_item_added_to_a_list_is_the_only_change() -> None:
    added = SHEET.replace("- photo", "- justificatif de domicile\n- photo")
    assert differences(SHEET, added) == [("added", "", "[- justificatif de domicile]")]


def test_a_step_inserted_does_not_mark_the_steps_after_it() -> None:
    inserted = SHEET.replace(
        "2. Il signale la perte de la carte.\n3. Il",
        "2. Il vérifie son adresse.\n3. Il signale la perte de la carte.\n4. Il",
    )
    assert differences(SHEET, inserted) == [("added", "", "[2. Il vérifie son adresse.]")]


def test_a_number_that_begins_a_wrapped_line_is_still_compared() -> None:
    old, new = "Avant le\n15. Ensuite, trop tard.", "Avant le\n20. Ensuite, trop tard."
    assert differences(old, new) == [
        ("changed", "[15.] Ensuite, trop tard.", "[20.] Ensuite, trop tard.")
    ]


def test_a_removed_section_is_shown_as_removed() -> None:
    assert differences(SHEET, SHEET[: SHEET.index("## Pièces")]) == [
        ("removed", "[## Pièces]", ""),
        ("removed", "[- pièce d’identité]", ""),
        ("removed", "[- photo d’identité récente]", ""),
    ]


def test_another_paragraph_is_not_shown_as_a_rewriting() -> None:
    old = "La demande se fait par courrier."
    new = "Les ressources de tout le foyer comptent."
    assert differences(old, new) == [("removed", f"[{old}]", ""), ("added", "", f"[{new}]")]


def test_a_word_replaced_everywhere_stays_readable_in_a_long_text() -> None:
    old = "\n\n".join(f"Paragraphe {n} : la CMU couvre la situation {n}." for n in range(1500))
    found = differences(old, old.replace("CMU", "C2S"))
    assert len(found) == 1500
    assert found[700] == (
        "changed",
        "Paragraphe 700 : la [CMU] couvre la situation 700.",
        "Paragraphe 700 : la [C2S] couvre la situation 700.",
    )


def test_two_close_changes_are_read_as_one() -> None:
    assert differences("Ouvert de 8h à 18h le lundi.", "Ouvert de 9h à 19h le lundi.") == [
        ("changed", "Ouvert de [8h à 18h] le lundi.", "Ouvert de [9h à 19h] le lundi.")
    ]


def test_punctuation_and_amounts_stay_with_their_word() -> None:
    old = "Plafond : 10\u00a0000\u00a0€ par an, voici les pièces :"
    new = "Plafond : 12\u00a0000\u00a0€ par an, voici les pièces ;"
    assert differences(old, new) == [
        (
            "changed",
            "Plafond : [10\u00a0000\u00a0€] par an, voici les [pièces :]",
            "Plafond : [12\u00a0000\u00a0€] par an, voici les [pièces ;]",
        )
    ]


def test_wrapping_lines_and_empty_lines_are_not_changes() -> None:
    assert differences("un deux\ntrois\r\n\n\nquatre", "un  deux trois\n\nquatre\n") == []


def test_nesting_an_item_is_a_change() -> None:
    assert differences("- photo\n- carte", "- photo\n  - carte") == [
        ("changed", "[-] carte", "[  -] carte")
    ]


def test_a_table_is_compared_row_by_row() -> None:
    table = "| Foyer | Plafond |\n|---|---|\n| 1 | 847 € |\n| 2 | 1271 € |"
    assert differences(table, table.replace("1271 €", "1302 €")) == [
        ("changed", "| 2 | [1271 €] |", "| 2 | [1302 €] |")
    ]


def test_headers_are_compared_field_by_field() -> None:
    old = {"titre": "Carte perdue", "delai": "trois semaines", "cout": "", "code": "CPAM-02"}
    new = {"titre": "Carte perdue ou volée", "cout": "gratuit", "code": "CPAM-02", "critere": ""}
    assert compare_fields(old, new) == (
        FieldChange(
            "titre",
            ChangeKind.CHANGED,
            (Run("Carte perdue", False),),
            (Run("Carte perdue ", False), Run("ou volée", True)),
        ),
        FieldChange("delai", ChangeKind.REMOVED, (Run("trois semaines", True),), ()),
        FieldChange("cout", ChangeKind.ADDED, (), (Run("gratuit", True),)),
        FieldChange("code", ChangeKind.SAME, (Run("CPAM-02", False),), (Run("CPAM-02", False),)),
    )


def test_markup_comes_out_as_the_text_it_is() -> None:
    (change,) = compare("", "<script>alert(1)</script>")
    assert change == Change(ChangeKind.ADDED, (), (Run("<script>alert(1)</script>", True),))


LINES = st.lists(
    st.sampled_from(
        ["", "# A", "- un", "- deux", "1. x", "2. x", "3. y", "la carte perdue", "| a | b |", ":::"]
    )
    | st.text(max_size=20),
    max_size=12,
).map("\n".join)


@given(LINES, LINES)
def test_every_word_of_both_texts_is_shown_exactly_once(old: str, new: str) -> None:
    changes = compare(old, new)
    for text, sides in ((old, [c.old for c in changes]), (new, [c.new for c in changes])):
        assert ["".join(run.text for run in runs) for runs in sides if runs] == [
            paragraph.text for paragraph in paragraphs(text)
        ]


@given(LINES, LINES)
def test_what_is_called_unchanged_is_the_same_on_both_sides(old: str, new: str) -> None:
    def unchanged(side: str) -> list[str]:
        runs = [run for c in compare(old, new) for run in getattr(c, side) if not run.changed]
        return [word for run in runs for word in run.text.split() if word[0] not in "123"]

    assert unchanged("old") == unchanged("new")


@cache
def sizes() -> dict[str, tuple[str, str]]:
    chance = random.Random(4)

    def lines(vocabulary: int, length: int) -> str:
        words = (f"mot{chance.randrange(vocabulary)}" for _ in range(20_000))
        return "\n\n".join(" ".join(row) for row in zip(*[words] * length, strict=False))

    def nested(number: int) -> str:
        return "".join(" " * depth + f"{number}. x\n" for depth in range(360))

    return {
        "one_word_lines": ("a\n\n" * 22_000, "b\n\n" * 22_000),
        "two_words_shuffled": ("a b " * 17_000, "b b a " * 12_000),
        "few_words": (lines(5, 4), lines(5, 4)),
        "short_lines": (lines(100, 4), lines(100, 4)),
        "middle_lines": (lines(3000, 20), lines(3000, 20)),
        "long_lines": (lines(100, 300), lines(100, 300)),
        "numbers": ("1. \n2. \n" * 9_000, "".join(f"{n}.\n" for n in range(9_999))),
        "nesting": (nested(1), nested(2)),
        "punctuation": (" :" * 32_000, " ;" * 32_000),
        "quotation_marks": ("« " * 32_000, "»" * 20_000),
        "one_endless_word": (":" * 65_000 + "x", "\u00a0" * 32_000),
    }


@pytest.mark.parametrize("name", sizes())
def test_hostile_texts_are_compared_in_under_two_seconds(name: str) -> None:
    old, new = (text[: 64 * 1024] for text in sizes()[name])
    assert seconds(lambda: compare(old, new), 2) < 2
