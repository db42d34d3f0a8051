"""The article of a sheet, as this reader may see it."""

from __future__ import annotations

from typing import NamedTuple, cast

from flask import get_template_attribute
from markupsafe import Markup

from kb_app.knowledge.content.model import Sheet
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.web.access import may
from kb_app.web.house import house
from kb_app.web.views.sheet_page import SheetPage


class Rights(NamedTuple):
    """What makes one reader's article differ from another's."""

    agent: bool
    referrals: bool
    history: bool


def reader_rights(operator: str) -> Rights:
    """Return what whoever asks may see of this operator's sheets."""
    return Rights(
        agent=may(Permission.AGENT_NOTES_READ, operator),
        referrals=may(Permission.REFERRAL_READ, operator),
        history=may(Permission.VERSION_READ),
    )


def article(
    page: SheetPage, snapshot: Snapshot, published: Published[Sheet], rights: Rights, today: bool
) -> Markup:
    """Draw the article; `today` offers the handout, which is only ever of today's text."""
    text = house().rendered.body(published, snapshot, agent=rights.agent, day=page.day)
    draw = get_template_attribute("sheets/article.html", "article")
    return cast(Markup, draw(page, text, rights.history, today))
