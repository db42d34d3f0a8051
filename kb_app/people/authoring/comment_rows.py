"""The SQL of comments on drafts: add, read, settle."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, insert, select, update

from kb_app.people.authoring.model import Comment
from kb_app.people.authoring.tables import draft_comments

_WRITTEN = tuple(c.name for c in draft_comments.c if c.name != "id")


def of(connection: Connection, draft_ids: Collection[str]) -> tuple[Comment, ...]:
    """Return the comments of these drafts, oldest first, each where its passage was."""
    query = select(*draft_comments.c).where(draft_comments.c.draft_id.in_(draft_ids))
    rows = connection.execute(query.order_by(draft_comments.c.id))
    return tuple(Comment(**row._mapping, now=row.line) for row in rows)


def add(connection: Connection, comment: Comment) -> Comment:
    """Write a comment, on a connection from `writing`; return it with its id."""
    values = {name: getattr(comment, name) for name in _WRITTEN}
    query = insert(draft_comments).values(values).returning(draft_comments.c.id)
    return replace(comment, id=int(connection.execute(query).scalar_one()))


def settle(connection: Connection, comment: Comment) -> None:
    """Write who settled a comment and when, on a connection from `writing`."""
    connection.execute(
        update(draft_comments)
        .where(draft_comments.c.id == comment.id)
        .values(settled_by=comment.settled_by, settled_at=comment.settled_at)
    )
