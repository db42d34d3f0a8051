"""What the page of a draft asks for while it stays open: who else is there, a fresh token."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from kb_app.errors import NotFound, Unavailable
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import Draft
from kb_app.people.authoring.overtaking import Newer
from kb_app.web.access import current_account, requires
from kb_app.web.french import datetime_fr
from kb_app.web.house import house
from kb_app.web.reader import unattended
from kb_app.web.views.draft_access import edit_address
from kb_app.web.views.review_lines import title_of

blueprint = Blueprint("open_pages", __name__)


@blueprint.post("/redaction/<draft_id>/presence")
@requires(Permission.DRAFT_READ)
@unattended
def present(draft_id: str) -> ResponseReturnValue:
    """Say that the draft's document is still open; tell who else has it open, and what was
    published since it was begun.
    """
    me = _me()
    draft, _ = house().authoring.draft(me, draft_id)
    house().presence.seen(me, draft.path)
    others = _names(house().presence.others(me, draft.path))
    newer = [asdict(each) for each in newer_told(draft)]
    return jsonify(others=others, words=said(others), newer=newer)


@blueprint.get("/compte/jeton")
@requires(Permission.ACCOUNT_SELF)
@unattended
def token() -> ResponseReturnValue:
    """Give the token of this session to a page opened before it, and say whose session it is.

    Other sites cannot read the answer: nothing here lets them.
    """
    return jsonify(token=generate_csrf(), who=who(_me()))


@dataclass(frozen=True, slots=True)
class NewerTold:
    """A version published since a draft that is open was begun."""

    words: str
    address: str
    """Where both texts are united."""


def newer_told(draft: Draft) -> list[NewerTold]:
    """Return what is to be said at once of a draft, and of those published with it."""
    found = house().authoring.newer(_me(), draft.id)
    return [
        NewerTold(_newer_words(each, draft), f"{edit_address(each.draft.id)}/fusion")
        for each in found
    ]


def _newer_words(newer: Newer, draft: Draft) -> str:
    of = "" if newer.draft.id == draft.id else f" de « {title_of(newer.draft)} »"
    number, at = newer.version.number, newer.version.at
    return (
        f"Une version plus récente{of} a été publiée depuis que ce brouillon est commencé : "
        f"la version {number}, le {datetime_fr(at)}."
    )


def who(account: Account) -> str:
    """Return what tells an account from another in a browser, without saying which it is."""
    key = house().settings.secret_key.encode()
    return hmac.digest(key, f"kept:{account.id}".encode(), "sha256").hex()[:16]


def greeted(path: str) -> dict[str, str]:
    """Note that whoever asks opens this document; return what its page says of it at once.

    `words` is empty when nobody else has it open; `who` is theirs.
    """
    me = _me()
    # A full disk stops nobody from reading.
    with suppress(Unavailable):
        house().presence.seen(me, path)
    return {"words": said(_names(house().presence.others(me, path))), "who": who(me)}


def said(names: Sequence[str]) -> str:
    """Return the sentence that says who else has the document open."""
    if not names:
        return ""
    listed = " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{listed} {'a' if len(names) == 1 else 'ont'} aussi ce document ouvert."


def _names(ids: Sequence[int]) -> list[str]:
    names = house().accounts.names()
    return sorted(names[id] for id in ids if id in names)


def _me() -> Account:
    """Return the account; the permission has already asked for one."""
    account = current_account()
    if account is None:
        raise NotFound("Connectez-vous pour voir les brouillons.")
    return account
