"""The rows of drafts and of their moves: read, add, save."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from kb_app.people.authoring import tables
from kb_app.people.authoring.model import Action, Draft, Move, State

_drafts, _moves = tables.drafts, tables.draft_moves
_META = [c for c in _drafts.c if c.name != "text"]


def add(connection: Connection, draft: Draft, text: str) -> None:
    """Write a new draft and its moves, on a connection from `writing`."""
    connection.execute(insert(_drafts).values(_values(draft) | {"text": text}))
    for move in draft.moves:
        _add_move(connection, draft, move)


def save(
    connection: Connection, draft: Draft, move: Move | None = None, text: str | None = None
) -> None:
    """Write a draft again, with one more move and another text if given."""
    changed = _values(draft) | ({} if text is None else {"text": text})
    connection.execute(update(_drafts).where(_drafts.c.id == draft.id).values(changed))
    if move:
        _add_move(connection, draft, move)


def bundle_of(connection: Connection, draft_id: str) -> list[tuple[Draft, str]]:
    """Return a draft and its text, then those of its bundle by path; nothing when unknown."""
    row = connection.execute(select(*_drafts.c).where(_drafts.c.id == draft_id)).first()
    if row is None:
        return []
    rows = [row]
    if row.bundle:
        others = (_drafts.c.bundle == row.bundle, _drafts.c.id != draft_id)
        rows += connection.execute(select(*_drafts.c).where(*others).order_by(_drafts.c.path))
    return list(zip(_with_moves(connection, rows), (row.text for row in rows), strict=True))


def where(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> tuple[Draft, ...]:
    """Return the drafts that meet the conditions, last changed first."""
    last_first = (_drafts.c.updated_at.desc(), _drafts.c.path, _drafts.c.id)
    query = select(*_META).where(*conditions).order_by(*last_first).limit(limit)
    return _with_moves(connection, connection.execute(query).all())


def text_of(connection: Connection, draft_id: str) -> str:
    """Return the text of a draft that exists."""
    query = select(_drafts.c.text).where(_drafts.c.id == draft_id)
    return str(connection.execute(query).scalar_one())


def became(connection: Connection, paths: Collection[str]) -> dict[tuple[str, int], str]:
    """Return the drafts that became versions of these paths: their ids by path and number."""
    query = select(_drafts.c.path, _drafts.c.number, _drafts.c.id).where(
        _drafts.c.path.in_(paths), _drafts.c.number.is_not(None)
    )
    return {(row.path, row.number): row.id for row in connection.execute(query)}


def hurried(connection: Connection, path: str) -> dict[int, Draft]:
    """Return the drafts of a path that were published in urgency, by number."""
    urgent = select(_moves.c.draft_id).where(_moves.c.action == Action.PUBLISH_URGENT.value)
    found = where(connection, _drafts.c.path == path, _drafts.c.id.in_(urgent))
    return {draft.number: draft for draft in found if draft.number}


def practice_changes(connection: Connection, path: str) -> tuple[int, ...]:
    """Return the versions of a path that change how agents work, oldest first."""
    query = select(_drafts.c.number).where(
        _drafts.c.path == path, _drafts.c.practice, _drafts.c.number.is_not(None)
    )
    return tuple(connection.execute(query.order_by(_drafts.c.number)).scalars())


def newest_move(connection: Connection) -> int:
    """Return the id of the last move of any draft; it grows as moves become visible."""
    return int(connection.execute(_NEWEST_MOVE).scalar_one())


_NEWEST_MOVE = select(func.coalesce(func.max(_moves.c.id), 0))


def in_states(states: Iterable[State]) -> ColumnElement[bool]:
    return _drafts.c.state.in_([state.value for state in states])


def by_author(account_id: int) -> ColumnElement[bool]:
    return _drafts.c.author_id == account_id


def _add_move(connection: Connection, draft: Draft, move: Move) -> None:
    connection.execute(
        insert(_moves).values(
            draft_id=draft.id,
            account_id=move.account_id,
            at=move.at,
            action=move.action.value,
            comment=move.comment,
        )
    )


def _with_moves(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Draft, ...]:
    made: dict[str, list[Move]] = {row.id: [] for row in rows}
    query = select(_moves).where(_moves.c.draft_id.in_(made)).order_by(_moves.c.id)
    for row in connection.execute(query):
        made[row.draft_id].append(Move(row.account_id, row.at, Action(row.action), row.comment))
    return tuple(_draft(row, tuple(made[row.id])) for row in rows)


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "bundle": draft.bundle,
        "path": draft.path,
        "title": draft.title,
        "base": draft.base,
        "revision": draft.revision,
        "state": draft.state.value,
        "author_id": draft.author_id,
        "reason": draft.reason,
        "number": draft.number,
        "practice": draft.practice,
        "created_at": draft.created_at,
        "updated_at": draft.updated_at,
    }


def _draft(row: Row[Any], moves: tuple[Move, ...]) -> Draft:
    return Draft(
        id=row.id,
        bundle=row.bundle,
        path=row.path,
        title=row.title,
        base=row.base,
        revision=row.revision,
        state=State(row.state),
        author_id=row.author_id,
        reason=row.reason,
        number=row.number,
        practice=row.practice,
        created_at=row.created_at,
        updated_at=row.updated_at,
        moves=moves,
    )
