from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.knowledge.rendering.merging import Passage, PassageKind, Pick, merge, settle, woven
from tests.timing import seconds

KIND = PassageKind
# Few different lines, so that they repeat, move and meet; some without their end.
TEXTS = st.lists(
    st.sampled_from(["a\n", "b\n", "c\n", "\n", "d", "\r", "\x85x\n"]), max_size=9
).map("".join)
SWAPPED = {KIND.THEIRS: KIND.MINE, KIND.MINE: KIND.THEIRS}


def told(passages: tuple[Passage, ...]) -> list[tuple[str, str, str, str]]:
    return [(p.kind.value, p.base, p.theirs, p.mine) for p in passages]


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=400)
def test_no_character_of_any_text_is_lost(base: str, theirs: str, mine: str) -> None:
    passages = merge(base, theirs, mine)
    assert "".join(p.base for p in passages) == base
    assert "".join(p.theirs for p in passages) == theirs
    assert "".join(p.mine for p in passages) == mine
    assert all(one.kind != other.kind for one, other in pairwise(passages))


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=400)
def test_each_kind_is_what_it_says(base: str, theirs: str, mine: str) -> None:
    for p in merge(base, theirs, mine):
        same = (p.theirs == p.mine, p.mine == p.base, p.theirs == p.base)
        assert p.theirs or p.mine or p.base
        assert (
            same
            == {
                KIND.UNCHANGED: (True, True, True),
                KIND.SAME: (True, False, False),
                KIND.THEIRS: (False, True, False),
                KIND.MINE: (False, False, True),
                KIND.CONFLICT: (False, False, False),
            }[p.kind]
        )


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=400)
def test_who_is_called_theirs_changes_nothing_else(base: str, theirs: str, mine: str) -> None:
    swapped = [
        Passage(SWAPPED.get(p.kind, p.kind), p.base, p.mine, p.theirs)
        for p in merge(base, mine, theirs)
    ]
    assert swapped == list(merge(base, theirs, mine))


@given(TEXTS, TEXTS)
def test_beside_a_text_left_alone_the_other_is_proposed_whole(base: str, other: str) -> None:
    assert KIND.CONFLICT not in {p.kind for p in merge(base, other, base)}
    ended = (base + "\n", other + "\n")
    assert settle(merge(ended[0], ended[1], ended[0]), {}) == ended[1]
    assert settle(merge(ended[0], ended[0], ended[1]), {}) == ended[1]
    assert settle(merge(ended[0], ended[1], ended[1]), {}) == ended[1]


@given(TEXTS, TEXTS, TEXTS)
def test_either_text_can_be_had_back_whole(base: str, theirs: str, mine: str) -> None:
    base, theirs, mine = base + "\n", theirs + "\n", mine + "\n"
    passages = merge(base, theirs, mine)
    everywhere = range(len(passages))
    assert settle(passages, dict.fromkeys(everywhere, Pick.THEIRS)) == theirs
    assert settle(passages, dict.fromkeys(everywhere, Pick.MINE)) == mine


@given(TEXTS, TEXTS, TEXTS)
def test_what_nobody_decided_keeps_every_line_of_both(base: str, theirs: str, mine: str) -> None:
    passages = merge(base, theirs, mine)
    merged = settle(passages, {})
    for p in passages:
        if p.kind is KIND.CONFLICT:
            assert p.theirs in merged
            assert p.mine in merged


def test_changes_far_apart_are_both_proposed() -> None:
    base = "un\ndeux\ntrois\nquatre\ncinq\n"
    passages = merge(base, base.replace("un", "UN"), base.replace("cinq", "CINQ"))
    assert told(passages) == [
        ("theirs", "un\n", "UN\n", "un\n"),
        ("unchanged", *["deux\ntrois\nquatre\n"] * 3),
        ("mine", "cinq\n", "cinq\n", "CINQ\n"),
    ]
    assert settle(passages, {}) == "UN\ndeux\ntrois\nquatre\nCINQ\n"


def test_changes_of_the_same_line_and_of_its_neighbour_are_conflicts() -> None:
    base = "un\ndeux\ntrois\n"
    [first, last] = merge(base, "un A\ndeux\ntrois\n", "un B\ndeux\ntrois\n")
    assert (first.kind, last.kind) == (KIND.CONFLICT, KIND.UNCHANGED)
    [near, _] = merge(base, "un A\ndeux\ntrois\n", "un\ndeux B\ntrois\n")
    assert near.kind is KIND.CONFLICT


def test_what_both_added_alike_is_no_conflict() -> None:
    passages = merge("a\n", "a\nx\ny\nz\n", "a\nx\nY\nz\n")
    assert [p.kind for p in passages] == [KIND.UNCHANGED, KIND.SAME, KIND.CONFLICT, KIND.SAME]
    assert (passages[2].theirs, passages[2].mine) == ("y\n", "Y\n")


def test_two_texts_of_a_new_document_conflict_only_where_they_differ() -> None:
    passages = merge("", "titre\na\nb\nfin\n", "titre\na\nb bis\nfin\nplus\n")
    assert [p.kind for p in passages] == [KIND.SAME, KIND.CONFLICT, KIND.SAME, KIND.MINE]


def test_a_line_removed_by_one_and_changed_by_the_other_is_a_conflict() -> None:
    [_, passage, _] = merge("a\nb\nc\n", "a\nc\n", "a\nB\nc\n")
    assert (passage.kind, passage.theirs, passage.mine) == (KIND.CONFLICT, "", "B\n")


@pytest.mark.parametrize(
    ("pick", "expected"),
    [
        (Pick.THEIRS, "a\nT"),
        (Pick.MINE, "a\nM"),
        (Pick.BOTH, "a\nT\nM"),
        ("autre\ntexte", "a\nautre\ntexte"),
        ("", "a\n"),
    ],
)
def test_a_conflict_is_settled_by_what_one_picks(pick: Pick | str, expected: str) -> None:
    passages = merge("a\nb", "a\nT", "a\nM")
    assert settle(passages, {1: pick}) == expected


def test_pieces_never_share_a_line() -> None:
    passages = merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC")
    assert settle(passages, {0: "x", 2: Pick.THEIRS}) == "x\nb\nc\n"
    assert settle(merge("", "x", "y"), {}) == "x\ny"


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        ("Un dépôt en mairie.", "Un dossier en ligne.", "Un dépôt en mairie. dossier en ligne."),
        ("Un dossier. Gratuit.", "Un dossier. Rapide.", "Un dossier. Gratuit. Rapide."),
        ("Deux dossiers.", "Un dossier. Rapide.", "Deux dossiers. dossier. Rapide."),
        ("Un dossier.", "Un dossier simple.", "Un dossier simple."),
    ],
)
def test_words_of_both_are_brought_together(theirs: str, mine: str, expected: str) -> None:
    assert woven("Un dossier.", theirs, mine) == expected


@given(TEXTS, TEXTS, TEXTS)
def test_a_woven_text_drops_no_word_that_either_added(base: str, theirs: str, mine: str) -> None:
    words = woven(base, theirs, mine).split()
    for text in (theirs, mine):
        assert set(text.split()) - set(base.split()) <= set(words)


@pytest.mark.parametrize("width", [1, 2, 40])
def test_junk_of_64_kib_is_merged_at_once(width: int) -> None:
    dice = random.Random(5)

    def junk() -> str:
        lines = ("".join(dice.choices("abcdé", k=width)) for _ in range(64 * 1024 // (width + 1)))
        return "\n".join(lines)

    texts = junk(), junk(), junk()
    assert "".join(p.mine for p in merge(*texts)) == texts[2]
    assert seconds(lambda: merge(*texts), 0.3) < 0.3
    assert seconds(lambda: woven(*texts), 0.5) < 0.5
