"""The texts that withdraw a document, or put back one of its old versions."""

from __future__ import annotations

from datetime import date, timedelta

from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind, Sheet
from kb_app.knowledge.content.withdrawing import ended, redated, tree_redated, withdrawn
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.library import Library
from kb_app.library.reading import read
from kb_app.people.authoring.model import NewText
from kb_app.people.authoring.planning import is_lost

WITHDRAWABLE = (Kind.SHEET, Kind.TREE)

WITHDRAWN, RESTORED = "depublication", "retablissement"
"""What the audit log says, besides, of a draft that takes a document out, or puts a text back."""


def withdrawal(library: Library, path: str, reason: str, successor: str | None) -> NewText:
    """Return the newest text of a document, made to say that it is over from today on.

    A sheet says why, and which sheet to read instead; the format of a tree has a last day alone,
    which is yesterday: its reason is the version's. Raises NotFound when there is no such
    document, InvalidInput when it cannot be withdrawn so, or `successor` is no sheet to read.
    """
    newest = library.newest(path) if kind_of(path) in WITHDRAWABLE else None
    if newest is None:
        raise NotFound("Ce document n’existe pas, ou ne se retire pas.")
    version, text = newest
    today = library.today()
    if kind_of(path) is Kind.TREE:
        return NewText(path, _over(path, text, today), version.number)
    _check_successor(library, path, successor)
    return NewText(path, withdrawn(text, reason, successor, today), version.number)


def restoration(library: Library, path: str, number: int) -> NewText:
    """Return the text of an old version, to go on from the newest one.

    One whose day is past holds from today on, so that what readers had in between stays what
    they had; one that was still to come keeps its day. When another took its place before that
    day, it goes on from the version it was written from: what was published since is united with
    it, or would be lost on its day. Raises NotFound when there is no such version, InvalidInput
    when it is the newest text already.
    """
    version, text = library.version(path, number)
    newest = library.newest(path)
    assert newest
    if newest[1] == text:
        raise InvalidInput("La dernière version dit déjà la même chose.")
    document = read(path, text, whole=False).document
    today = library.today()
    if isinstance(document, Sheet) and document.valid_from <= today:
        text = redated(text, today)
    elif isinstance(document, TreeFile) and document.valid_from and document.valid_from <= today:
        text = tree_redated(text, today)
    lost = is_lost(version, library.history(path), today)
    return NewText(path, text, number - 1 if lost else newest[0].number)


def _over(path: str, text: str, today: date) -> str:
    document = read(path, text).document
    if not isinstance(document, TreeFile):
        raise InvalidInput("Cet arbre ne se lit plus : corrigez-le d’abord.")
    if document.is_subtree:
        raise InvalidInput("Un sous-arbre se retire des arbres qui l’appellent, un à un.")
    last = today - timedelta(days=1)
    if document.valid_until and document.valid_until <= last:
        raise InvalidInput("Cet arbre est déjà retiré.")
    return ended(text, last)


def _check_successor(library: Library, path: str, successor: str | None) -> None:
    if successor and (successor == path or successor not in library.refresh().sheets):
        raise InvalidInput("Choisissez, pour la remplacer, une autre fiche que l’on peut lire.")
