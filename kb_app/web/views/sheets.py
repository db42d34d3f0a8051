"""A sheet: as it is today, as it was on a day, and as the visitor takes it home."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kb_app.knowledge.content.model import Sheet
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.links import address_of, sheet_path
from kb_app.web.views.article import article, reader_rights
from kb_app.web.views.freshness_told import reread_words, sheet_overdue
from kb_app.web.views.news_since import missed
from kb_app.web.views.reading import open_sheet
from kb_app.web.views.recording import record_opening
from kb_app.web.views.report_spot import report_address
from kb_app.web.views.restoring import restore_before
from kb_app.web.views.second_look import urgency_of
from kb_app.web.views.sheet_page import day_asked, sheet_page

blueprint = Blueprint("sheets", __name__, url_prefix="/fiches/<operator>/<slug>")


@blueprint.get("")
@requires(Permission.SHEET_READ)
def show(operator: str, slug: str) -> ResponseReturnValue:
    on = day_asked(request.args.get("le"))
    published = open_sheet(sheet_path(operator, slug), on)
    snapshot = house().library.snapshot()
    if published.document.withdrawal:
        return _withdrawn(published, snapshot)
    record_opening(published.document.path)
    rights = reader_rights(operator)
    page = sheet_page(
        published,
        snapshot,
        on or snapshot.day,
        referrals=rights.referrals,
        reread=reread_words(published.version),
    )

    def draw() -> Markup:
        return article(page, snapshot, published, rights, today=on is None)

    return render_template(
        "sheets/show.html",
        page=page,
        article=draw()
        if on
        else house().rendered.article(published, snapshot, (*rights, page.reread), draw),
        urgency=None if on else urgency_of(published.version),
        late=None if on else sheet_overdue(published.document, snapshot),
        missed=None if on else missed(published, snapshot, agent=rights.agent),
        report=None if on else report_address(page.sheet.path, page.number),
        on=on,
        ahead=on is not None and on > snapshot.day,
    )


@blueprint.get("/imprimer")
@requires(Permission.SHEET_READ)
def handout(operator: str, slug: str) -> ResponseReturnValue:
    """The sheet in large type, without a word meant for agents."""
    published = open_sheet(sheet_path(operator, slug))
    snapshot = house().library.snapshot()
    if published.document.withdrawal:
        return _withdrawn(published, snapshot)
    return render_template(
        "sheets/handout.html",
        page=sheet_page(published, snapshot, snapshot.day, referrals=False),
        text=house().rendered.body(published, snapshot, agent=False),
        day=snapshot.day,
    )


def _withdrawn(published: Published[Sheet], snapshot: Snapshot) -> ResponseReturnValue:
    """Answer 410 with the reason and the successor, and nothing else of what it said."""
    withdrawal, path = published.document.withdrawal, published.document.path
    successor = snapshot.sheets.get(withdrawal.successor or "") if withdrawal else None
    today = snapshot.withdrawn.get(path)
    page = render_template(
        "sheets/withdrawn.html",
        withdrawal=withdrawal,
        since=published.version.valid_from,
        successor=successor.document if successor else None,
        successor_address=address_of(successor.document.path) if successor else None,
        history=f"{address_of(path)}/versions"
        if may(Permission.WITHDRAWN_READ, published.document.operator)
        else None,
        restore=restore_before(today.version) if today else None,
    )
    return page, 410
