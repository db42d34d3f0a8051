"""The history of a sheet: its versions, one of them, and what changed between two."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.library.model import Version
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import Draft
from kb_app.web.access import current_account, may, requires
from kb_app.web.house import house
from kb_app.web.links import address_of, sheet_path
from kb_app.web.views.article import article, reader_rights
from kb_app.web.views.difference import difference
from kb_app.web.views.history import history_rows, number_asked, past_sheet
from kb_app.web.views.reading import check_history
from kb_app.web.views.restoring import restore_address
from kb_app.web.views.sheet_page import sheet_page

blueprint = Blueprint("versions", __name__, url_prefix="/fiches/<operator>/<slug>")


@blueprint.get("/versions")
@requires(Permission.VERSION_READ)
def index(operator: str, slug: str) -> ResponseReturnValue:
    path = sheet_path(operator, slug)
    check_history(path)
    versions = house().library.history(path)
    newest, text = house().library.version(path, versions[-1].number)
    return render_template(
        "versions/index.html",
        title=past_sheet(newest, text).document.title,
        address=address_of(path),
        rows=history_rows(versions, house().library.today(), _hurried(path)),
    )


@blueprint.get("/versions/<int(max=999999):number>")
@requires(Permission.VERSION_READ)
def show(operator: str, slug: str, number: int) -> ResponseReturnValue:
    path = sheet_path(operator, slug)
    check_history(path)
    version, source = house().library.version(path, number)
    published, snapshot = past_sheet(version, source), house().library.snapshot()
    page = sheet_page(published, snapshot, version.valid_from, referrals=False)
    return render_template(
        "versions/show.html",
        page=page,
        article=article(page, snapshot, published, reader_rights(operator), today=False),
        version=version,
        restore=restore_address(path, number)
        if may(Permission.DRAFT_WRITE, operator) and _differs(version)
        else None,
    )


@blueprint.get("/comparer")
@requires(Permission.VERSION_READ)
def compare(operator: str, slug: str) -> ResponseReturnValue:
    path = sheet_path(operator, slug)
    check_history(path)
    library, args = house().library, request.args
    old = past_sheet(*library.version(path, number_asked(args.get("de"))))
    new = past_sheet(*library.version(path, number_asked(args.get("a"))))
    agent = may(Permission.AGENT_NOTES_READ, operator)
    return render_template(
        "versions/compare.html",
        title=new.document.title,
        address=address_of(path),
        old=old.version,
        new=new.version,
        numbers=[version.number for version in library.history(path)],
        difference=difference(old.document, new.document, library.snapshot(), agent=agent),
    )


def _hurried(path: str) -> Mapping[int, Draft]:
    account = current_account()
    return house().authoring.hurried(account, path) if account else {}


def _differs(version: Version) -> bool:
    """Say whether it is another text than the newest one."""
    newest = house().library.newest(version.path)
    return newest is not None and newest[0].text_sha256 != version.text_sha256
