"""Import on save, for authors at their own desk."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event

from sqlalchemy.exc import SQLAlchemyError
from watchfiles import watch as changes

from kb_app.errors import RelaisError
from kb_app.library import chain, store
from kb_app.library.exchange import Hold, Incoming, import_texts, incoming
from kb_app.library.files import read_folder
from kb_app.library.library import Library

_log = logging.getLogger(__name__)


def watch(
    library: Library,
    folder: Path,
    stop: Event | None = None,
    hold: Hold = lambda documents: None,
) -> None:
    """Import what changes under a folder until told to stop; `hold` is that of `import_texts`.

    A file here says by its place which version it continues: the newest it ever held. If someone
    published since, it is a conflict, said and not imported. What fails is said, and tried again
    at the next save.
    """
    bases = _bases(library, read_folder(folder).texts)
    for _ in changes(folder, stop_event=stop):
        try:
            _import(library, folder, bases, hold)
        except (RelaisError, SQLAlchemyError, OSError) as error:
            _log.warning("l’import a échoué, enregistrez de nouveau : %s", error)


def _import(library: Library, folder: Path, bases: dict[str, int], hold: Hold) -> None:
    files = read_folder(folder)
    texts = incoming(files.texts)
    continued = [Incoming(i.path, i.text, bases.get(i.path, i.base)) for i in texts]
    report = import_texts(library, continued, "enregistré à mon poste", hold=hold)
    for path, number in _bases(library, files.texts).items():
        bases[path] = max(number, bases.get(path, 0))
    for version in report.added:
        _log.warning("%s : version %s importée", version.path, version.number)
    for trouble in (*files.problems, *report.refused, *report.conflicts):
        _log.warning("%s", trouble)


def _bases(library: Library, texts: dict[str, str]) -> dict[str, int]:
    """Return the version each file holds now, for those the library has seen."""
    found: dict[str, int] = {}
    with library.engine.connect() as connection:
        for item in incoming(texts):
            number = store.seen_texts(connection, item.path).get(chain.text_digest(item.text))
            if number:
                found[item.path] = number
    return found
