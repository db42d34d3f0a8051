"""The news as an Atom feed: for whoever is signed in, and at a secret address for programs."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import islice

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import NotFound
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.accounts.model import may as account_may
from kb_app.web.access import may, public, requires
from kb_app.web.house import house
from kb_app.web.views.feed_text import atom
from kb_app.web.views.news_amounts import lines_between
from kb_app.web.views.news_lines import Sees
from kb_app.web.views.reports import me

blueprint = Blueprint("feed", __name__)

DAYS = timedelta(days=28)
MOST = 100
"""Entries of a feed, of the last DAYS."""

_TYPE = "application/atom+xml; charset=utf-8"


@blueprint.get("/nouveautes.atom")
@requires(Permission.SHEET_READ)
def show() -> ResponseReturnValue:
    return _feed(may)


@blueprint.get("/nouveautes/<token>.atom")
@public
def secret(token: str) -> ResponseReturnValue:
    """What the account that made this address may see, at this moment."""
    account = house().feeds.reader(token)
    if account is None:
        raise NotFound("Cette adresse ne mène à aucun flux. Faites-en une nouvelle sur /compte.")
    return _feed(partial(_sees, account))


@blueprint.post("/compte/flux")
@requires(Permission.ACCOUNT_SELF)
def make() -> ResponseReturnValue:
    """Show a new address, once: only its digest is kept, so that no redirection can show it."""
    token = house().feeds.make(me().id)
    return render_template("nouveautes/address.html", address=f"{_root()}/nouveautes/{token}.atom")


@blueprint.post("/compte/flux/suppression")
@requires(Permission.ACCOUNT_SELF)
def revoke() -> ResponseReturnValue:
    house().feeds.revoke(me().id)
    return redirect("/compte#flux", 303)


def _sees(account: Account, permission: Permission, operator: str | None) -> bool:
    return account_may(account, permission, operator, house().settings.public_reading)


def _feed(sees: Sees) -> Response:
    snapshot, today = house().library.snapshot(), house().library.today()
    lines = islice(lines_between(today - DAYS, today, snapshot, sees), MOST)
    text = atom(tuple(lines), house().settings.site_name, _root(), request.path)
    return Response(text, content_type=_TYPE)


def _root() -> str:
    """Return the address of the site: the one that is set, so that ids of entries never change."""
    return house().settings.site_url or request.url_root.rstrip("/")
