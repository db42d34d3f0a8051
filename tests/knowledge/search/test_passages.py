from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.search.analysis import terms
from kb_app.knowledge.search.model import Piece
from kb_app.knowledge.search.passages import LENGTH, passage
from tests.timing import seconds

LONG = "Phrase sans rapport avec la question posée au guichet. " * 30


def marked(text: str, question: str) -> tuple[str, list[str]]:
    pieces = passage([text], dict.fromkeys(terms(question), 1.0))
    return "".join(p.text for p in pieces), [p.text for p in pieces if p.hit]


def test_the_searched_words_are_marked_as_they_are_written() -> None:
    assert passage(["Refaites la carte grise."], {"cart": 1.0, "gris": 1.0}) == (
        Piece("Refaites la ", False), Piece("carte", True), Piece(" ", False),
        Piece("grise", True), Piece(".", False),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "question", "hits"),
    [
        ("J’ai DÉMÉNAGÉ hier.", "demenager", ["DÉMÉNAGÉ"]),
        ("Voyez la fiche CAF-03.", "caf 03", ["CAF-03"]),
        ("Le réseau Wi-Fi est gratuit.", "wifi", ["Wi-Fi"]),
        ("Ma sœur, mon œuvre.", "oeuvre soeur", ["sœur", "œuvre"]),
        ("L’attestation, s’il vous plaît.", "attestations", ["L’attestation"]),
        ("Un décret : fréquemment, un accès.", "fréquent", ["fréquemment"]),
    ],
)
def test_words_are_marked_however_they_are_written(
    text: str, question: str, hits: list[str]
) -> None:
    assert marked(text, question)[1] == hits


def test_the_passage_is_where_most_of_the_question_is() -> None:
    text = f"La carte. {LONG}La carte grise est refaite en ligne. {LONG}"
    shown, hits = marked(text, "refaire carte grise")
    assert "La carte grise est refaite en ligne." in shown
    assert hits == ["carte", "grise"]


def test_a_passage_starts_with_its_sentence_and_cuts_no_word() -> None:
    text = f"{LONG}Le loyer est dû. {'anticonstitutionnellement ' * 30}"
    shown, _ = marked(text, "loyer")
    assert shown.startswith("Le loyer est dû.")
    assert shown.endswith("…")
    assert shown.rstrip("…").endswith("anticonstitutionnellement")


def test_a_sentence_too_long_to_show_is_cut_on_both_sides() -> None:
    shown, _ = marked(f"{'mot ' * 100}loyer {'mot ' * 100}", "loyer")
    assert shown.startswith("…mot")
    assert shown.endswith("mot…")
    assert "loyer" in shown


def test_without_a_hit_the_beginning_is_shown() -> None:
    shown, hits = marked(LONG, "carte")
    assert LONG.startswith(shown.rstrip("…"))
    assert hits == []
    assert passage([], {"cart": 1.0}) == ()
    assert passage(["", "  "], {"cart": 1.0}) == ()


def test_the_text_that_holds_most_is_shown_and_the_first_of_equals() -> None:
    weights = {"cart": 1.0, "gris": 2.0}
    assert passage(["Une carte.", "Elle est grise."], weights)[1].text == "grise"
    assert passage(["Une carte.", "La carte."], weights)[0].text == "Une "


def test_line_ends_become_spaces_and_no_break_spaces_stay() -> None:
    assert marked("Le loyer :\n\n  payé", "loyer")[0] == "Le loyer : payé"


@pytest.mark.parametrize("body", ["a" * 65_536, "carte " * 11_000, "c" * 65_536, "carte-" * 11_000])
def test_ten_of_the_largest_bodies_are_read_while_someone_waits(body: str) -> None:
    shown: list[str] = []

    def ten_times() -> None:
        shown.extend(marked(body, "carte cave c")[0] for _ in range(10))

    assert seconds(ten_times, 0.4) < 0.4
    assert len(shown[0]) <= LENGTH + 60 or " " not in body


@given(st.text(), st.text(max_size=40))
def test_any_text_and_question_make_a_passage_of_the_text(text: str, question: str) -> None:
    shown, _ = marked(text, question)
    plain = "".join(shown.strip("…").split())
    assert plain in "".join(text.split())
