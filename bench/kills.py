"""Writers killed while they publish: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import os
import random
import selectors
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.crash import assert_index_equals_a_rebuild
from bench.editors import prepare, small_content
from bench.figures import Figure
from bench.instance import environment, kb
from bench.killed_writer import SHEETS, Place, path_of, text_for, work
from kb_app.config import read_settings
from kb_app.library import chain
from kb_app.people.authoring.model import MOVES, Action, Draft, State
from kb_app.web.house import House, open_house
from tests import postgres

PUBLICATIONS = 500
WRITERS = 8
KILL_EVERY = 4
"""Publications acknowledged between two kills, about: a quarter more than a hundred kills."""
SEED = 20261122

Acknowledged = dict[tuple[int, int], str]
"""The word of each version that a writer was given, by sheet and number."""


def run() -> list[Figure]:
    """Kill writers on SQLite, then on PostgreSQL, whose server is also crashed once."""
    figures = killed("SQLite", PUBLICATIONS)
    if folder := postgres.binaries():
        with postgres.running(folder) as server, postgres.Database(server, "template1") as url:

            def crash() -> None:
                postgres.crash(folder, url)

            figures += killed("PostgreSQL", PUBLICATIONS, crash, KB_DATABASE_URL=url)
    return figures


def killed(
    name: str, publications: int, crash: Callable[[], None] | None = None, **settings: str
) -> list[Figure]:
    """Publish so many times, killing on the way; raise AssertionError on any loss.

    `crash` is called once, half-way.
    """
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        env = environment(Path(folder), **settings)
        kb(env, "import", str(_content(Path(folder) / "content")))
        prepare(env, 2)
        read = read_settings(env)
        crew = _Crew(Place(read.database_url, read.index, 1, 2))
        crew.publish(publications, crash)
        house = open_house(read)
        try:
            _assert_nothing_lost(house, crew.acknowledged)
            _assert_drafts_are_legal(house)
            assert house.audit_log.verify().breaks == []
            house.finder.keep_up()
            assert_index_equals_a_rebuild(house.library, read.index, Path(folder) / "rebuilt")
        finally:
            house.engine.dispose()
    told = len(crew.acknowledged)
    return [
        Figure(f"{name}: publications acknowledged, all found whole", told, ""),
        Figure("kill -9 of writers", crew.kills, "", at_least=publications / 5),
    ]


def _content(folder: Path) -> Path:
    small_content(folder)
    for sheet in range(SHEETS):
        (folder / path_of(sheet)).write_text(text_for(sheet, "depart"), encoding="utf-8")
    return folder


@dataclass
class _Crew:
    """Writers forked from this process, which holds no connection of its own."""

    place: Place
    acknowledged: Acknowledged = field(default_factory=dict)
    kills: int = 0
    _generation: int = 0

    def publish(self, publications: int, crash: Callable[[], None] | None) -> None:
        chance = random.Random(SEED)
        selector = selectors.DefaultSelector()
        for _ in range(WRITERS):
            self._fork(selector)
        due = chance.randint(1, 2 * KILL_EVERY - 1)
        while len(self.acknowledged) < publications:
            for key, _ in selector.select(timeout=60):
                due -= self._read(key.fd)
            if crash and len(self.acknowledged) > publications / 2:
                crash()
                crash = None
            if due <= 0:
                due = chance.randint(1, 2 * KILL_EVERY - 1)
                # Anywhere in what the others are doing, not always as one of them ends.
                time.sleep(chance.uniform(0, 0.03))
                self._kill(selector, chance)
                self._fork(selector)
        while selector.get_map():
            self._kill(selector, chance)

    def _fork(self, selector: selectors.BaseSelector) -> None:
        self._generation += 1
        ours, theirs = os.pipe()
        writer = os.fork()
        if writer == 0:
            try:
                os.close(ours)
                work(self.place, self._generation, theirs)
            finally:
                os._exit(1)
        os.close(theirs)
        selector.register(ours, selectors.EVENT_READ, writer)

    def _kill(self, selector: selectors.BaseSelector, chance: random.Random) -> None:
        key = chance.choice(list(selector.get_map().values()))
        os.kill(key.data, signal.SIGKILL)
        os.waitpid(key.data, 0)
        self.kills += 1
        while self._read(key.fd):
            pass
        selector.unregister(key.fd)
        os.close(key.fd)

    def _read(self, descriptor: int) -> int:
        """Take in what was acknowledged; a line is written at once, so never in part."""
        lines = os.read(descriptor, 65536).decode().splitlines()
        for line in lines:
            sheet, number, word = line.split()
            assert (int(sheet), int(number)) not in self.acknowledged, line
            self.acknowledged[int(sheet), int(number)] = word
        return len(lines)


def _assert_nothing_lost(house: House, acknowledged: Acknowledged) -> None:
    for sheet in range(SHEETS):
        history = house.library.history(path_of(sheet))
        assert chain.first_break(history) is None
        words = [version.reason for version in history[1:]]
        assert len(set(words)) == len(words)
        for version, word in zip(history[1:], words, strict=True):
            text = house.library.version(version.path, version.number)[1]
            assert text == text_for(sheet, word), (version, "half-written")
            assert acknowledged.get((sheet, version.number), word) == word
        numbers = {number for each, number in acknowledged if each == sheet}
        assert numbers <= {version.number for version in history}


def _assert_drafts_are_legal(house: House) -> None:
    reviewer = house.accounts.with_id(2)
    published = set()
    for draft in house.authoring.drafts(reviewer, tuple(State)):
        assert draft.state is _replayed(draft), draft
        assert (draft.number is not None) == (draft.state is State.PUBLISHED), draft
        if draft.number is not None:
            text = house.authoring.draft(reviewer, draft.id)[1]
            assert text == house.library.version(draft.path, draft.number)[1]
            published.add((draft.path, draft.number))
    versions = {
        (version.path, version.number)
        for sheet in range(SHEETS)
        for version in house.library.history(path_of(sheet))[1:]
    }
    assert published == versions


def _replayed(draft: Draft) -> State:
    """Return where the moves of a draft lead, one legal move after the other."""
    first, *moves = draft.moves
    assert first.action is Action.START
    state = State.DRAFT
    for move in moves:
        state = MOVES[state, move.action][0]
    return state
