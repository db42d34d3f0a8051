"""A sheet that is being written, as agents and visitors would read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple, cast

from flask import get_template_attribute
from markupsafe import Markup

from kb_app.knowledge.content import sheets
from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_events import FORBIDDEN
from kb_app.knowledge.rendering.figures import header_in_words
from kb_app.knowledge.rendering.render import render
from kb_app.library.model import Published, Version
from kb_app.library.snapshot import Snapshot
from kb_app.people.authoring.model import Draft
from kb_app.web.links import link_maker
from kb_app.web.views.article import reader_rights
from kb_app.web.views.sheet_page import sheet_page

_A_YEAR = timedelta(days=365)


class Previews(NamedTuple):
    agent: Markup
    handout: Markup


def sheet_of(path: str, text: str) -> Sheet | None:
    """Return the sheet as far as its header says something, mistakes included."""
    sheet, _ = sheets.parse(path, FORBIDDEN.sub("", text), Findings(path), whole=False)
    return sheet


def previews(draft: Draft, sheet: Sheet, snapshot: Snapshot) -> Previews:
    """Draw the two pages of the version a draft would become, on the day it holds from.

    What the header does not say yet is left out, or as of today.
    """
    sheet = _dated(sheet, snapshot.day)
    published = Published(sheet, _version(draft, sheet))
    day = max(snapshot.day, sheet.valid_from)
    rights = reader_rights(sheet.operator)
    links, tell = link_maker(snapshot), snapshot.tell(day)
    drawn = partial(
        render,
        sheet.body,
        link_for=links,
        tell=tell,
        lead=header_in_words(sheet, tell).summary,
        acronyms=snapshot.acronyms,
    )
    for_agent = get_template_attribute("sheets/article.html", "article")(
        sheet_page(published, snapshot, day, referrals=rights.referrals),
        drawn(agent=rights.agent),
        history=False,
        today=False,
        preview=True,
    )
    for_visitor = get_template_attribute("sheets/handout_text.html", "handout")(
        sheet_page(published, snapshot, day, referrals=False),
        drawn(prefix="v", agent=False),
        day,
        preview=True,
    )
    return Previews(cast(Markup, for_agent), cast(Markup, for_visitor))


def _dated(sheet: Sheet, today: date) -> Sheet:
    starts = sheet.valid_from if sheet.valid_from != date.min else today
    ends = sheet.review_before if sheet.review_before != date.min else starts + _A_YEAR
    return replace(sheet, valid_from=starts, review_before=ends)


def _version(draft: Draft, sheet: Sheet) -> Version:
    """Return the version the draft would become, as far as a page needs it."""
    return Version(
        sequence=0,
        path=draft.path,
        number=draft.base + 1,
        valid_from=sheet.valid_from,
        withdrawn=False,
        author_id=draft.author_id,
        reason=draft.reason,
        at=draft.updated_at,
        text_sha256="",
        sha256="",
    )
