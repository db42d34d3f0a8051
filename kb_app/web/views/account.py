"""One's own account: password, and the browsers signed in with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound
from kb_app.people.accounts.model import GRANTS, Permission
from kb_app.people.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from kb_app.people.accounts.sign_in import WrongCredentials
from kb_app.web import reader
from kb_app.web.access import requires
from kb_app.web.house import house
from kb_app.web.reader import Reader, current_reader
from kb_app.web.views.forms import PasswordForm
from kb_app.web.views.rights import WORDS

blueprint = Blueprint("account", __name__, url_prefix="/compte")


@blueprint.get("")
@requires(Permission.ACCOUNT_SELF)
def show() -> ResponseReturnValue:
    account = _myself().account
    cards = house().library.snapshot().operators
    return render_template(
        "account/show.html",
        account=account,
        operators=[cards[slug].name for slug in sorted(account.operators) if slug in cards],
        rights=[words for word, words in WORDS.items() if word in GRANTS[account.role]],
        answers=house().feedback.unseen(account.id),
        feed=house().feeds.made(account.id),
    )


@blueprint.get("/mot-de-passe")
@requires(Permission.ACCOUNT_SELF)
def password() -> ResponseReturnValue:
    return _password_page(PasswordForm())


@blueprint.post("/mot-de-passe")
@requires(Permission.ACCOUNT_SELF)
def change_password() -> ResponseReturnValue:
    sent = PasswordForm()
    if not sent.validate():
        return _password_page(sent), 400
    try:
        _change_password(sent)
    except (InvalidInput, WrongCredentials) as refusal:
        return _password_page(sent, str(refusal)), 400
    flash("Mot de passe changé. Les autres navigateurs sont déconnectés.")
    return redirect("/compte", 303)


@blueprint.get("/sessions")
@requires(Permission.ACCOUNT_SELF)
def sessions() -> ResponseReturnValue:
    me = _myself()
    return render_template(
        "account/sessions.html",
        sessions=house().sessions.of(me.account.id),
        mine=me.session.id,
    )


@blueprint.post("/sessions/<int:session_id>/fermer")
@requires(Permission.ACCOUNT_SELF)
def close_session(session_id: int) -> ResponseReturnValue:
    me = _myself()
    if session_id not in {session.id for session in house().sessions.of(me.account.id)}:
        raise NotFound("Cette session est déjà fermée.")
    house().sessions.close(me.account.id, session_id)
    if session_id == me.session.id:
        return redirect("/connexion", 303)
    flash("Session fermée.")
    return redirect("/compte/sessions", 303)


@blueprint.post("/sessions/fermer-tout")
@requires(Permission.ACCOUNT_SELF)
def close_everything() -> ResponseReturnValue:
    house().sessions.close_all(_myself().account.id)
    reader.end()
    return redirect("/connexion", 303)


def _change_password(sent: PasswordForm) -> None:
    if sent.new.data != sent.again.data:
        raise InvalidInput("Les deux nouveaux mots de passe ne sont pas les mêmes.")
    token = house().door.change_password(
        _myself().account,
        sent.current.data,
        sent.new.data,
        request.remote_addr or "",
        request.user_agent.string,
    )
    reader.begin(token)


def _password_page(sent: PasswordForm, trouble: str | None = None) -> str:
    return render_template(
        "account/password.html", form=sent, trouble=trouble, least=MIN_LENGTH, most=MAX_LENGTH
    )


def _myself() -> Reader:
    """Return the reader; the permission has already asked for one."""
    me = current_reader()
    if me is None:
        raise NotFound("Connectez-vous pour voir votre compte.")
    return me
