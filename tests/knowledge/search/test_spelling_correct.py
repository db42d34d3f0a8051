from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.search.analysis import STOP_WORDS, fold
from kb_app.knowledge.search.spelling.correct import MOST_CORRECTED, Change, corrections
from kb_app.knowledge.search.spelling.near import near, near_arrays

CASES = yaml.safe_load(Path("tests/cases/search/spelling.yaml").read_text("utf-8"))


class Lexicon:
    """Words and how many documents hold them; notes what it is asked."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._words = sorted(counts)
        self._arrays = near_arrays(self._words)
        self.asked: list[str] = []

    def knows(self, word: str) -> bool:
        return word in self._counts

    def count(self, word: str) -> int:
        return self._counts.get(word, 0)

    def near(self, word: str) -> Iterator[tuple[str, float]]:
        self.asked.append(word)
        for number, cost in near(word, self._arrays, self._words.__getitem__):
            yield self._words[number], cost


def lexicon(**counts: int) -> Lexicon:
    return Lexicon(counts)


KNOWN = {w: count for count, words in CASES["connus"].items() for w in words.split()}
LIBRARY = Lexicon(KNOWN)


def read(question: str, known: Lexicon = LIBRARY) -> str:
    """Return the question as it is read, changes made."""
    words = fold(question).split()
    for change in reversed(corrections(words, known)):
        assert " ".join(words[change.first : change.last + 1]) == change.typed
        words[change.first : change.last + 1] = change.became
    return " ".join(words)


@pytest.mark.parametrize(("typed", "meant"), CASES["corrections"].items())
def test_what_is_typed_is_read_as_what_was_meant(typed: str, meant: str) -> None:
    assert read(typed) == fold(meant)


@pytest.mark.parametrize("typed", CASES["inchanges"])
def test_what_nothing_convincing_explains_stays(typed: str) -> None:
    assert corrections(fold(typed).split(), LIBRARY) == ()


def test_the_table_is_long_enough_to_tell() -> None:
    assert len(CASES["corrections"]) + len(CASES["inchanges"]) >= 60


def test_a_change_says_which_words_it_replaces() -> None:
    words = ["renouveler", "mon", "pass", "port", "et", "cartegrise"]
    assert corrections(words, lexicon(renouveler=1, passeport=9, carte=9, grise=9)) == (
        Change(2, 3, "pass port", ("passeport",)),
        Change(5, 5, "cartegrise", ("carte", "grise")),
    )


def test_a_word_that_documents_hold_is_never_corrected() -> None:
    assert read("marche", lexicon(marche=1, marches=900, marchez=900)) == "marche"
    assert read("sur endettement", lexicon(endettement=1, surendettement=900)) == "sur endettement"


def test_of_words_as_near_the_commonest_is_meant() -> None:
    assert read("loyar", lexicon(loyer=40, loyal=2)) == "loyer"
    assert read("loyar", lexicon(loyer=2, loyal=40)) == "loyal"


def test_a_much_nearer_word_is_meant_though_it_is_rarer() -> None:
    assert read("allocasion", lexicon(allocation=3, allocations=20)) == "allocation"


def test_what_the_reader_may_not_see_is_never_suggested() -> None:
    assert read("zyzzyvaa", lexicon(zyzzyva=1)) == "zyzzyva"
    assert read("zyzzyvaa", lexicon(carte=1)) == "zyzzyvaa"


def test_short_halves_are_only_believed_when_they_are_common() -> None:
    assert read("trajet", lexicon(tra=2, jet=2)) == "trajet"
    assert read("cafmail", lexicon(caf=90, mail=90)) == "caf mail"


def test_two_words_are_joined_when_little_else_is_wrong() -> None:
    assert read("carta vle", lexicon(cartable=9)) == "cartable"
    assert read("carta sle", lexicon(cartable=9)) == "carta sle"


def test_stop_words_run_together_are_left_alone() -> None:
    assert read("jsuis", lexicon(jsuif=9)) == "jsuis"
    assert read("cetait", lexicon(cetain=9)) == "cetait"


def test_a_short_word_is_not_taken_for_a_stop_word() -> None:
    assert read("vert", lexicon(carte=1)) == "vert"
    assert read("pourkoi", lexicon(carte=1)) == "pourquoi"


def test_a_long_question_of_unknown_words_costs_no_more_than_a_short_one() -> None:
    known = lexicon(carte=1)
    corrections(["wwwww"] * 100, known)
    assert len(known.asked) <= 3 * MOST_CORRECTED


TEXT = st.text("abcdeilnrst", min_size=1, max_size=12)
WORDS = st.one_of(TEXT, st.sampled_from(sorted(KNOWN)), st.sampled_from(sorted(STOP_WORDS)))


@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=8))
def test_any_question_has_sound_changes(words: list[str]) -> None:
    end = -1
    for change in corrections(words, LIBRARY):
        assert end < change.first <= change.last < len(words)
        end = change.last
        replaced = words[change.first : change.last + 1]
        assert change.typed == " ".join(replaced)
        assert all(word.isalpha() for word in replaced)
        assert any(word not in STOP_WORDS and not KNOWN.get(word) for word in replaced)
        assert tuple(replaced) != change.became
        assert all(KNOWN.get(word) or word in STOP_WORDS for word in change.became)
