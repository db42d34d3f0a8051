"""The editor of a tree: its text and that of its cases, and what both give, beside."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from kb_app.errors import InvalidInput, NotFound, RelaisError
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import Draft, DraftConflict, VersionConflict
from kb_app.people.authoring.rights import operator_of
from kb_app.people.authoring.tables import LONGEST_COMMENT
from kb_app.people.authoring.texts import valid_text
from kb_app.web.access import requires, signed_in
from kb_app.web.errors import told_as
from kb_app.web.given_back import by_script
from kb_app.web.house import house
from kb_app.web.views.draft_access import edit_address, writable
from kb_app.web.views.editor_form import SUBMIT, UNCHANGED
from kb_app.web.views.lines import operator_label
from kb_app.web.views.merging import collided, overtaken
from kb_app.web.views.open_pages import newer_told
from kb_app.web.views.problem_lines import WrittenProblem
from kb_app.web.views.review_lines import draft_address, kind_label, title_of
from kb_app.web.views.tree_desk import Desk, compare, desk_of, look, revisions_of
from kb_app.web.views.tree_words import words

blueprint = Blueprint("tree_editor", __name__, url_prefix="/redaction")

TEXT, CASES = "texte", "texte_cas"

_LONGEST_REVISION = 15


def is_tree(draft: Draft) -> bool:
    return kind_of(draft.path) is Kind.TREE


@blueprint.post("/<draft_id>/arbre")
@requires(Permission.DRAFT_WRITE)
def preview(draft_id: str) -> ResponseReturnValue:
    """Judge, draw and play what is typed, unsaved; with `partie=suite`, what takes longer."""
    desk = desk_of(*_tree(draft_id))
    try:
        text, cases = _typed(desk)
    except InvalidInput as trouble:
        return jsonify(message=str(trouble)), 400
    if request.form.get("partie") == "suite":
        found = compare(desk, text, cases)
        return jsonify(changements=_part("changes", found), propositions=_part("proposals", found))
    seen = look(desk, text, cases)
    return jsonify(
        problems=[_problem(each) for each in seen.tree],
        cases_problems=[_problem(each) for each in seen.cases],
        count=seen.count,
        cases_count=seen.cases_count,
        dessin=_part("drawing", seen) if seen.drawing else None,
        cas=_part("cases", seen) if seen.played else None,
    )


@blueprint.get("/<draft_id>/arbre/mots")
@requires(Permission.DRAFT_WRITE)
def completions(draft_id: str) -> ResponseReturnValue:
    """Return the keys and ids that may be written in a tree."""
    draft, _ = _tree(draft_id)
    return jsonify(words(house().library.snapshot(), draft.path))


def tree_page(draft: Draft, text: str, trouble: str | None = None) -> str:
    """Show the editor, with the texts kept or those typed and refused."""
    desk = desk_of(draft, text)
    cases = request.form.get(CASES, desk.cases_text) if trouble else desk.cases_text
    text = request.form.get(TEXT, text) if trouble else text
    snapshot = house().library.snapshot()
    operator = operator_of(draft.path) or ""
    return render_template(
        "redaction/arbre.html",
        desk=desk,
        draft=draft,
        address=edit_address(draft.id),
        title=title_of(draft),
        kind=kind_label(draft.path),
        operator=operator_label(snapshot.operators, operator),
        together=[],
        title_of=title_of,
        newer=newer_told(draft),
        trouble=trouble,
        comment=request.form.get("commentaire", ""),
        longest_comment=LONGEST_COMMENT,
        text=text,
        cases_text=cases,
        seen=look(desk, text, cases),
        found=compare(desk, text, cases),
        names=house().accounts.names(),
    )


def save_tree(draft: Draft, text: str) -> ResponseReturnValue:
    """Save both texts and, when asked, submit them. Whatever is refused is given back."""
    desk = desk_of(draft, text)
    try:
        conflicts = _saved(desk)
        if conflicts:
            return _conflict(desk, conflicts)
        if request.form.get("geste") == SUBMIT:
            house().authoring.submit(signed_in(), draft.id, request.form.get("commentaire", ""))
            flash("Relecture demandée\u00a0: une autre personne la trouvera dans sa liste.")
            return redirect(draft_address(draft.id), 303)
    except NotFound:
        raise
    except VersionConflict as conflict:
        return overtaken(conflict, request.form.get("commentaire", ""))
    except RelaisError as trouble:
        status = told_as(trouble)[0]
        if by_script():
            return jsonify(message=str(trouble)), status
        return tree_page(*house().authoring.draft(signed_in(), draft.id), str(trouble)), status
    now = desk_of(*house().authoring.draft(signed_in(), draft.id))
    if by_script():
        at = max(each.updated_at for each in (now.tree, now.cases) if each)
        clock = f"{at.astimezone(house().settings.timezone):%H:%M}"
        return jsonify(revision=now.revision, saved_at=clock)
    flash("Enregistré." if now.revision != desk.revision else UNCHANGED)
    return redirect(edit_address(draft.id), 303)


def _saved(desk: Desk) -> list[tuple[Draft, DraftConflict]]:
    """Save each text; what someone else saved meanwhile is in the way of its own text only."""
    seen = revisions_of(_seen())
    text, cases = _typed(desk)
    valid_text(desk.tree.path, text)
    pairs = [(desk.tree, text, seen[0])]
    if desk.cases:
        valid_text(desk.cases.path, cases)
        pairs.append((desk.cases, cases, seen[1]))
    conflicts = []
    for draft, typed, revision in pairs:
        try:
            house().authoring.save(signed_in(), draft.id, typed, revision)
        except DraftConflict as conflict:
            conflicts.append((draft, conflict))
    return conflicts


def _conflict(desk: Desk, conflicts: list[tuple[Draft, DraftConflict]]) -> ResponseReturnValue:
    draft, conflict = conflicts[0]
    if by_script():
        address = f"{edit_address(draft.id)}/fusion"
        return jsonify(message=str(conflict), conflict=address), 409
    if len(conflicts) == 1:
        return collided(draft, conflict, CASES if draft is desk.cases else TEXT)
    return render_template("redaction/arbre_conflit.html", desk=desk, conflicts=conflicts), 409


def _tree(draft_id: str) -> tuple[Draft, str]:
    """Return the draft of a tree one may write. Raises NotFound for any other."""
    draft, text = writable(draft_id)
    if not is_tree(draft):
        raise NotFound("Ce brouillon n’est pas celui d’un arbre.")
    return draft, text


def _typed(desk: Desk) -> tuple[str, str]:
    """Return both texts as typed; cases without a draft stay as they are."""
    form = request.form
    if TEXT not in form or (desk.cases and CASES not in form):
        raise InvalidInput("Le formulaire est incomplet\u00a0: rien n’a été enregistré.")
    cases = form[CASES] if desk.cases else desk.cases_text
    return _lines(form[TEXT]), _lines(cases)


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _seen() -> int:
    """Return the revision of both texts that the form was on."""
    typed = request.form.get("revision", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_REVISION):
        raise InvalidInput("Le formulaire est incomplet\u00a0: rien n’a été enregistré.")
    return int(typed)


def _part(macro: str, value: object) -> str:
    return str(get_template_attribute("redaction/arbre_parts.html", macro)(value))


def _problem(each: WrittenProblem) -> dict[str, Any]:
    return {
        "line": each.line,
        "level": each.level,
        "grave": each.grave,
        "message": each.message,
    }
