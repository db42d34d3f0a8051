"""The trainers' inbox: searches that failed, grouped by meaning, with one action each."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound
from kb_app.people.accounts.model import Permission
from kb_app.people.activity.model import Action, Group, GroupState, Proposal
from kb_app.people.authoring.model import STATE_LABELS
from kb_app.web.access import requires, signed_in
from kb_app.web.house import house
from kb_app.web.views.failed_groups import (
    ADDRESS,
    DEFAULT_PERIOD,
    MOST_WORDINGS,
    PERIODS,
    TABS,
    Choice,
    Filters,
    card,
    cards,
    group_of,
    groups,
    live,
    page_of,
    read_filters,
    tabs,
)
from kb_app.web.views.search_proposals import (
    LONGEST,
    WAY_LABELS,
    add_synonym,
    ask_for_sheet,
    chosen_wordings,
    every_wording,
    link_sheet,
    set_aside,
)

blueprint = Blueprint("failed_searches", __name__, url_prefix=ADDRESS)

MOST_SHEETS = 8
"""Sheets offered to link a search to."""

_Read = Callable[[Group], tuple[Action, tuple[str, ...]]]


@blueprint.get("")
@requires(Permission.SEARCH_FAILURES)
def index() -> ResponseReturnValue:
    args = request.args
    filters = read_filters(args.get("periode", ""), args.get("etat", ""), args.get("page", ""))
    found = groups(filters.since)
    wanted = [each for each in found if each.state in TABS[filters.tab][1]]
    shown, last = page_of(wanted, filters.page)
    return render_template(
        "suivi/recherches.html",
        filters=filters,
        periods=[Choice(value, label) for value, (label, _) in PERIODS.items()],
        tabs=tabs(found),
        cards=cards(shown, house().library.snapshot()),
        last=last,
        most_wordings=MOST_WORDINGS,
    )


@blueprint.get("/<key>")
@requires(Permission.SEARCH_FAILURES)
def show(key: str) -> ResponseReturnValue:
    filters = _filters()
    return _page(group_of(key, filters.since), filters)


@blueprint.post("/<key>/fiche")
@requires(Permission.SEARCH_FAILURES)
def link(key: str) -> ResponseReturnValue:
    def read(group: Group) -> tuple[Action, tuple[str, ...]]:
        action = link_sheet(request.form, house().library.snapshot())
        return action, chosen_wordings(request.form, group)

    return _propose(key, "fiche", read)


@blueprint.post("/<key>/synonyme")
@requires(Permission.SEARCH_FAILURES)
def synonym(key: str) -> ResponseReturnValue:
    def read() -> Action:
        return add_synonym(request.form, house().library.snapshot())

    return _propose(key, "synonyme", _about_all(read))


@blueprint.post("/<key>/demande")
@requires(Permission.SEARCH_FAILURES)
def demand(key: str) -> ResponseReturnValue:
    def read() -> Action:
        return ask_for_sheet(request.form, house().library.snapshot())

    return _propose(key, "demande", _about_all(read))


@blueprint.post("/<key>/de-cote")
@requires(Permission.SEARCH_FAILURES)
def aside(key: str) -> ResponseReturnValue:
    return _propose(key, "de-cote", _about_all(lambda: set_aside(request.form)))


@blueprint.post("/<key>/reprise")
@requires(Permission.SEARCH_FAILURES)
def resume(key: str) -> ResponseReturnValue:
    """Take back what was proposed, or set aside."""
    filters = _filters()
    proposal = group_of(key, filters.since).proposal
    if proposal is None or request.form.get("proposition") != str(proposal.id):
        raise NotFound("Cette proposition n’est plus celle de cette recherche.")
    house().solutions.withdraw(signed_in(), proposal)
    flash("La recherche est de nouveau à traiter.")
    return redirect(_address(key, filters), 303)


def _propose(key: str, opened: str, read: _Read) -> ResponseReturnValue:
    """Keep what the form proposes; with a mistake, show it again as it was filled."""
    filters = _filters()
    group = group_of(key, filters.since)
    try:
        proposal = house().solutions.propose(signed_in(), *read(group))
    except InvalidInput as refusal:
        return _page(group, filters, opened, str(refusal)), 400
    flash("C’est noté. Une autre personne relira le texte." if proposal.draft_id else "C’est noté.")
    return redirect(_address(key, filters), 303)


def _about_all(read: Callable[[], Action]) -> _Read:
    return lambda group: (read(), every_wording(group))


def _page(group: Group, filters: Filters, opened: str = "", trouble: str | None = None) -> str:
    snapshot = house().library.snapshot()
    about = card(group, snapshot)
    sought = request.values.get("cherche", "").strip() or about.title
    return render_template(
        "suivi/recherches_show.html",
        card=about,
        review_state=_review_state(group.proposal),
        group=group,
        filters=filters,
        here=_address(group.key, filters),
        can_act=group.state in (GroupState.TO_TREAT, GroupState.RETURNED),
        opened=opened or ("fiche" if "cherche" in request.args else ""),
        trouble=trouble,
        sent=request.form,
        sought=sought,
        sheets=[each for each in live(sought, snapshot, 2 * MOST_SHEETS) if each.is_sheet][
            :MOST_SHEETS
        ],
        ways=WAY_LABELS,
        operators=sorted(snapshot.operators.values(), key=lambda each: each.name),
        longest=LONGEST,
    )


def _review_state(proposal: Proposal | None) -> str | None:
    """Return where the texts that a proposal wrote are, in words."""
    if proposal is None or proposal.draft_id is None:
        return None
    return STATE_LABELS[house().authoring.draft(signed_in(), proposal.draft_id)[0].state]


def _filters() -> Filters:
    return read_filters(request.args.get("periode", ""), "", "")


def _address(key: str, filters: Filters) -> str:
    default = filters.period == DEFAULT_PERIOD
    return f"{ADDRESS}/{key}" + ("" if default else f"?periode={filters.period}")
