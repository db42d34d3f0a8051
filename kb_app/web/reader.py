"""Who is reading: Flask-Login over the server-side sessions of `people/accounts`.

The browser's cookie holds an opaque token; the table of sessions alone says whose it is, so that
signing out, changing a password or disabling an account ends it at the next request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from kb_app.people.accounts.model import Account, Session
from kb_app.people.accounts.sessions import Token
from kb_app.web.house import house

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Reader(UserMixin):  # type: ignore[misc]
    """A signed-in account, on one of its sessions."""

    account: Account
    session: Session
    token: str

    def get_id(self) -> str:
        return self.token


def register(app: Flask) -> None:
    manager = LoginManager(app)
    # Sessions live in the database: the library's own guess by address and browser would sign
    # out people whose line changes address.
    manager.session_protection = None
    manager.user_loader(_load)


def current_reader() -> Reader | None:
    """Return who is signed in on this request, if anyone."""
    if "reader" not in g:
        # The person, not the stand-in that would be looked up again at each question.
        found = current_user._get_current_object()
        g.reader = found if isinstance(found, Reader) else None
    return cast("Reader | None", g.reader)


def unattended(view: View) -> View:
    """Declare a view that an open page asks for by itself: it does not keep a session open."""
    view.unattended = True  # type: ignore[attr-defined]
    return view


def begin(token: Token) -> None:
    """Give the browser the token of a session just opened; nothing of the one before is kept."""
    session.clear()
    g.pop("reader", None)
    reader = _load(token)
    if reader:
        login_user(reader)


def end() -> None:
    """End the session on the server, then forget it in the browser."""
    reader = current_reader()
    if reader:
        house().sessions.close(reader.account.id, reader.session.id)
    logout_user()
    session.clear()
    g.pop("reader", None)


def _load(token: str) -> Reader | None:
    found = house().sessions.find(token)
    if found is None:
        return None
    account, opened = found
    view = current_app.view_functions.get(request.endpoint or "")
    if not hasattr(view, "unattended"):
        house().sessions.touch(opened)
    return Reader(account, opened, token)
