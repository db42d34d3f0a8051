"""What is written while the disk fails at its first write, then its second, until it never does.

`python -m tests.faulty KIND FOLDER N` does it with the first N of FAILURES, on a disk made to fail
by `tests.faults`, and prints one JSON object a failure: what was said, and the state it left, which
is `before` or `after`. Any state between, or a next try that does not work, ends it with an error.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, product
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kb_app.database import audit, engine
from kb_app.database.migrate import upgrade
from kb_app.errors import Unavailable
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.model import Scope
from kb_app.library import store as versions
from kb_app.library.entries import Findable
from kb_app.library.files import write_file
from kb_app.library.finder import Finder
from kb_app.library.model import NewVersion
from kb_app.library.verify import verify
from kb_app.people.authoring import store as drafts
from kb_app.people.authoring.model import State
from tests.factories import TODAY, sheet_text
from tests.faults import failing
from tests.people.authoring.newsroom import RSA, Newsroom

FAILURES = (
    (errno.ENOSPC, True),
    (errno.EIO, False),
    (errno.ENOSPC, False),
    (errno.EIO, True),
)
"""Which error, and whether all writes after the first to fail do: a full disk stays full."""


def main(kind: str, folder: Path, failures: int) -> None:
    for told in _KINDS[kind](folder, failures):
        print(json.dumps(told), flush=True)


def _publications(folder: Path, failures: int, anew: bool) -> Iterator[dict[str, object]]:
    """Publish drafts, each under one failure; `anew` opens the database for each."""
    made = engine.create(f"sqlite:///{folder / 'relais.sqlite3'}")
    upgrade(made)
    room = Newsroom(made)
    for error, forever in FAILURES[:failures]:
        for nth in count(1):
            base = len(room.versions())
            text = sheet_text(title=f"Version {base + 1}, {nth}", body=f"## En bref\n\n{nth}.\n")
            draft = room.submitted(room.rose, text=text, base=base)
            mark = room.mark(room.noe, draft)
            if anew:
                made.dispose()
            with failing(folder, nth, error, forever) as done:
                said = _said(partial(room.authoring.publish, room.noe, draft.id, mark))
                if anew:
                    made.dispose()
            state = _state(folder, base, draft.id, text)
            if state == "before":
                assert room.publish(room.noe, draft).state is State.PUBLISHED
            assert room.versions() == list(range(1, base + 2))
            if done.writes < nth:
                assert (said, state) == ("", "after")
                break
            yield {"nth": nth, "error": error, "forever": forever, "said": said, "state": state}
    made.dispose()


def _said(work: Callable[[], object]) -> str:
    """Return what whoever asked is told: nothing when it was done."""
    try:
        work()
    except Unavailable as refused:
        return str(refused)
    except (DBAPIError, OSError) as trouble:
        return f"{type(trouble).__name__}: {trouble}"
    return ""


def _state(folder: Path, base: int, draft_id: str, text: str) -> str:
    """Say whether the publication is there, as another process sees it; raise if it half is."""
    other = engine.create(f"sqlite:///{folder / 'relais.sqlite3'}")
    with other.connect() as connection:
        assert verify(connection).breaks == []
        [(draft, kept)] = drafts.bundle_of(connection, draft_id)
        newest = versions.newest(connection, RSA)
        told = audit.newest(connection, 1)[0]
    other.dispose()
    assert newest is not None
    assert kept == text
    entry = (told.action, told.number, told.detail) == ("publication", base + 1, draft_id)
    state = newest[0].number, draft.state, entry
    assert state in ((base, State.IN_REVIEW, False), (base + 1, State.PUBLISHED, True))
    assert newest[1] == text or not entry
    return "after" if entry else "before"


def _index(folder: Path, failures: int) -> Iterator[dict[str, object]]:
    """Bring the index up to date, or build it anew, under one failure each time."""
    made = engine.create(f"sqlite:///{folder / 'relais.sqlite3'}")
    upgrade(made)
    room, served = Newsroom(made), folder / "index"
    finder = Finder(room.library, served)
    finder.keep_up()
    for anew, (error, forever) in product((False, True), FAILURES[:failures]):
        for nth in count(1):
            before = Findable(room.library.refresh()).digests
            base = len(room.versions())
            text = sheet_text(title=f"Version {base + 1}")
            room.library.publish(NewVersion(RSA, text, TODAY, False, None, "essai"), base)
            with failing(served, nth, error, forever) as done:
                said = _said(partial(finder.keep_up, rebuild=anew))
            after = Findable(room.library.refresh()).digests
            index = index_files.open_index(served)
            assert index is not None
            assert index.digests in (before, after)
            assert finder.search("rsa", Scope.AGENT).total
            state = "after" if index.digests == after else "before"
            finder.keep_up()
            kept = index_files.open_index(served)
            assert kept is not None
            assert kept.digests == after
            if done.writes < nth:
                assert (said, state) == ("", "after")
                break
            yield {"nth": nth, "error": error, "forever": forever, "said": said, "state": state}
    made.dispose()


def _files(folder: Path, failures: int) -> Iterator[dict[str, object]]:
    """Write a file of an export in place of another."""
    file = folder / "sortie" / "fiche.md"
    file.parent.mkdir()
    for error, forever in FAILURES[:failures]:
        for nth in count(1):
            file.write_text("avant", "utf-8")
            with failing(file.parent, nth, error, forever) as done:
                said = _said(partial(write_file, file, "après" * 9000))
            text = file.read_text("utf-8")
            assert text in ("avant", "après" * 9000)
            assert [f.name for f in file.parent.iterdir()] == [file.name]
            state = "before" if text == "avant" else "after"
            if done.writes < nth:
                assert (said, state) == ("", "after")
                break
            yield {"nth": nth, "error": error, "forever": forever, "said": said, "state": state}


_KINDS: dict[str, Callable[[Path, int], Iterator[dict[str, object]]]] = {
    "publication": partial(_publications, anew=False),
    "publication-anew": partial(_publications, anew=True),
    "index": _index,
    "file": _files,
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
