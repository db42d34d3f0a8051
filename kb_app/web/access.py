"""Every route says who may open it; this is where it is held to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from kb_app.errors import NotFound, Refused
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.accounts.model import may as account_may
from kb_app.web.given_back import by_script, given_back
from kb_app.web.house import house
from kb_app.web.reader import current_reader

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
"""Marks what everyone may open, signed in or not."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission a view needs; put it under the route decorator."""
    return lambda view: _declare(view, permission)


def public(view: View) -> View:
    """Declare a view open to everyone."""
    return _declare(view, PUBLIC)


def declared(endpoint: str) -> str | None:
    """Return what an endpoint declares: a permission word, PUBLIC, or None when nothing."""
    if endpoint == "static":
        return PUBLIC
    view = current_app.view_functions.get(endpoint)
    return getattr(view, "access", None)


def may(permission: Permission, operator: str | None = None) -> bool:
    """Say whether whoever asks for this page has the permission, for that operator if any."""
    return account_may(current_account(), permission, operator, house().settings.public_reading)


def may_somewhere(permission: Permission) -> bool:
    """Say whether they have it everywhere, or for one of their operators at least."""
    account = current_account()
    operators = (None, *(account.operators if account else ()))
    return any(may(permission, operator) for operator in operators)


def current_account() -> Account | None:
    """Return the account signed in on this request, if any."""
    reader = current_reader()
    return reader.account if reader else None


def signed_in() -> Account:
    """Return the account, where the permission declared has already asked for one."""
    account = current_account()
    if account is None:
        raise NotFound("Connectez-vous pour voir cette page.")
    return account


def check_access() -> ResponseReturnValue | None:
    """Before each request: let through, send to the sign-in page, or refuse.

    A route that declares nothing is closed to everyone. A permission held for some operators
    only lets one in; the view then asks `may` for the operator concerned.
    """
    if request.endpoint is None:
        return None
    access = declared(request.endpoint)
    if access == PUBLIC:
        return None
    if access is None:
        raise Refused("Cette page n’est ouverte à personne.")
    if may_somewhere(Permission(access)):
        return None
    if current_account() is None:
        if by_script() or given_back():
            # The sign-in page would lose what was typed before the session ended.
            raise Unauthorized
        return redirect(url_for("signin.form", next=_here()))
    raise Refused("Votre rôle ne donne pas accès à cette page.")


def _here() -> str | None:
    """Return where to come back to: only a page that was asked for by reading."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _declare(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
