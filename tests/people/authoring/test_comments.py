"""Comments on passages: beside the passage while it is there, answered by who wrote the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from kb_app.errors import InvalidInput, NotFound, Refused, WrongState
from kb_app.people.authoring.comments import MOST_COMMENTS
from kb_app.people.authoring.model import ReviewOutdated, State
from kb_app.people.authoring.passages import passages, place_of
from tests.factories import sheet_text
from tests.people.authoring.newsroom import RSA, SYNONYMS, VITALE, WORDS, Newsroom
from tests.trees import TREE

BODY = "## En bref\n\nEn ligne.\n\n## Délai\n\nDeux mois.\n\nParfois trois.\n"
TEXT = sheet_text(title="Le RSA en ligne", body=BODY)


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), start=1) if words in line)


def test_a_comment_stays_beside_its_passage_while_it_is_there(engine: Engine) -> None:
    room = Newsroom(engine)
    draft = room.submitted(room.rose, text=TEXT)
    line = line_of(TEXT, "Deux mois.")
    made = room.authoring.comment(room.noe, draft.id, "Un mois, non ?", line, seen=1)
    assert (made.line, made.quote, made.account_id) == (line, "Deux mois.", room.noe.id)
    assert room.authoring.comments(room.rose, draft.id) == (made,)
    room.authoring.send_back(room.noe, draft.id)
    moved = TEXT.replace("En ligne.", "En ligne.\n\nOu au guichet.")
    room.authoring.save(room.rose, draft.id, moved, 1)
    [found] = room.authoring.comments(room.rose, draft.id)
    assert (found.line, found.now, found.revision) == (line, line + 2, 1)
    room.authoring.save(room.rose, draft.id, TEXT.replace("Deux", "Un"), 2)
    [lost] = room.authoring.comments(room.rose, draft.id)
    assert lost.now is None
    assert lost.quote == "Deux mois."


def test_of_two_equal_passages_the_nearest_is_meant() -> None:
    text = "## A\n\nPareil.\n\n## B\n\nPareil.\n"
    among = passages(RSA, text)
    assert [(each.line, each.text) for each in among if each.text == "Pareil."] == [
        (3, "Pareil."),
        (7, "Pareil."),
    ]
    assert (place_of("Pareil.", 4, among), place_of("Pareil.", 6, among)) == (3, 7)
    assert place_of("Absent.", 4, among) is None
    assert place_of("", 0, among) == 0


def test_a_header_is_read_key_by_key_and_a_tree_by_question() -> None:
    text = sheet_text(sources=None, body="Un\ndeux\n\ntrois\n")
    text = text.replace("a_revoir", "sources:\n  - titre: Site\n    adresse: x\na_revoir")
    found = [each.text for each in passages(RSA, text)]
    assert "sources:\n  - titre: Site\n    adresse: x" in found
    assert found[-2:] == ["Un\ndeux", "trois"]
    tree = [each.text.split("\n")[0].strip() for each in passages("operators/x/trees/y.yaml", TREE)]
    assert "titre: Essai" in tree
    assert any(each.startswith("q: {") for each in tree)
    assert "seul:" in tree
    words = [each.text for each in passages(SYNONYMS, WORDS + "  - [rsa, revenu]\n")]
    assert words[-2:] == ["  - [carte verte, carte vitale]", "  - [rsa, revenu]"]


@given(st.text(alphabet="ab-: \n#", max_size=200), st.sampled_from([RSA, SYNONYMS]))
def test_passages_hold_every_line_of_any_text_once_and_in_order(text: str, path: str) -> None:
    lines = text.split("\n")
    held = []
    for passage in passages(path, text):
        of_passage = passage.text.split("\n")
        assert lines[passage.line - 1 : passage.line - 1 + len(of_passage)][:-1] == of_passage[:-1]
        held += [line for line in of_passage if line.strip()]
    assert [line.rstrip() for line in held] == [line.rstrip() for line in lines if line.strip()]


def test_the_author_settles_what_is_answered(room: Newsroom) -> None:
    draft = room.submitted(room.rose, text=TEXT)
    made = room.authoring.comment(room.noe, draft.id, "À revoir", 0, seen=1)
    with pytest.raises(Refused, match="réglé"):
        room.authoring.settle(room.chef, draft.id, made.id)
    settled = room.authoring.settle(room.rose, draft.id, made.id)
    assert settled.settled_by == room.rose.id
    assert room.authoring.comments(room.noe, draft.id)[0].settled
    assert room.authoring.settle(room.noe, draft.id, made.id).settled_by == room.rose.id


def test_sending_back_needs_a_word_or_a_comment_that_waits(room: Newsroom) -> None:
    draft = room.submitted(room.rose, text=TEXT)
    made = room.authoring.comment(room.noe, draft.id, "Un mois ?", line_of(TEXT, "Deux"), seen=1)
    room.authoring.settle(room.rose, draft.id, made.id)
    with pytest.raises(InvalidInput, match="Dites à l’auteur"):
        room.authoring.send_back(room.noe, draft.id, " ")
    room.authoring.comment(room.noe, draft.id, "Et le délai ?", 0, seen=1)
    back = room.authoring.send_back(room.noe, draft.id)
    assert back.state is State.DRAFT
    assert back.sent_back is not None
    assert "passages" in back.sent_back.comment


def test_the_reviewer_is_told_of_what_is_not_settled(room: Newsroom) -> None:
    drafts = room.pair(room.rose)
    for draft in drafts:
        room.authoring.comment(room.noe, draft.id, "À revoir", 0, seen=1)
    room.authoring.send_back(room.noe, drafts[0].id)
    room.authoring.submit(room.rose, drafts[0].id)
    assert room.authoring.review(room.noe, drafts[0].id).unsettled == 2


def test_only_who_reviews_there_comments_and_only_under_review(room: Newsroom) -> None:
    draft = room.draft(room.rose, text=TEXT)
    with pytest.raises(WrongState, match="en cours d’écriture"):
        room.authoring.comment(room.noe, draft.id, "Déjà ?", 0, seen=1)
    room.authoring.submit(room.rose, draft.id)
    for account in (room.cpam, room.agent, room.manager):
        with pytest.raises(NotFound):
            room.authoring.comment(account, draft.id, "Moi aussi", 0, seen=1)
        with pytest.raises(NotFound):
            room.authoring.comments(account, draft.id)
    room.publish(room.noe, draft)
    with pytest.raises(WrongState, match="publié"):
        room.authoring.comment(room.noe, draft.id, "Trop tard", 0, seen=1)


@pytest.mark.parametrize(("text", "line"), [("", 1), (" \n", 0), ("x", 2), ("x", -1), ("x", 999)])
def test_a_comment_says_something_of_a_passage(room: Newsroom, text: str, line: int) -> None:
    draft = room.submitted(room.rose, SYNONYMS, "# a\n\n\ngroupes: []\n", 0)
    with pytest.raises(InvalidInput):
        room.authoring.comment(room.noe, draft.id, text, line, seen=1)


def test_a_text_changed_since_it_was_read_is_read_again_first(room: Newsroom) -> None:
    draft = room.submitted(room.rose, text=TEXT)
    room.authoring.send_back(room.noe, draft.id, "à revoir")
    room.authoring.save(room.rose, draft.id, sheet_text(title="Encore"), 1)
    room.authoring.submit(room.rose, draft.id)
    with pytest.raises(ReviewOutdated):
        room.authoring.comment(room.noe, draft.id, "Ce délai", 1, seen=1)


def test_a_comment_belongs_to_its_draft(room: Newsroom) -> None:
    mine = room.submitted(room.rose, text=TEXT)
    other = room.submitted(room.rose, VITALE, sheet_text("CPAM-02", "Carte"), 1)
    made = room.authoring.comment(room.noe, mine.id, "À revoir", 0, seen=1)
    with pytest.raises(NotFound, match="commentaire"):
        room.authoring.settle(room.rose, other.id, made.id)


def test_comments_have_an_end(room: Newsroom) -> None:
    draft = room.submitted(room.rose, text=TEXT)
    for _ in range(MOST_COMMENTS):
        room.authoring.comment(room.noe, draft.id, "Encore", 0, seen=1)
    with pytest.raises(InvalidInput, match="renvoyez-le"):
        room.authoring.comment(room.noe, draft.id, "De trop", 0, seen=1)
