"""What is typed, made fit to be kept: texts of documents, reasons, comments."""

from __future__ import annotations

import re

from kb_app.errors import InvalidInput
from kb_app.knowledge.content import sheets
from kb_app.knowledge.content.kinds import kind_of, slug_of
from kb_app.knowledge.content.model import Kind, Operator, Sheet
from kb_app.knowledge.content.read import MOST_VOCABULARY_BYTES
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.versioning import split_version
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.reading import read
from kb_app.people.authoring import tables

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BLANKS = re.compile(r"[ \n]+")
# Spaces that French ties words with are not "printable" for Python.
_KEPT = frozenset("\n\u00a0\u202f")


def valid_text(path: str, typed: str) -> str:
    """Return the text to keep: LF line ends, without the `version:` line of an exported file.

    Whatever mistakes it has are kept, to be told. Raises InvalidInput when it cannot be stored.
    """
    if kind_of(path) is None:
        raise InvalidInput(f"« {path[:80]} » n’est pas la place d’un document.")
    if _UNSTORABLE.search(typed):
        raise InvalidInput("Le texte contient un caractère qui ne peut pas être enregistré.")
    if len(typed.encode()) > MOST_VOCABULARY_BYTES:
        most = MOST_VOCABULARY_BYTES // 1024
        raise InvalidInput(f"Le texte dépasse {most} Kio : partagez-le en plusieurs documents.")
    return split_version(path, typed.replace("\r\n", "\n").replace("\r", "\n"))[0]


def title_of(path: str, text: str, before: str) -> str:
    """Return the document's title, or the one `before` when the text has none to read.

    A sheet that is being written has mistakes and a title.
    """
    document = read(path, text, whole=False).document or _unfinished(path, text)
    title = before or slug_of(path)
    if isinstance(document, Sheet | TreeFile):
        title = document.title or title
    elif isinstance(document, Operator):
        title = document.name
    return title[: tables.LONGEST_TITLE]


def _unfinished(path: str, text: str) -> Sheet | None:
    """Return a sheet as far as its header says something."""
    if kind_of(path) is not Kind.SHEET:
        return None
    return sheets.parse(path, text, Findings(path), whole=False)[0]


def valid_reason(typed: str) -> str:
    """Return the reason of a version, on one line.

    Raises InvalidInput when there is none or it is too long.
    """
    reason = _BLANKS.sub(" ", _visible(typed)).strip()
    if not reason:
        raise InvalidInput("Dites en quelques mots pourquoi.")
    if len(reason) > tables.LONGEST_REASON:
        raise InvalidInput(f"Le motif dépasse {tables.LONGEST_REASON} caractères : abrégez-le.")
    return reason


def valid_comment(typed: str, missing: str = "") -> str:
    """Return a comment, perhaps empty; several lines are kept.

    Raises InvalidInput when it is too long or, with the sentence `missing`, when it is empty.
    """
    comment = _visible(typed.replace("\r\n", "\n")).strip()
    if missing and not comment:
        raise InvalidInput(missing)
    if len(comment) > tables.LONGEST_COMMENT:
        most = tables.LONGEST_COMMENT
        raise InvalidInput(f"Le commentaire dépasse {most} caractères : abrégez-le.")
    return comment


def _visible(typed: str) -> str:
    """Leave out controls, and marks that change the direction of what follows."""
    spaced = typed.replace("\t", " ")
    return "".join(c for c in spaced if c.isprintable() or c in _KEPT)
