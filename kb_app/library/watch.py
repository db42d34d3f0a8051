"""Import on save, for authors at their own desk."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event

from watchfiles import watch as changes

from kb_app.library import chain, store
from kb_app.library.exchange import Incoming, import_texts, incoming
from kb_app.library.files import read_folder
from kb_app.library.library import Library

_log = logging.getLogger(__name__)


def watch(library: Library, folder: Path, stop: Event | None = None) -> None:
    """Import what changes under a folder until told to stop.

    A file here says by its place which version it continues: the one it held before the save.
    If someone published since, it is a conflict, said and not imported.
    """
    bases = _bases(library, read_folder(folder).texts)
    for _ in changes(folder, stop_event=stop):
        texts = incoming(read_folder(folder).texts)
        continued = [Incoming(i.path, i.text, bases.get(i.path, i.base)) for i in texts]
        report = import_texts(library, continued, "enregistré à mon poste")
        for version in report.added:
            bases[version.path] = version.number
            _log.warning("%s : version %s importée", version.path, version.number)
        for problem in report.refused:
            _log.warning("%s", problem)
        for conflict in report.conflicts:
            _log.warning("%s", conflict)


def _bases(library: Library, texts: dict[str, str]) -> dict[str, int]:
    """Return the version each file holds now, for those the library has seen."""
    found: dict[str, int] = {}
    with library.engine.connect() as connection:
        for item in incoming(texts):
            number = store.seen_texts(connection, item.path).get(chain.text_digest(item.text))
            if number:
                found[item.path] = number
    return found
