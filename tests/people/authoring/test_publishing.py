"""Publication: checked as import checks, beside the newest library, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Engine

from kb_app.errors import InvalidInput, NotFound, Unavailable
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.authoring import store
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import (
    InvalidContent,
    ReviewOutdated,
    State,
    VersionConflict,
)
from kb_app.people.authoring.publishing import TRIES
from tests import factories
from tests.factories import sheet_text
from tests.people.authoring.newsroom import BETTER, PRIME, RSA, SYNONYMS, Newsroom
from tests.trees import TREE


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


# What is refused, is refused as import refuses it


def test_a_text_that_import_would_refuse_is_refused_with_the_same_words(room: Newsroom) -> None:
    wrong = sheet_text("CAF-04", voir_aussi=["operators/caf/absente.md"], themes=["inconnu"])
    draft = room.submitted(room.rose, text=wrong)
    with pytest.raises(InvalidContent) as refusal:
        room.publish(room.noe, draft)
    texts = {RSA: wrong.replace("---\n", "---\nversion: 1\n", 1)}
    report = import_texts(room.library, incoming(texts), "essai")
    assert {"D09", "D08"} <= {problem.code for problem in report.refused}
    errors = [p for p in refusal.value.problems if p in report.refused]
    assert errors == report.refused
    assert room.versions() == [1]
    assert room.now(draft).state is State.IN_REVIEW
    [part] = room.authoring.review(room.noe, draft.id).parts
    assert set(report.refused) <= set(part.problems)
    assert room.authoring.review(room.noe, draft.id).has_errors


def test_a_tree_that_loses_an_answer_once_asked_is_refused(room: Newsroom) -> None:
    path = "operators/cpam/trees/essai.yaml"
    import_texts(room.library, incoming({path: TREE}), "essai")
    lost = TREE.replace("b: { va: ensemble }", "c: { va: ensemble }")
    with pytest.raises(InvalidContent) as refusal:
        room.publish(room.noe, room.submitted(room.rose, path, lost))
    assert [p.code for p in refusal.value.problems if p.code == "V01"]
    assert room.versions(path) == [1]


def test_a_planned_code_is_taken_for_drafts_too(room: Newsroom) -> None:
    planned = sheet_text("CAF-77", valide_du="2099-01-01", a_revoir_avant="2100-01-01")
    import_texts(room.library, incoming({"operators/caf/plus-tard.md": planned}), "essai")
    draft = room.submitted(room.rose, "operators/caf/autre.md", sheet_text("CAF-77", "Autre"), 0)
    with pytest.raises(InvalidContent) as refusal:
        room.publish(room.noe, draft)
    assert [p.code for p in refusal.value.problems if p.code == "D09"]


def test_problems_are_told_of_texts_that_are_no_draft_yet(room: Newsroom) -> None:
    assert [p.code for p in room.authoring.problems({RSA: "rien"})] == ["F01"]
    assert not room.authoring.review(room.noe, room.submitted(room.rose).id).has_errors


def test_a_withdrawal_and_a_day_to_come_are_kept(room: Newsroom) -> None:
    gone = sheet_text(
        valide_du="2027-01-01",
        retrait={"motif": "fusionnée", "remplacee_par": PRIME},
    )
    room.publish(room.noe, room.submitted(room.rose, text=gone))
    version, _ = room.library.version(RSA, 2)
    assert version.withdrawn
    assert version.valid_from.isoformat() == "2027-01-01"


# Someone published in between


def test_a_base_that_is_no_longer_the_newest_gives_three_texts(engine: Engine) -> None:
    room = Newsroom(engine)
    _, base = room.library.version(RSA, 1)
    late = room.submitted(room.caf, text=sheet_text(title="La mienne"))
    room.publish(room.noe, room.submitted(room.rose))
    with pytest.raises(
        VersionConflict, match="version 2 a été publiée après la version 1"
    ) as found:
        room.publish(room.noe, late)
    conflict = found.value
    assert (conflict.base_text, conflict.theirs) == (base, BETTER)
    assert conflict.mine == sheet_text(title="La mienne")
    assert (conflict.base, conflict.latest) == (1, 2)
    assert room.versions() == [1, 2]
    assert room.authoring.draft(room.caf, late.id) == (late, conflict.mine)
    [part] = room.authoring.review(room.noe, late.id).parts
    assert part.is_stale
    assert (part.base_text, part.theirs) == (base, BETTER)


def test_a_draft_overtaken_is_not_submitted_until_it_takes_in_what_was_published(
    engine: Engine,
) -> None:
    room = Newsroom(engine)
    late = room.draft(room.caf, text=sheet_text(title="La mienne"))
    assert room.authoring.newer(room.caf, late.id) == ()
    room.published(BETTER)
    [newer] = room.authoring.newer(room.caf, late.id)
    assert (newer.draft.id, newer.version.number) == (late.id, 2)
    with pytest.raises(VersionConflict, match="version 2") as found:
        room.authoring.submit(room.caf, late.id, "Merci")
    assert (found.value.draft.id, found.value.mine) == (late.id, sheet_text(title="La mienne"))
    assert room.authoring.draft(room.caf, late.id) == (late, found.value.mine)
    room.authoring.save(room.caf, late.id, sheet_text(title="Les deux"), 1, base=2)
    assert room.authoring.newer(room.caf, late.id) == ()
    assert room.authoring.submit(room.caf, late.id).state is State.IN_REVIEW


def test_a_path_taken_meanwhile_is_a_conflict_too(room: Newsroom) -> None:
    new = "operators/caf/nouvelle.md"
    first = room.submitted(room.rose, new, sheet_text("CAF-50", "Une"), 0)
    second = room.submitted(room.caf, new, sheet_text("CAF-51", "Deux"), 0)
    room.publish(room.noe, first)
    with pytest.raises(VersionConflict, match="version 1 a été publiée après ce brouillon"):
        room.publish(room.noe, second)


def test_once_it_takes_in_the_newest_version_it_can_be_published(room: Newsroom) -> None:
    late = room.submitted(room.caf, text=sheet_text(title="La mienne"))
    room.publish(room.noe, room.submitted(room.rose))
    room.authoring.send_back(room.noe, late.id, "reprenez la version 2")
    with pytest.raises(NotFound, match="La version"):
        room.authoring.save(room.caf, late.id, sheet_text(title="Les deux"), 1, base=3)
    room.authoring.save(room.caf, late.id, sheet_text(title="Les deux"), 1, base=2)
    room.authoring.submit(room.caf, late.id)
    assert room.publish(room.noe, late).number == 3


def test_what_is_published_is_what_was_read(room: Newsroom) -> None:
    draft = room.submitted(room.rose)
    read = room.mark(room.noe, draft)
    room.authoring.send_back(room.caf, draft.id, "à revoir")
    room.authoring.save(room.rose, draft.id, sheet_text(title="Tout autre chose"), 1)
    room.authoring.submit(room.rose, draft.id)
    with pytest.raises(ReviewOutdated, match="Relisez"):
        room.authoring.publish(room.noe, draft.id, read)
    assert room.versions() == [1]


def test_a_library_that_moves_during_the_check_is_checked_again(sqlite_engine: Engine) -> None:
    """Another sheet takes the code between the check and the publication: one of them falls."""
    room = Newsroom(sqlite_engine)
    new = "operators/caf/nouvelle.md"
    draft = room.submitted(room.rose, new, sheet_text("CAF-60", "Une"), 0)
    rival = {"operators/caf/rivale.md": sheet_text("CAF-60", "Rivale")}

    def meanwhile(_: Mapping[str, str]) -> tuple[str, ...]:
        import_texts(room.library, incoming(rival), "essai")
        return ()

    slow = Authoring(sqlite_engine, room.library, room.clock, meanwhile)
    with pytest.raises(InvalidContent) as refusal:
        slow.publish(room.noe, draft.id, room.mark(room.noe, draft))
    assert [p.code for p in refusal.value.problems if p.code == "D09"]


def test_a_library_that_never_stands_still_is_told(sqlite_engine: Engine) -> None:
    room = Newsroom(sqlite_engine)
    draft = room.submitted(room.rose)
    mark = room.mark(room.noe, draft)
    others: list[str] = []

    def meanwhile(_: Mapping[str, str]) -> tuple[str, ...]:
        others.append(f"operators/caf/autre-{len(others)}.md")
        text = sheet_text(f"CAF-{100 + len(others)}", "Une autre")
        import_texts(room.library, incoming({others[-1]: text}), "essai")
        return ()

    busy = Authoring(sqlite_engine, room.library, room.clock, meanwhile)
    with pytest.raises(Unavailable, match="Réessayez"):
        busy.publish(room.noe, draft.id, mark)
    assert len(others) == TRIES
    assert room.now(draft).state is State.IN_REVIEW


# Warnings


def test_what_publication_would_lose_is_confirmed_first(sqlite_engine: Engine) -> None:
    told: list[Mapping[str, str]] = []

    def loses(texts: Mapping[str, str]) -> tuple[str, ...]:
        told.append(texts)
        return ("« rsa » ne mène plus à CAF-03.",)

    room = Newsroom(sqlite_engine, warnings=loses)
    draft = room.submitted(room.rose)
    assert room.authoring.review(room.noe, draft.id).warnings == ("« rsa » ne mène plus à CAF-03.",)
    assert told[-1] == {RSA: BETTER}
    with pytest.raises(InvalidInput, match="Cochez"):
        room.publish(room.noe, draft)
    assert room.publish(room.noe, draft, confirmed=True).state is State.PUBLISHED


def test_a_warning_that_came_since_is_read_before_it_is_confirmed(sqlite_engine: Engine) -> None:
    lost: list[str] = []
    room = Newsroom(sqlite_engine, warnings=lambda texts: tuple(lost))
    draft = room.submitted(room.rose)
    read = room.mark(room.noe, draft)
    lost.append("« rsa » ne mène plus à CAF-03.")
    with pytest.raises(ReviewOutdated):
        room.authoring.publish(room.noe, draft.id, read, confirmed=True)


# One transaction


def test_versions_and_states_change_together_or_not_at_all(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Newsroom(engine)
    drafts = room.pair(room.rose)
    saved: list[str] = []

    def fails_at_the_second(connection: Any, draft: Any, *rest: Any) -> None:
        saved.append(draft.id)
        if len(saved) == 2:
            raise OSError("disque plein")
        true_save(connection, draft, *rest)

    true_save = store.save
    monkeypatch.setattr(store, "save", fails_at_the_second)
    with pytest.raises(OSError, match="disque plein"):
        room.publish(room.noe, drafts[0])
    monkeypatch.undo()
    assert len(saved) == 2
    assert (room.versions(RSA), room.versions(SYNONYMS)) == ([1], [])
    assert [room.now(d) for d in drafts] == [room.now(drafts[0]), room.now(drafts[1])]
    assert {room.now(d).state for d in drafts} == {State.IN_REVIEW}
    assert {len(room.now(d).moves) for d in drafts} == {2}
    assert room.publish(room.noe, drafts[0]).state is State.PUBLISHED
    assert factories.library(engine).newest(SYNONYMS) is not None
