"""Writing: one's drafts, and the editor of one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, RelaisError
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import Draft, DraftConflict, State, VersionConflict
from kb_app.people.authoring.piles import Bundle, Pile
from kb_app.people.authoring.rights import operator_of
from kb_app.people.authoring.tables import LONGEST_COMMENT
from kb_app.web.access import requires, signed_in
from kb_app.web.errors import told_as
from kb_app.web.given_back import by_script
from kb_app.web.house import house
from kb_app.web.views.draft_access import edit_address, working_address, writable
from kb_app.web.views.draft_choice import documents_found, other_documents
from kb_app.web.views.editor_form import SUBMIT, UNCHANGED, WHOLE, Form, shown_fields, typed_text
from kb_app.web.views.editor_page import endings, is_day, pieces, report, themes
from kb_app.web.views.field_words import LABELS
from kb_app.web.views.lines import operator_label
from kb_app.web.views.merging import collided, overtaken
from kb_app.web.views.open_pages import newer_told
from kb_app.web.views.review_lines import DraftLine, draft_address, draft_line, kind_label, title_of
from kb_app.web.views.tree_desk import tree_of
from kb_app.web.views.tree_editor import is_tree, save_tree, tree_page

blueprint = Blueprint("drafting", __name__, url_prefix="/redaction")


@blueprint.get("")
@requires(Permission.DRAFT_WRITE)
def index() -> ResponseReturnValue:
    sought = request.args.get("q", "").strip()
    trouble = None
    try:
        found = documents_found(sought) if sought else ()
    except InvalidInput as refusal:
        found, trouble = (), str(refusal)
    page = render_template(
        "redaction/index.html",
        sought=sought,
        found=found,
        trouble=trouble,
        back=_lines(Pile.SENT_BACK),
        mine=_lines(Pile.MINE),
        others=other_documents(),
    )
    return page, 400 if trouble else 200


@blueprint.get("/<draft_id>")
@requires(Permission.DRAFT_WRITE)
def edit(draft_id: str) -> ResponseReturnValue:
    draft, text = writable(draft_id)
    if draft.state is not State.DRAFT:
        return redirect(draft_address(draft_id))
    if tree := tree_of(draft):
        # Cases are written beside their tree; what was united is said on the way.
        united = "?reuni=1" if "reuni" in request.args else ""
        return redirect(f"{edit_address(tree.id)}{united}")
    whole = "entier" in request.args
    return tree_page(draft, text) if is_tree(draft) else _page(draft, text, whole=whole)


@blueprint.post("/<draft_id>")
@requires(Permission.DRAFT_WRITE)
def save(draft_id: str) -> ResponseReturnValue:
    """Save what was typed and, when asked, submit it. Whatever is refused is given back."""
    draft, text = writable(draft_id)
    if is_tree(draft):
        return save_tree(draft, text)
    try:
        typed = typed_text(request.form, text)
        saved = house().authoring.save(signed_in(), draft_id, typed, _seen(request.form))
        if request.form.get("geste") == SUBMIT:
            house().authoring.submit(signed_in(), draft_id, request.form.get("commentaire", ""))
            flash("Relecture demandée : une autre personne la trouvera dans sa liste.")
            return redirect(draft_address(draft_id), 303)
    except RelaisError as trouble:
        return _refused(draft_id, trouble)
    if by_script():
        return jsonify(revision=saved.revision, saved_at=_clock(saved.updated_at))
    flash("Enregistré." if saved.revision != draft.revision else UNCHANGED)
    return redirect(edit_address(draft_id), 303)


@blueprint.post("/<draft_id>/apercu")
@requires(Permission.DRAFT_WRITE)
def preview(draft_id: str) -> ResponseReturnValue:
    """Judge and draw what is typed; nothing is saved."""
    draft, text = writable(draft_id)
    try:
        typed = typed_text(request.form, text)
    except InvalidInput as trouble:
        return jsonify(message=str(trouble)), 400
    fields = None if WHOLE in request.form else shown_fields(draft.path, typed)[0]
    return jsonify(report(draft, typed, fields, house().library.snapshot()).as_json())


def _lines(pile: Pile) -> list[DraftLine]:
    """Return one's own drafts of a pile; those one may write lead to the editor."""
    names = house().accounts.names()
    return [
        replace(draft_line(bundle.drafts, names), address=working_address(_first(bundle)))
        for bundle in house().authoring.bundles(signed_in())
        if bundle.pile is pile
    ]


def _first(bundle: Bundle) -> Draft:
    """Return the draft that names the line of its bundle."""
    return min(bundle.drafts, key=lambda draft: draft.path)


def _refused(draft_id: str, trouble: RelaisError) -> ResponseReturnValue:
    """Say why nothing was saved or submitted, with what was typed."""
    if isinstance(trouble, VersionConflict):
        return overtaken(trouble, request.form.get("commentaire", ""))
    status = told_as(trouble)[0]
    if by_script():
        told = {"message": str(trouble)}
        if isinstance(trouble, DraftConflict):
            told["conflict"] = f"{edit_address(draft_id)}/fusion"
        return jsonify(told), status
    draft, text = writable(draft_id)
    if isinstance(trouble, DraftConflict):
        return collided(draft, trouble)
    with suppress(InvalidInput):
        text = typed_text(request.form, text)
    return _page(draft, text, str(trouble), whole=WHOLE in request.form), status


def _page(draft: Draft, text: str, trouble: str | None = None, whole: bool = False) -> str:
    """Show a draft with its text, or with what was typed and refused; `whole`, without a form."""
    form, why_whole = shown_fields(draft.path, text)
    fields = None if whole else form
    snapshot = house().library.snapshot()
    operator = operator_of(draft.path)
    return render_template(
        "redaction/fiche.html" if fields else "redaction/document.html",
        draft=draft,
        address=edit_address(draft.id),
        title=title_of(draft),
        kind=kind_label(draft.path),
        operator=operator_label(snapshot.operators, operator) if operator else None,
        together=[d for d in house().authoring.drafts(signed_in()) if _is_with(d, draft)],
        title_of=title_of,
        newer=newer_told(draft),
        trouble=trouble,
        comment=request.form.get("commentaire", ""),
        longest_comment=LONGEST_COMMENT,
        text=text,
        fields=fields,
        has_form=form is not None,
        labels=LABELS,
        why_whole=why_whole,
        report=report(draft, text, fields, snapshot),
        endings=endings(fields) if fields else (),
        pieces=pieces(fields, snapshot) if fields else (),
        themes=themes(fields, snapshot) if fields else (),
        is_day=is_day,
        snapshot=snapshot,
        names=house().accounts.names(),
    )


def _is_with(other: Draft, draft: Draft) -> bool:
    return draft.bundle is not None and other.bundle == draft.bundle and other.id != draft.id


def _seen(form: Form) -> int:
    """Return the revision that the form was on."""
    typed = form.get("revision", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise InvalidInput("Le formulaire est incomplet : rien n’a été enregistré.")
    return int(typed)


def _clock(at: datetime) -> str:
    """Return the time of day there, as « 14:32 »."""
    return f"{at.astimezone(house().settings.timezone):%H:%M}"
