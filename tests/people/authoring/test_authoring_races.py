"""Several processes at one draft, or at one document: one wins, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from sqlalchemy import Engine, select

from bench import races
from kb_app.database.engine import create
from kb_app.errors import EditConflict, WrongState
from kb_app.library import chain
from kb_app.people.accounts import tables
from kb_app.people.accounts.accounts import COLUMNS, account_of
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import Action, State
from tests import factories
from tests.factories import sheet_text
from tests.people.accounts.people_at_work import Clock
from tests.people.authoring.newsroom import RSA, Newsroom

pytestmark = pytest.mark.slow

Task = tuple[str, str, str, str]
"""A database, who publishes, which draft, and the mark of what they read."""


def _publish(task: Task) -> str:
    """Publish in a process of its own; return how it ended."""
    url, login, draft_id, mark = task
    engine = create(url)
    with engine.connect() as connection:
        row = connection.execute(select(*COLUMNS).where(tables.accounts.c.login == login)).one()
    authoring = Authoring(engine, factories.library(engine), Clock())
    try:
        authoring.publish(account_of(row), draft_id, mark)
    except Exception as error:
        # Whatever it is, as text: some errors do not travel between processes.
        kinds = (WrongState, EditConflict)
        return next((kind.__name__ for kind in kinds if isinstance(error, kind)), repr(error))
    finally:
        engine.dispose()
    return "published"


def _together(room: Newsroom, tasks: list[tuple[str, str]]) -> list[str]:
    url = room.engine.url.render_as_string(hide_password=False)
    sent = [(url, login, id, room.authoring.review(room.chef, id).mark) for login, id in tasks]
    # A process that cannot even begin breaks this pool, where multiprocessing's waits for ever.
    with ProcessPoolExecutor(len(sent), mp_context=get_context("spawn")) as pool:
        return list(pool.map(_publish, sent))


def test_two_processes_that_publish_one_draft_publish_it_once(engine: Engine) -> None:
    room = Newsroom(engine)
    for number in range(2, 5):
        draft = room.submitted(room.rose, text=sheet_text(title=f"Titre {number}"), base=number - 1)
        ends = _together(room, [("noe", draft.id), ("caf", draft.id)])
        assert sorted(ends) == ["WrongState", "published"]
        assert room.versions() == list(range(1, number + 1))
        assert [m.action for m in room.now(draft).moves].count(Action.PUBLISH) == 1


def test_of_two_drafts_from_one_base_one_wins_and_the_other_stays(engine: Engine) -> None:
    room = Newsroom(engine)
    texts = [sheet_text(title=f"Titre {n}") for n in range(3)]
    drafts = [room.submitted(room.rose, text=text) for text in texts]
    ends = _together(room, [("noe", draft.id) for draft in drafts])
    assert sorted(ends) == ["EditConflict", "EditConflict", "published"]
    for draft, text, end in zip(drafts, texts, ends, strict=True):
        found, kept = room.authoring.draft(room.rose, draft.id)
        assert kept == text
        assert found.state is (State.PUBLISHED if end == "published" else State.IN_REVIEW)
    winner = texts[ends.index("published")]
    assert room.library.version(RSA, 2)[1] == winner
    assert chain.first_break(room.library.history(RSA)) is None


def test_editors_through_two_server_processes_lose_nothing(database_url: str) -> None:
    """`python -m bench races` does the same with 50 editors and 20 attempts each."""
    figures = races.race("", editors=4, saves=3, KB_DATABASE_URL=database_url)
    assert all(figure.holds for figure in figures), figures
