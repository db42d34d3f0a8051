"""« Toujours juste »: the same words, read again by someone else, or nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import Engine, event

from kb_app.database import audit
from kb_app.errors import InvalidInput, NotFound, Refused, WrongState
from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.content.versioning import with_version
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.library import Library
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.model import InvalidContent
from kb_app.people.upkeep.rereading import STILL_RIGHT, How
from kb_app.people.upkeep.upkeep import Upkeep
from tests.factories import new_version, sheet_text
from tests.people.authoring.newsroom import BETTER, PRIME, RSA, SYNONYMS, Newsroom
from tests.trees import TREE

UNTIL = date(2027, 4, 1)
CARD = "operators/cpam/trees/essai.yaml"


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


@pytest.fixture
def upkeep(room: Newsroom) -> Upkeep:
    return Upkeep(room.engine, room.library, room.clock)


def confirm(upkeep: Upkeep, account: Account, path: str = RSA, seen: int = 1) -> int:
    return upkeep.confirm(account, path, seen, UNTIL, [0]).number


def undated(text: str) -> str:
    return re.sub(r"\d{4}-\d{2}-\d{2}", "…", text)


def test_it_appends_a_version_that_differs_by_its_dates_alone(
    room: Newsroom, upkeep: Upkeep
) -> None:
    before = room.library.newest(RSA)
    assert confirm(upkeep, room.caf) == 2
    after = room.library.newest(RSA)
    assert before
    assert after
    version, text = after
    assert undated(text) == undated(before[1])
    assert (version.reason, version.author_id) == (STILL_RIGHT, room.caf.id)
    sheet = room.library.refresh().sheets[RSA].document
    assert sheet.review_before == UNTIL
    assert sheet.sources[0].consulted == room.library.today()
    with room.engine.connect() as connection:
        last = list(audit.entries(connection))[-1]
    assert (last.action, last.subject, last.number) == ("confirmation", RSA, 2)
    assert last.account_id == room.caf.id


def test_a_tree_is_reread_the_same_way(room: Newsroom, upkeep: Upkeep) -> None:
    import_texts(room.library, incoming({CARD: TREE}), "essai")
    room.library.refresh()
    assert upkeep.confirm(room.cpam, CARD, 1, UNTIL).number == 2
    document = room.library.refresh().published[CARD].document
    assert isinstance(document, TreeFile)
    assert (document.reviewed_on, document.review_before) == (room.library.today(), UNTIL)


def test_outside_of_ones_section_there_is_nothing(room: Newsroom, upkeep: Upkeep) -> None:
    for account in (room.cpam, room.agent, room.manager):
        with pytest.raises(NotFound):
            confirm(upkeep, account)
        with pytest.raises(NotFound):
            upkeep.subject(account, RSA)
    for path in ("operators/caf/absente.md", SYNONYMS, "operators/caf/operator.yaml", "../x"):
        with pytest.raises(NotFound):
            upkeep.subject(room.chef, path)
    assert room.versions() == [1]


def test_a_version_published_meanwhile_is_read_first(room: Newsroom, upkeep: Upkeep) -> None:
    room.publish(room.noe, room.submitted(room.rose))
    with pytest.raises(WrongState, match="entre-temps"):
        confirm(upkeep, room.caf, seen=1)
    assert room.versions() == [1, 2]
    assert confirm(upkeep, room.caf, seen=2) == 3


def test_sent_twice_it_is_confirmed_once(room: Newsroom, upkeep: Upkeep) -> None:
    confirm(upkeep, room.caf)
    with pytest.raises(WrongState):
        confirm(upkeep, room.caf)
    assert room.versions() == [1, 2]


def test_who_just_wrote_the_text_does_not_confirm_it(room: Newsroom, upkeep: Upkeep) -> None:
    room.publish(room.noe, room.submitted(room.caf))
    with pytest.raises(Refused, match="une autre personne"):
        confirm(upkeep, room.caf, seen=2)
    assert isinstance(upkeep.subject(room.caf, RSA).refusal, Refused)
    # Someone else's confirmation does not make the words less theirs.
    assert confirm(upkeep, room.allocs, seen=2) == 3
    with pytest.raises(Refused):
        confirm(upkeep, room.caf, seen=3)
    room.clock.wait(days=31)
    assert confirm(upkeep, room.caf, seen=3) == 4


def test_whoever_wrote_a_part_of_it_is_an_author_too(room: Newsroom, upkeep: Upkeep) -> None:
    draft = room.submitted(room.rose)
    room.authoring.send_back(room.noe, draft.id, "à revoir")
    room.authoring.save(room.noe, draft.id, sheet_text(title="Autre titre"), 1)
    room.authoring.submit(room.rose, draft.id)
    room.publish(room.chef, draft)
    for writer in (room.rose, room.noe):
        with pytest.raises(Refused):
            confirm(upkeep, writer, seen=2)
    assert confirm(upkeep, room.chef, seen=2) == 3


def test_a_draft_that_gives_the_same_reason_is_no_confirmation(
    room: Newsroom, upkeep: Upkeep
) -> None:
    draft = room.authoring.start(room.caf, RSA, BETTER, 1, STILL_RIGHT)
    room.authoring.submit(room.caf, draft.id)
    room.publish(room.noe, draft)
    with pytest.raises(Refused):
        confirm(upkeep, room.caf, seen=2)


def test_what_was_published_in_urgency_is_approved_first(room: Newsroom, upkeep: Upkeep) -> None:
    draft = room.submitted(room.rose)
    room.hurry(room.noe, draft)
    with pytest.raises(WrongState, match="urgence"):
        confirm(upkeep, room.caf, seen=2)
    room.authoring.approve(room.chef, draft.id)
    assert confirm(upkeep, room.caf, seen=2) == 3


def test_a_planned_version_is_not_hidden_by_a_confirmation(room: Newsroom, upkeep: Upkeep) -> None:
    later = sheet_text(valide_du="2027-01-01")
    import_texts(room.library, incoming({RSA: with_version(RSA, later, 1)}), "barème")
    room.library.refresh()
    for seen in (1, 2):
        with pytest.raises(WrongState):
            confirm(upkeep, room.caf, seen=seen)
    assert room.versions() == [1, 2]


def test_a_withdrawn_sheet_is_not_confirmed(room: Newsroom, upkeep: Upkeep) -> None:
    gone = sheet_text(retrait={"motif": "Fin", "remplacee_par": PRIME})
    import_texts(room.library, incoming({RSA: with_version(RSA, gone, 1)}), "fin")
    room.library.refresh()
    with pytest.raises(WrongState, match="retirée"):
        confirm(upkeep, room.caf, seen=2)


def test_a_text_with_errors_is_not_confirmed(room: Newsroom, upkeep: Upkeep) -> None:
    wrong = sheet_text(themes=["inconnu"])
    room.library.publish(new_version(RSA, wrong), 1)
    room.library.refresh()
    with pytest.raises(InvalidContent) as refusal:
        confirm(upkeep, room.caf, seen=2)
    assert [p.path for p in refusal.value.problems] == [RSA]


def test_a_day_that_is_not_offered_is_refused(room: Newsroom, upkeep: Upkeep) -> None:
    for day in (date(2027, 4, 2), date(2026, 11, 22), date(2028, 4, 1), date(2026, 10, 1)):
        with pytest.raises(InvalidInput, match="dates proposées"):
            upkeep.confirm(room.caf, RSA, 1, day, [0])


def test_a_source_is_reopened_when_there_is_one(room: Newsroom, upkeep: Upkeep) -> None:
    with pytest.raises(InvalidInput, match="source"):
        upkeep.confirm(room.caf, RSA, 1, UNTIL)
    with pytest.raises(InvalidInput, match="source"):
        upkeep.confirm(room.caf, RSA, 1, UNTIL, [7])
    room.library.publish(new_version(RSA, sheet_text(sources=None)), 1)
    room.library.refresh()
    assert upkeep.confirm(room.caf, RSA, 2, UNTIL).number == 3


def test_a_publication_while_it_was_checked_is_checked_again(
    room: Newsroom, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another document comes in between, once: both are in the history."""
    other = Library(room.engine, room.library.today)
    texts = [{PRIME: with_version(PRIME, sheet_text("CAF-04", "Autre"), 1)}]
    begin = room.library.as_of
    looked: list[date] = []

    def meanwhile(day: date) -> object:
        looked.append(day)
        snapshot = begin(day)
        if texts:
            import_texts(other, incoming(texts.pop()), "entre-temps")
        return snapshot

    monkeypatch.setattr(room.library, "as_of", meanwhile)
    assert confirm(upkeep, room.caf) == 2
    assert room.versions(PRIME) == [1, 2]
    assert len(looked) == 2


def test_nothing_is_kept_when_the_log_cannot_be_written(room: Newsroom, upkeep: Upkeep) -> None:
    def refuse(_c: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.startswith("INSERT INTO audit"):
            raise OSError("disque plein")

    event.listen(room.engine, "before_cursor_execute", refuse)
    with pytest.raises(OSError, match="disque"):
        confirm(upkeep, room.caf)
    event.remove(room.engine, "before_cursor_execute", refuse)
    assert room.versions() == [1]


# Who read it, and when


def test_readers_are_told_who_reread_a_version_and_when(room: Newsroom, upkeep: Upkeep) -> None:
    def how(number: int) -> tuple[How, int | None]:
        told = upkeep.rereading(room.library.version(RSA, number)[0])
        assert told
        return told.how, told.account_id

    assert how(1) == (How.IMPORTED, None)
    room.publish(room.noe, room.submitted(room.rose))
    assert how(2) == (How.REVIEWED, room.noe.id)
    confirm(upkeep, room.caf, seen=2)
    assert how(3) == (How.CONFIRMED, room.caf.id)
    hurried = room.submitted(room.rose, text=sheet_text(title="Vite"), base=3)
    room.hurry(room.noe, hurried)
    assert how(4) == (How.HURRIED, None)
    room.authoring.approve(room.chef, hurried.id)
    assert how(4) == (How.REVIEWED, room.chef.id)


def test_what_changed_is_told_back_to_the_last_confirmation(room: Newsroom, upkeep: Upkeep) -> None:
    confirm(upkeep, room.caf)
    room.publish(room.noe, room.submitted(room.rose, base=2))
    assert [v.number for v in upkeep.subject(room.chef, RSA).since] == [3, 2]


def test_the_document_shown_is_the_one_in_force(room: Newsroom, upkeep: Upkeep) -> None:
    subject = upkeep.subject(room.caf, RSA)
    assert isinstance(subject.document, Sheet)
    assert subject.refusal is None
    assert subject.proposed == date(2027, 4, 1)
