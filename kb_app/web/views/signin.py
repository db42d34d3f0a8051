"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.people.accounts.demo import DEMO_ACCOUNTS
from kb_app.people.accounts.model import Permission
from kb_app.people.accounts.sign_in import WrongCredentials
from kb_app.web import reader
from kb_app.web.access import current_account, public, requires
from kb_app.web.house import house
from kb_app.web.views.forms import SignInForm
from kb_app.web.views.next_page import next_page

blueprint = Blueprint("signin", __name__)


@blueprint.get("/connexion")
@public
def form() -> ResponseReturnValue:
    wanted = next_page(request.args.get("next"))
    if current_account():
        return redirect(wanted, 303)
    return _page(SignInForm(next=wanted))


@blueprint.post("/connexion")
@public
def sign_in() -> ResponseReturnValue:
    sent = SignInForm()
    if not sent.validate():
        return _page(sent), 400
    browser = request.user_agent.string
    try:
        token = house().door.sign_in(
            sent.login.data, sent.password.data, request.remote_addr or "", browser
        )
    except WrongCredentials as refusal:
        return _page(sent, str(refusal)), 403
    reader.begin(token)
    return redirect(next_page(sent.next.data), 303)


@blueprint.post("/deconnexion")
@requires(Permission.ACCOUNT_SELF)
def sign_out() -> ResponseReturnValue:
    reader.end()
    return redirect("/connexion", 303)


def _page(sent: SignInForm, trouble: str | None = None) -> str:
    accounts = DEMO_ACCOUNTS if house().settings.demo else ()
    return render_template("signin/show.html", form=sent, trouble=trouble, accounts=accounts)
