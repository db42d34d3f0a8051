"""Questions that mean the same are put together, and only those."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.search import meaning
from kb_app.knowledge.search.meaning import content_terms, group
from tests.timing import seconds

NOUNS = ["carte", "permis", "dossier", "retraite", "loyer", "courrier", "compte", "contrat"]


def synonyms(question: str) -> frozenset[str]:
    same = {"verte": "vital", "vitale": "vital", "vital": "vital"}
    return frozenset(same.get(word, word) for word in question.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("carte vitale perdue", "perdue, carte VITALE"),
        ("cartes vitales perdues", "carte vitale perdue"),
        ("médecin traitant", "medecin traitant"),
        ("l’allocation logement", "allocation pour le logement"),
        ("papier cantine", "papier pour la cantine des enfants"),
        ("carte grise perdue moto", "carte grise perdue scooter moto"),
    ],
)
def test_the_same_thing_said_otherwise_is_one_group(one: str, other: str) -> None:
    assert group([one, other]) == ((one, other),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("carte grise", "carte vitale"),
        ("carte", "carte grise"),
        ("rsa refusé", "rsa couple"),
        ("carte grise", "carte grise véhicule volé"),
        ("carte vitale perdue", "carte vitale enfant étranger"),
    ],
)
def test_one_word_in_common_is_not_one_meaning(one: str, other: str) -> None:
    assert group([one, other]) == ((one,), (other,))


def test_words_of_one_meaning_are_given_by_who_asks() -> None:
    assert group(["carte verte", "carte vitale"], synonyms) == (("carte verte", "carte vitale"),)
    assert len(group(["carte verte", "carte vitale"])) == 2


def test_groups_do_not_chain_into_one() -> None:
    """Each is near the next; the last has nothing left of the first."""
    asked = ["un deux trois quatre", "deux trois quatre cinq", "trois quatre cinq six"]
    words = {text: frozenset(text.split()) for text in asked}
    assert group(asked, words.__getitem__) == ((asked[0], asked[1]), (asked[2],))


def test_a_question_joins_the_nearest_group_the_first_of_equals() -> None:
    words = {text: frozenset(text) for text in ("abcd", "abce", "abcef", "abcdxyz", "abc")}
    assert group(["abcdxyz", "abcd", "abc"], words.__getitem__) == (("abcdxyz",), ("abcd", "abc"))
    assert group(["abcef", "abce"], words.__getitem__) == (("abcef", "abce"),)


def test_groups_and_their_questions_come_most_asked_first() -> None:
    asked = ["permis bateau", "carte grise perdue", "bateau permis", "perdue carte grise"]
    assert group(asked) == ((asked[0], asked[2]), (asked[1], asked[3]))


def test_questions_without_a_term_go_with_those_written_alike() -> None:
    asked = ["comment faire", "Comment  FAIRE", "que faire"]
    assert not any(map(content_terms, asked))
    assert group(asked) == (("comment faire", "Comment  FAIRE"), ("que faire",))


@given(st.lists(st.lists(st.sampled_from(NOUNS), max_size=5).map(" ".join), max_size=30))
def test_each_question_is_in_one_group_near_its_first(asked: list[str]) -> None:
    found = group(asked)
    assert sorted(q for each in found for q in each) == sorted(set(asked))
    assert group(asked) == found
    for first, *others in found:
        head = content_terms(first)
        for other in others:
            terms = content_terms(other)
            common = len(head & terms)
            inside = common == min(len(head), len(terms)) and abs(len(head) - len(terms)) <= 1
            assert (
                terms == head
                or (common >= meaning.SHARED and inside)
                or (common / len(head | terms) >= meaning.NEAR)
            )


def test_two_thousand_questions_take_under_three_tenths_of_a_second() -> None:
    chance = random.Random(4)
    words = [a + b for a in NOUNS for b in ("", *"bcdfglmnprt")]
    asked = [" ".join(chance.choices(words, k=chance.randint(1, 6))) for _ in range(2_000)]
    assert len(group(asked)) > 500
    assert seconds(lambda: group(asked), 0.3) < 0.3
