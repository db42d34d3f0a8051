"""Beginning a draft: of a new sheet, or of a document that is already there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import NamedTuple

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.header import cleaned, new_text
from kb_app.knowledge.content.kinds import cases_path, id_of, kind_of
from kb_app.knowledge.content.model import Kind, Operator
from kb_app.knowledge.content.sheets import LONGEST_TITLE
from kb_app.knowledge.rendering.headings import slug
from kb_app.library.model import Version
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import Draft, NewText, State
from kb_app.people.authoring.rights import operator_of
from kb_app.people.authoring.tables import LONGEST_REASON
from kb_app.web.access import may, requires, signed_in
from kb_app.web.house import house
from kb_app.web.views.draft_access import edit_address, working_address
from kb_app.web.views.draft_choice import free_code, free_path, own_operators, sheets_found
from kb_app.web.views.restoring import restore_address
from kb_app.web.views.review_lines import kind_label

blueprint = Blueprint("drafting_new", __name__, url_prefix="/redaction")

MODEL = """\
## En bref

## Conditions

## Étapes

## Sans internet

## Pièges

## Quand saisir le référent

"""
"""The headings that agents expect, to be filled or taken away: the check asks for it."""


@blueprint.get("/nouveau")
@requires(Permission.DRAFT_WRITE)
def form() -> ResponseReturnValue:
    return _new_page()


@blueprint.post("/nouveau")
@requires(Permission.DRAFT_WRITE)
def begin() -> ResponseReturnValue:
    """Start a draft of a new sheet of one of one's operators."""
    try:
        operator, title = _operator(), _title()
        path = free_path(operator.slug, _slug(title))
        values = _first_values(operator, title)
        reason = request.form.get("motif", "").strip() or "Fiche nouvelle"
        draft = house().authoring.start(signed_in(), path, new_text(values, MODEL), 0, reason)
    except InvalidInput as trouble:
        return _new_page(str(trouble)), 400
    return redirect(edit_address(draft.id), 303)


@blueprint.get("/modifier")
@requires(Permission.DRAFT_WRITE)
def choose() -> ResponseReturnValue:
    """Ask why; whoever has a draft of it already goes back to it."""
    path = _path(request.args.get("path", ""))
    mine = [draft for draft in _open(path) if signed_in().id in draft.writers]
    return redirect(working_address(mine[0])) if mine else _change_page(path)


@blueprint.post("/modifier")
@requires(Permission.DRAFT_WRITE)
def change() -> ResponseReturnValue:
    """Start a draft of the newest version of a document."""
    path = _path(request.form.get("path", ""))
    try:
        reason = request.form.get("motif", "")
        draft = house().authoring.start_together(signed_in(), _texts(path), reason)[0]
    except InvalidInput as trouble:
        return _change_page(path, str(trouble)), 400
    return redirect(edit_address(draft.id), 303)


@blueprint.get("/choix/fiches")
@requires(Permission.DRAFT_WRITE)
def sheets() -> ResponseReturnValue:
    """Return, as JSON, the sheets that may be linked to for some words."""
    words = request.args.get("q", "").strip()
    try:
        found = sheets_found(words) if words else ()
    except InvalidInput as trouble:
        return jsonify(message=str(trouble)), 400
    return jsonify([asdict(each) for each in found])


def _texts(path: str) -> list[NewText]:
    """Return the newest text of a document; a tree comes with its cases."""
    paths = [path]
    if kind_of(path) is Kind.TREE:
        paths.append(cases_path(id_of(path)))
    found = ((each, house().library.newest(each)) for each in paths)
    return [NewText(each, newest[1], newest[0].number) for each, newest in found if newest]


def _new_page(trouble: str | None = None) -> str:
    return render_template(
        "redaction/nouveau.html",
        operators=own_operators(),
        typed=request.form,
        trouble=trouble,
        longest_title=LONGEST_TITLE,
        longest_reason=LONGEST_REASON,
    )


def _change_page(path: str, trouble: str | None = None) -> str:
    return render_template(
        "redaction/modifier.html",
        path=path,
        title=_title_of(path),
        kind=kind_label(path),
        others=[(draft, working_address(draft)) for draft in _open(path)],
        planned=_planned(path),
        names=house().accounts.names(),
        typed=request.form.get("motif", ""),
        trouble=trouble,
        longest_reason=LONGEST_REASON,
    )


class Planned(NamedTuple):
    """The newest text is not yet the one that is read."""

    newest: Version
    read: int
    """Number of the version that is read today."""
    restart: str
    """Address of a draft of that one."""


def _planned(path: str) -> Planned | None:
    found, published = house().library.newest(path), house().library.snapshot().published.get(path)
    if not (found and published) or found[0].number == published.version.number:
        return None
    read = published.version.number
    return Planned(found[0], read, restore_address(path, read))


def _operator() -> Operator:
    chosen = request.form.get("operateur", "")
    found = next((card for card in own_operators() if card.slug == chosen), None)
    if found is None:
        raise InvalidInput("Choisissez un opérateur de la liste.")
    return found


def _title() -> str:
    title = str(cleaned("titre", request.form.get("titre", "")))
    if not title:
        raise InvalidInput("Donnez un titre à la fiche : vous pourrez le changer.")
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(f"Le titre dépasse {LONGEST_TITLE} caractères : abrégez-le.")
    return title


def _slug(title: str) -> str:
    """Return the end of the address: what was typed, or what the title gives."""
    return slug(request.form.get("adresse", "").strip() or title)


def _first_values(operator: Operator, title: str) -> dict[str, str]:
    today = house().today()
    return {
        "code": free_code(operator),
        "titre": title,
        "valide_du": today.isoformat(),
        "a_revoir_avant": _next_year(today).isoformat(),
    }


def _next_year(day: date) -> date:
    # The 29th of February comes back as the 28th.
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _path(typed: str) -> str:
    """Return the path of a document one may write. Raises NotFound for any other."""
    known = kind_of(typed) is not None and house().library.newest(typed) is not None
    if not known or not may(Permission.DRAFT_WRITE, operator_of(typed)):
        raise NotFound("Ce document n’existe pas, ou n’est pas de votre périmètre.")
    return typed


def _open(path: str) -> list[Draft]:
    """Return the drafts of a path that are written or reviewed, last changed first."""
    states = (State.DRAFT, State.IN_REVIEW)
    return [draft for draft in house().authoring.drafts(signed_in(), states) if draft.path == path]


def _title_of(path: str) -> str:
    """Return the title readers know it by, or what it is."""
    published = house().library.snapshot().published.get(path)
    document = published.document if published else None
    title = getattr(document, "title", "") or getattr(document, "name", "")
    return str(title) or kind_label(path)
