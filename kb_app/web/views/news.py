"""The news of the library week by week, and « J’ai lu »."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound
from kb_app.people.accounts.model import Permission
from kb_app.web.access import may, requires
from kb_app.web.house import house
from kb_app.web.links import address_of, sheet_path
from kb_app.web.views.history import number_asked
from kb_app.web.views.news_amounts import lines_between
from kb_app.web.views.news_weeks import Week, by_operator, week_asked, week_of
from kb_app.web.views.reading import open_sheet
from kb_app.web.views.reports import me

blueprint = Blueprint("news", __name__)


@blueprint.get("/nouveautes")
@requires(Permission.SHEET_READ)
def index() -> ResponseReturnValue:
    snapshot, today = house().library.snapshot(), house().library.today()
    week = week_asked(request.args.get("semaine"), today)
    lines = lines_between(week.first, min(week.last, today), snapshot, may)
    return render_template(
        "nouveautes/index.html",
        week=week,
        this_week=week == week_of(today),
        before=_before(week, house().news.oldest_day()),
        after=week.beside(1) if week.beside(1).first <= today else None,
        groups=by_operator(lines, snapshot),
    )


@blueprint.post("/fiches/<operator>/<slug>/lu")
@requires(Permission.ACCOUNT_SELF)
def confirm(operator: str, slug: str) -> ResponseReturnValue:
    """« J’ai lu »: kept for the reader alone, never shown to anyone."""
    path = sheet_path(operator, slug)
    published = open_sheet(path)
    if published.document.withdrawal:
        raise NotFound("Cette fiche a été retirée : il n’y a plus rien à confirmer.")
    in_force = published.version.number
    number = number_asked(request.form.get("version"))
    if number > in_force:
        raise InvalidInput("Cette version n’est pas en vigueur : rechargez la fiche.")
    house().readings.confirm(me().id, path, number)
    flash("C’est noté. Personne d’autre ne le voit.")
    return redirect(address_of(path), 303)


def _before(week: Week, oldest: date | None) -> Week | None:
    """Return the week before, unless nothing was ever published by then."""
    return week.beside(-1) if oldest and oldest < week.first else None
