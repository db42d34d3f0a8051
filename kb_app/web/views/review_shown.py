"""The page of a draft under review, as it is or as it comes back with what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request

from kb_app.people.authoring.tables import LONGEST_COMMENT
from kb_app.web.access import signed_in
from kb_app.web.house import house
from kb_app.web.views.amounts_reviewed import changed_amounts
from kb_app.web.views.review_lines import title_of
from kb_app.web.views.review_page import DONE, review_page


def shown(draft_id: str, trouble: str | None = None, typed: Mapping[str, str] = {}) -> str:
    """Draw the page; `typed` gives back the words of each form, by what it does.

    `?passage=12` opens the form that comments the passage of that line.
    """
    me, authoring = signed_in(), house().authoring
    comments = authoring.comments(me, draft_id)
    snapshot = house().library.snapshot()
    page = review_page(authoring.review(me, draft_id), comments, snapshot)
    return render_template(
        "relecture/show.html",
        page=page,
        amounts=changed_amounts(page.review.parts, snapshot),
        names=house().accounts.names(),
        me=me.id,
        done=DONE,
        title_of=title_of,
        trouble=trouble,
        typed=typed,
        confirmed=request.form.getlist("situation"),
        accepted_all="confirme" in request.form,
        passage=line_asked(request.values.get("passage", "")),
        longest=LONGEST_COMMENT,
    )


def line_asked(text: str) -> int | None:
    """Read the line of a passage; None when it is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
