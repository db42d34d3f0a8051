"""Bringing two texts of one document together: nothing is lost, nothing is chosen in silence."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from flask import Blueprint, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from kb_app.errors import InvalidInput, NotFound, RelaisError
from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import MOVES, Action, Draft, DraftConflict, VersionConflict
from kb_app.people.authoring.parts import part_of
from kb_app.people.authoring.rights import barred
from kb_app.people.authoring.tables import LONGEST_COMMENT
from kb_app.web.access import current_account, requires
from kb_app.web.errors import told_as
from kb_app.web.given_back import by_script
from kb_app.web.house import house
from kb_app.web.views.editor_form import SUBMIT, WHOLE, typed_text
from kb_app.web.views.merging_page import (
    NONE,
    Choices,
    Meeting,
    MergingPage,
    Names,
    merging_page,
)
from kb_app.web.views.review_lines import draft_address, kind_label, title_of

blueprint = Blueprint("merging", __name__, url_prefix="/redaction")

_CHOICE, _WRITTEN = "choix-", "ecrit-"

_NOT_YET = "La relecture n’est pas encore demandée : réunissez d’abord les textes ci-dessous."


@blueprint.get("/<draft_id>/fusion")
@requires(Permission.DRAFT_READ)
def show(draft_id: str) -> ResponseReturnValue:
    """Show what was published since the version a draft continues, beside the draft."""
    draft, text = house().authoring.draft(_me(), draft_id)
    return _page(draft, _since(draft, text))


@blueprint.post("/<draft_id>/fusion")
@requires(Permission.DRAFT_WRITE)
def settle(draft_id: str) -> ResponseReturnValue:
    """Show the text chosen so far, or save it as the draft's, and submit it if asked."""
    me = _me()
    draft, _ = house().authoring.draft(me, draft_id)
    meeting = _meeting(draft)
    choices = _choices()
    page = merging_page(meeting, choices, _names(draft, meeting))
    if request.form.get("action") not in ("enregistrer", SUBMIT):
        return _previewed(draft, meeting, page, choices)
    if page.left:
        return _page(draft, meeting, choices, _left(page.left)), 400
    return _save(me, draft, meeting, choices, page.result)


def overtaken(conflict: VersionConflict, comment: str) -> ResponseReturnValue:
    """Answer 409 to a request for a review that a newer version stands in the way of.

    The three texts come with what was written to whoever would review.
    """
    draft, text = house().authoring.draft(_me(), conflict.draft.id)
    if by_script():
        address = f"/redaction/{draft.id}/fusion"
        return jsonify(message=str(conflict), conflict=address), 409
    return _page(draft, _since(draft, text), trouble=_NOT_YET, comment=comment), 409


def collided(draft: Draft, conflict: DraftConflict, field: str = WHOLE) -> ResponseReturnValue:
    """Answer 409 to a text that someone else's, saved meanwhile, stands in the way of.

    The browser may have sent, as `acquis`, the form as it was last saved: what both started from.
    Without it, that is the version the draft continues, from which both come all the same.
    `field` is where the form has the text, when it has several whole ones.
    """
    known = MultiDict(parse_qsl(request.form.get("acquis", ""), keep_blank_values=True))
    if field != WHOLE:
        known = MultiDict({WHOLE: known[field]} if field in known else {})
    try:
        base = typed_text(known, conflict.theirs)
    except InvalidInput:
        base = _version_text(draft.path, draft.base)
    meeting = Meeting(
        base=base,
        theirs=conflict.theirs,
        mine=conflict.mine,
        revision=conflict.latest,
        latest=draft.base,
        start=draft.base,
        collided=True,
    )
    return _page(draft, meeting, trouble=str(conflict)), 409


def _save(
    me: Account, draft: Draft, meeting: Meeting, choices: Choices, result: str
) -> ResponseReturnValue:
    newest = house().library.newest(draft.path)
    if newest and not meeting.collided and newest[0].number != meeting.latest:
        again = replace(
            meeting,
            base=meeting.theirs,
            theirs=newest[1],
            mine=result,
            start=meeting.latest,
            latest=newest[0].number,
        )
        words = f"La version {again.latest} a été publiée pendant que vous choisissiez."
        return _page(draft, again, trouble=f"{words} Ce que vous aviez choisi est ci-dessous."), 409
    try:
        house().authoring.save(me, draft.id, result, meeting.revision, meeting.latest)
    except DraftConflict as conflict:
        # What the other one started from is the draft as it was: theirs already, or ours.
        again = replace(
            meeting,
            base=meeting.theirs if meeting.collided else meeting.mine,
            theirs=conflict.theirs,
            mine=conflict.mine,
            revision=conflict.latest,
            collided=True,
        )
        return _page(draft, again, trouble=str(conflict)), 409
    except NotFound:
        raise
    except RelaisError as trouble:
        return _page(draft, meeting, choices, str(trouble)), told_as(trouble)[0]
    return _submitted(me, draft) if request.form.get("action") == SUBMIT else _united(draft)


def _united(draft: Draft, words: str = "Relisez-le.") -> ResponseReturnValue:
    flash(f"Les textes sont réunis, et le brouillon est enregistré. {words}")
    # The page of the draft forgets what this browser still keeps of the text just taken in.
    return redirect(f"/redaction/{draft.id}?reuni=1", 303)


def _submitted(me: Account, draft: Draft) -> ResponseReturnValue:
    """Submit the draft once united; another of its bundle may be to unite as well."""
    comment = request.form.get("commentaire", "")
    try:
        house().authoring.submit(me, draft.id, comment)
    except VersionConflict as conflict:
        return overtaken(conflict, comment)
    except RelaisError as trouble:
        return _united(draft, str(trouble))
    flash("Les textes sont réunis, et la relecture est demandée.")
    return redirect(draft_address(draft.id), 303)


def _since(draft: Draft, text: str) -> Meeting | None:
    """Return what a draft meets that was published since the version it continues, if anything."""
    part = part_of(house().library, draft, text)
    if not part.is_overtaken:
        return None
    return Meeting(
        base=part.base_text,
        theirs=part.theirs,
        mine=text,
        revision=draft.revision,
        latest=part.latest,
        start=draft.base,
        collided=False,
    )


def _previewed(
    draft: Draft, meeting: Meeting, page: MergingPage, choices: Choices
) -> ResponseReturnValue:
    if by_script():
        return jsonify(text=page.result, left=page.left, words=_left(page.left))
    return _page(draft, meeting, choices, previewed=True)


def _page(
    draft: Draft,
    meeting: Meeting | None,
    choices: Choices = NONE,
    trouble: str = "",
    *,
    previewed: bool = False,
    comment: str | None = None,
) -> str:
    """Draw the page; with a comment, which may be empty, it also asks for the review."""
    if comment is None and request.form.get("geste") == SUBMIT:
        comment = request.form.get("commentaire", "")
    page = None
    if meeting:
        page = merging_page(meeting, choices, _names(draft, meeting))
    return render_template(
        "redaction/fusion.html",
        draft=draft,
        title=title_of(draft),
        kind=kind_label(draft.path),
        page=page,
        words=_left(page.left) if page else "",
        previewed=previewed,
        trouble=trouble,
        barred=_barred(draft),
        comment=comment,
        longest_comment=LONGEST_COMMENT,
    )


def _names(draft: Draft, meeting: Meeting) -> Names:
    mine = _me().id in draft.writers or meeting.collided
    if meeting.collided:
        base, theirs, take = "Au départ", "L’autre texte, enregistré", "L’autre texte"
    else:
        base = f"Au départ, version {meeting.start}" if meeting.start else "Au départ"
        theirs, take = f"Publié, version {meeting.latest}", "La version publiée"
    if mine:
        return Names(base, theirs, "Le vôtre", take, "La mienne")
    return Names(base, theirs, "Ce brouillon", take, "Celle du brouillon")


def _barred(draft: Draft) -> str | None:
    """Return why the draft cannot be written now by whoever asks, if it cannot."""
    if (draft.state, Action.SAVE) not in MOVES:
        return (
            "Ce brouillon n’est plus en cours d’écriture : renvoyez-le d’abord à son auteur, "
            "ou reprenez-le."
        )
    return barred(_me(), [draft], Action.SAVE)


def _left(left: int) -> str:
    if not left:
        return "Tout est choisi."
    if left == 1:
        return "Il reste un passage à choisir."
    return f"Il reste {left} passages à choisir."


def _meeting(draft: Draft) -> Meeting:
    """Read from the form what met; versions, which never change, by their numbers."""
    sent = request.form
    collided = "leur" in sent
    start, latest = _number("depart"), _number("derniere")
    return Meeting(
        base=_typed("base") if collided else _version_text(draft.path, start),
        theirs=_typed("leur") if collided else _version_text(draft.path, latest),
        mine=_typed("mien"),
        revision=_number("revision"),
        latest=latest,
        start=start,
        collided=collided,
    )


def _choices() -> Choices:
    picked: dict[int, str] = {}
    written: dict[int, str] = {}
    for name in request.form:
        if place := _place(name, _CHOICE):
            picked[place - 1] = request.form[name]
        elif place := _place(name, _WRITTEN):
            written[place - 1] = _typed(name)
    return Choices(picked, written)


def _place(name: str, prefix: str) -> int:
    """Return the place, from 1, that a field is about; 0 when it is about none."""
    number = name.removeprefix(prefix)
    known = name.startswith(prefix) and number.isascii() and number.isdigit() and len(number) < 6
    return int(number) + 1 if known else 0


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n")


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise InvalidInput(
            "Le formulaire n’a pas été reçu en entier : rouvrez la page du brouillon."
        )
    return int(text)


def _version_text(path: str, number: int) -> str:
    return house().library.version(path, number)[1] if number else ""


def _me() -> Account:
    """Return the account; the permission has already asked for one."""
    account = current_account()
    if account is None:
        raise NotFound("Connectez-vous pour voir les brouillons.")
    return account
