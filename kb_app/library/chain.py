"""The seal of a version: SHA-256 over what it says and over the seal of the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256

from kb_app.library.model import Version

GENESIS = ""
"""What the first version of a path is chained to."""


def text_digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def seal(version: Version, before: str) -> str:
    """Return the hex SHA-256 of the version's canonical JSON, chained to the seal `before`.

    The text enters by its own digest, so that a seal can be checked without the text; the
    sequence does not enter, it is only the order of publication.
    """
    fields: list[object] = [before, version.path, version.number, version.text_sha256]
    fields += [version.valid_from.isoformat(), version.withdrawn, version.author_id]
    fields += [version.reason, version.at.astimezone(UTC).isoformat()]
    # What a damaged row may hold, a seal can still be computed of.
    text = json.dumps(fields, ensure_ascii=False, default=repr)
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def first_break(history: Iterable[Version]) -> Version | None:
    """Return the first version whose seal or number is wrong, oldest first; None when all hold."""
    before = GENESIS
    for number, version in enumerate(history, start=1):
        if version.number != number or version.sha256 != seal(version, before):
            return version
        before = version.sha256
    return None
