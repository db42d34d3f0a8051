"""« Pas trouvé »: said in one key from a page of results, and what to do in the meantime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput
from kb_app.knowledge.search.model import Result
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.people.activity.activity import new_page
from kb_app.web.access import requires
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.lines import short_name
from kb_app.web.views.question import Question, read_question
from kb_app.web.views.recording import NOTED

blueprint = Blueprint("not_found", __name__, url_prefix="/recherche/pas-trouve")

MOST_PHONES = 3


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """An operator to call."""

    address: str
    name: str
    number: str
    hours: str | None


@blueprint.get("")
@requires(Permission.SEARCH)
def ask() -> ResponseReturnValue:
    """The form itself: kept out of the results, which a form would leave uncompressed."""
    question = _question(request.args.get("q", ""))
    return render_template("search/not_found.html", question=question, page=new_page())


@blueprint.post("")
@requires(Permission.SEARCH)
def note() -> ResponseReturnValue:
    question = _question(request.form.get("q", ""))
    house().activity.not_found(question.text, request.form.get("page", ""))
    return redirect(f"{question.address}&{NOTED}=oui", 303)


def phone_lines(results: Iterable[Result], snapshot: Snapshot) -> tuple[PhoneLine, ...]:
    """Return the operators to call: those of the first results."""
    slugs = dict.fromkeys(result.operator for result in results)
    cards = (snapshot.operators.get(slug) for slug in slugs)
    lines = (
        PhoneLine(address_of(card.path), short_name(card), card.phone, card.hours)
        for card in cards
        if card and card.phone
    )
    return tuple(lines)[:MOST_PHONES]


def _question(typed: str) -> Question:
    question = read_question(typed)
    if not question.text:
        raise InvalidInput("La recherche est vide : écrivez les mots du visiteur.")
    return question
