"""Drafts that whoever asks may write, and where they are written."""

from __future__ import annotations

from kb_app.errors import NotFound
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.model import Draft, State
from kb_app.people.authoring.rights import may_at
from kb_app.web.access import signed_in
from kb_app.web.house import house
from kb_app.web.views.review_lines import draft_address


def writable(draft_id: str) -> tuple[Draft, str]:
    """Return a draft one may write, and its text. Raises NotFound for any other."""
    draft, text = house().authoring.draft(signed_in(), draft_id)
    if not may_at(signed_in(), Permission.DRAFT_WRITE, draft.path):
        raise NotFound("Ce brouillon n’existe pas, ou n’est pas de votre périmètre.")
    return draft, text


def edit_address(draft_id: str) -> str:
    return f"/redaction/{draft_id}"


def working_address(draft: Draft) -> str:
    """Return where one goes on with a draft: to the editor, or to its review."""
    return edit_address(draft.id) if draft.state is State.DRAFT else draft_address(draft.id)
