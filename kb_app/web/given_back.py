"""What was typed in a form that could not be taken, to be shown to whoever typed it; never kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

LARGEST = 1024 * 1024
"""Bytes of a form that is too big to be taken, and not to be given back."""

SECRETS = frozenset({"password", "current", "new", "again"})
"""Fields of passwords: of a form with one, nothing is given back."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "commentaire": "Commentaire",
        "message": "Message",
        "note": "Note",
        "texte": "Texte",
        "corps": "Texte",
        "titre": "Titre",
        "resume": "Résumé",
    }
)
_UNNAMED = "Ce que vous avez écrit"
# Words, or an address: what is shorter is a choice or a mark of ours.
_WORDS = re.compile(r"\S\s+\S")
_LONG = 40
_MARK = re.compile(r"[\w.=-]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """A field, and what was typed in it."""

    label: str
    text: str

    @property
    def rows(self) -> int:
        """Lines that show most of it, from 2 to 20."""
        return min(20, max(2, sum(1 + len(line) // 70 for line in self.text.split("\n"))))


def given_back() -> tuple[Typed, ...]:
    """Return what was typed in the form that this request sent, in its order.

    Only words: not choices, marks, passwords. Nothing of a form that another site sent.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return ()
    sent = _sent()
    if SECRETS & sent.keys():
        return ()
    return tuple(
        Typed(LABELS.get(name, _UNNAMED), text.replace("\r\n", "\n"))
        for name, text in sent.items(multi=True)
        if name != "csrf_token" and _is_words(text)
    )


def by_script() -> bool:
    """Say whether a script asks, which wants JSON and not a page."""
    return request.accept_mimetypes.best == "application/json"


def _sent() -> MultiDict[str, str]:
    """Read the form, even one that is over the limit; nothing when it cannot be read."""
    if (request.content_length or 0) <= LARGEST:
        request.max_content_length = request.max_form_memory_size = LARGEST
    try:
        return request.form
    except (HTTPException, OSError):
        return MultiDict()


def _is_words(text: str) -> bool:
    return bool(_WORDS.search(text)) or (len(text) > _LONG and not _MARK.fullmatch(text))
