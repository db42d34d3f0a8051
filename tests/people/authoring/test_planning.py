"""Versions to come: nothing hides one unseen, and the calendar tells what became of each."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from sqlalchemy import Engine

from kb_app.errors import InvalidInput
from kb_app.library import store as versions
from kb_app.library.library import Library
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import VersionConflict
from kb_app.people.authoring.planning import Calendar, Fate, lost_to
from tests import factories
from tests.factories import TODAY, sheet_text
from tests.people.authoring.newsroom import RSA, VITALE, Newsroom

JANUARY, APRIL = date(2027, 1, 1), date(2027, 4, 1)


@pytest.fixture
def room(sqlite_engine: Engine) -> Newsroom:
    return Newsroom(sqlite_engine)


def dated(day: date, title: str = "Le RSA d’après") -> str:
    return sheet_text(title=title, valide_du=day.isoformat(), a_revoir_avant="2099-01-01")


def calendar(room: Newsroom, account: Account | None = None, on: date = TODAY) -> Calendar:
    """Return the calendar as it is on a day."""
    library = Library(room.engine, lambda: on, lambda: factories.NOON)
    return Authoring(room.engine, library, room.clock).calendar(account or room.chef, UTC)


def title_on(room: Newsroom, day: date) -> str:
    room.library.refresh()
    document = room.library.read(RSA, day).document
    return str(getattr(document, "title", ""))


def test_a_version_for_today_that_hides_a_planned_one_is_confirmed_by_its_name(
    engine: Engine,
) -> None:
    room = Newsroom(engine)
    room.published(dated(JANUARY))
    assert title_on(room, JANUARY) == "Le RSA d’après"
    draft = room.submitted(room.rose, text=sheet_text(title="Une faute corrigée"), base=2)
    [warning] = room.authoring.review(room.noe, draft.id).warnings
    assert "la version 2, prévue pour le 1er janvier 2027" in warning
    assert "n’entrera jamais en vigueur" in warning
    with pytest.raises(InvalidInput, match="avertissements"):
        room.publish(room.noe, draft)
    assert title_on(room, JANUARY) == "Le RSA d’après"
    room.publish(room.noe, draft, confirmed=True)
    assert title_on(room, JANUARY) == "Une faute corrigée"


def test_a_day_before_that_of_a_planned_version_hides_it_too(room: Newsroom) -> None:
    room.published(dated(APRIL))
    before = room.submitted(room.rose, text=dated(JANUARY, "Plus tôt"), base=2)
    assert "la version 2" in room.authoring.review(room.noe, before.id).warnings[0]


def test_a_day_after_it_hides_nothing(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    after = room.submitted(room.rose, text=dated(APRIL, "Plus tard"), base=2)
    assert room.authoring.review(room.noe, after.id).warnings == ()


def test_nor_does_the_same_version_mended(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    mended = room.submitted(room.rose, text=dated(JANUARY, "Mieux dit"), base=2)
    assert room.authoring.review(room.noe, mended.id).warnings == ()


def test_every_version_hidden_is_named(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    room.published(dated(APRIL, "Plus tard encore"))
    today = room.submitted(room.rose, text=sheet_text(title="Aujourd’hui"), base=3)
    told = room.authoring.review(room.noe, today.id).warnings
    assert [("version 2" in w, "version 3" in w) for w in told] == [(True, False), (False, True)]


def test_urgency_is_held_to_it_as_well(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    draft = room.draft(room.rose, text=sheet_text(title="Vite"), base=2)
    with pytest.raises(InvalidInput, match="avertissements"):
        room.hurry(room.rose, draft)


def test_a_version_planned_meanwhile_is_read_of_first(room: Newsroom) -> None:
    """It changes what is hidden, and the base as well: the conflict says more."""
    draft = room.submitted(room.rose, text=sheet_text(title="Aujourd’hui"))
    room.published(dated(JANUARY))
    [part] = room.authoring.review(room.noe, draft.id).parts
    assert part.is_stale
    assert [version.number for version in part.hides] == [2]


def test_the_calendar_tells_what_comes_what_came_and_what_never_will(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    room.published(dated(APRIL, "Plus tard encore"))
    first = calendar(room).planned
    assert [(p.version.number, p.fate, p.before) for p in first] == [
        (2, Fate.TO_COME, 1),
        (3, Fate.TO_COME, 2),
    ]
    assert [p.title for p in first] == ["Le RSA d’après", "Plus tard encore"]
    assert all(p.draft_id for p in first)
    room.published(sheet_text(title="Une faute corrigée"))
    hidden = calendar(room).planned
    assert [(p.version.number, p.fate) for p in hidden] == [
        (2, Fate.OVERTAKEN),
        (3, Fate.OVERTAKEN),
    ]
    assert all(p.overtaken_by and p.overtaken_by.number == 4 for p in hidden)


def test_a_version_that_came_is_there_a_fortnight(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    for days, fates in ((0, [Fate.CAME]), (14, [Fate.CAME]), (15, [])):
        found = calendar(room, on=JANUARY + timedelta(days=days)).planned
        assert [p.fate for p in found] == fates, days


def test_what_replaces_a_version_after_its_day_did_not_keep_it_from_coming(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    new = factories.new_version(text=dated(JANUARY, "Corrigée le 5"), valid_from=JANUARY)
    after = Library(
        room.engine, lambda: date(2027, 1, 5), lambda: factories.NOON + timedelta(days=44)
    )
    after.publish(new, 2)
    found = calendar(room, on=date(2027, 1, 6)).planned
    assert [(p.version.number, p.fate) for p in found] == [(2, Fate.CAME)]


def test_a_version_of_today_is_not_planned(room: Newsroom) -> None:
    room.published(sheet_text(title="Aujourd’hui", valide_du=TODAY.isoformat()))
    assert calendar(room) == Calendar((), ())


def test_a_correction_is_compared_with_what_readers_have(engine: Engine) -> None:
    """It goes on from the newest version, which is not the one that it corrects."""
    room = Newsroom(engine)
    _, read = room.library.version(RSA, 1)
    room.published(dated(JANUARY))
    fixed = read.replace("remplit la demande", "remplit sa demande")
    draft = room.authoring.restore(room.rose, RSA, 1, "une faute")
    draft = room.authoring.save(room.rose, draft.id, fixed, 1)
    assert draft.base == 2

    def before() -> tuple[int, str, list[int]]:
        [part] = room.authoring.review(room.noe, draft.id).parts
        return part.before, part.before_text, [version.number for version in part.hides]

    assert before() == (1, read, [2])
    room.authoring.submit(room.rose, draft.id)
    room.publish(room.noe, draft, confirmed=True)
    # What was compared is still told once it is published, and after the day of the planned one.
    assert before() == (1, read, [2])
    later = Library(engine, lambda: APRIL, lambda: factories.NOON)
    [part] = Authoring(engine, later, room.clock).review(room.noe, draft.id).parts
    assert (part.before, part.hides) == (1, ())


@pytest.mark.parametrize(("day", "before"), [(None, 1), (JANUARY, 2), (APRIL, 2)])
def test_a_text_is_compared_with_what_it_takes_the_place_of_on_its_day(
    room: Newsroom, day: date | None, before: int
) -> None:
    room.published(dated(JANUARY))
    text = dated(day, "Mieux dit") if day else sheet_text(title="Mieux dit")
    draft = room.submitted(room.rose, text=text, base=2)
    [part] = room.authoring.review(room.noe, draft.id).parts
    assert part.before == before


def test_a_hidden_version_is_planned_again_with_what_was_published_since(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    room.published(sheet_text(title="Une faute corrigée"))
    assert title_on(room, JANUARY) == "Une faute corrigée"
    again = room.authoring.restore(room.rose, RSA, 2, "Planifiée à nouveau")
    assert (again.base, room.authoring.draft(room.rose, again.id)[1]) == (1, dated(JANUARY))
    # As it is, it would take the correction away on its day.
    with pytest.raises(VersionConflict, match="version 3") as found:
        room.authoring.submit(room.rose, again.id)
    assert found.value.theirs == sheet_text(title="Une faute corrigée")
    room.authoring.save(room.rose, again.id, dated(JANUARY), 1, base=3)
    room.authoring.submit(room.rose, again.id)
    assert calendar(room).proposed[0].day == JANUARY
    room.publish(room.noe, again)
    assert title_on(room, JANUARY) == "Le RSA d’après"
    assert title_on(room, TODAY) == "Une faute corrigée"
    assert [p.fate for p in calendar(room).planned] == [Fate.OVERTAKEN, Fate.TO_COME]
    history = room.library.history(RSA)
    # Planned again, it is not to be planned a third time.
    assert lost_to(history, 3, TODAY) == ()
    assert [v.number for v in lost_to(history[:3], 3, TODAY)] == [2]


def test_a_version_mended_before_its_day_is_put_back_as_any_other(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    room.published(dated(JANUARY, "Mieux dit"))
    back = room.authoring.restore(room.rose, RSA, 2, "c’était mieux avant")
    assert back.base == 3
    assert room.authoring.submit(room.rose, back.id).base == 3


def test_each_sees_what_is_planned_in_their_section(room: Newsroom) -> None:
    room.published(dated(JANUARY))
    card = sheet_text("CPAM-02", "Carte", valide_du="2027-02-01", a_revoir_avant="2099-01-01")
    room.submitted(room.rose, VITALE, card)
    seen = {
        account.login: (len(found.planned), len(found.proposed))
        for account in room.everyone
        if (found := calendar(room, account))
    }
    assert seen == {
        "rose": (1, 1),
        "noe": (1, 1),
        "chef": (1, 1),
        "caf": (1, 0),
        "allocs": (1, 0),
        "cpam": (0, 1),
        "agent": (0, 0),
        "maison": (0, 0),
    }


def test_histories_are_of_the_paths_that_have_a_day_since(room: Newsroom) -> None:
    with room.engine.connect() as connection:
        assert versions.histories_starting(connection, JANUARY) == {}
    room.published(dated(JANUARY))
    with room.engine.connect() as connection:
        found = versions.histories_starting(connection, JANUARY)
    assert {path: [v.number for v in history] for path, history in found.items()} == {RSA: [1, 2]}
