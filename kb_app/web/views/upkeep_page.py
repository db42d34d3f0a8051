"""A document as whoever confirms it is shown it: its text, its sources, what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import get_template_attribute
from markupsafe import Markup

from kb_app.knowledge.content.kinds import sheet_path
from kb_app.knowledge.content.model import Sheet, Source
from kb_app.knowledge.triage.cited import sheets_cited
from kb_app.knowledge.triage.drawing.outline import Line, outline
from kb_app.knowledge.triage.model import TreeFile
from kb_app.library.model import Published, Version
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Account
from kb_app.people.upkeep.confirming import Subject
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.article import reader_rights
from kb_app.web.views.freshness import Freshness, due
from kb_app.web.views.freshness_told import gesture, reread_words
from kb_app.web.views.lines import SheetLine, operator_label, sheet_lines
from kb_app.web.views.orientation import DEEPEST
from kb_app.web.views.review_lines import DraftLine, draft_line
from kb_app.web.views.sheet_page import sheet_page


@dataclass(frozen=True, slots=True)
class SourceLine:
    number: int
    source: Source
    checked: bool


@dataclass(frozen=True, slots=True)
class UpkeepPage:
    subject: Subject
    title: str
    kind: str
    """« fiche » or « arbre »."""
    operator: str
    address: str
    """Of this page."""
    read_at: str
    """Where its readers read it."""
    freshness: Freshness | None
    reread: str
    preview: Markup | None
    """The sheet as agents read it."""
    outline: tuple[tuple[int, Line], ...]
    """The tree in text, each line with how far it is moved in."""
    sources: tuple[SourceLine, ...]
    sheets: tuple[SheetLine, ...]
    """Those a tree leads to."""
    since: tuple[Version, ...]
    until: date
    """The day chosen, or proposed."""
    reports: int
    """Reports of it that wait for an answer."""
    drafts: tuple[DraftLine, ...]
    """Texts that are being written of it."""

    @property
    def correction(self) -> str:
        """Where a draft of it is begun."""
        return f"/redaction/modifier?path={self.path}"

    @property
    def path(self) -> str:
        return self.subject.version.path

    @property
    def is_sheet(self) -> bool:
        return isinstance(self.subject.document, Sheet)


def upkeep_page(
    account: Account,
    subject: Subject,
    snapshot: Snapshot,
    until: date | None,
    reopened: frozenset[int],
) -> UpkeepPage:
    """Gather the page; `until` and `reopened` are what was already chosen on it."""
    document = subject.document
    assert isinstance(document, Sheet | TreeFile)
    path, is_sheet = document.path, isinstance(document, Sheet)
    standing = snapshot.published[path].version
    return UpkeepPage(
        subject=subject,
        title=document.title,
        kind="fiche" if is_sheet else "arbre",
        operator=operator_label(snapshot.operators, document.operator),
        address=gesture(path),
        read_at=address_of(path),
        freshness=due(document.review_before, snapshot.day) if document.review_before else None,
        reread=reread_words(standing, feminine=is_sheet),
        preview=_preview(document, standing, snapshot) if isinstance(document, Sheet) else None,
        outline=_outline(document, snapshot),
        sources=tuple(
            SourceLine(n, source, n in reopened) for n, source in enumerate(subject.sources)
        ),
        sheets=_sheets(document, snapshot),
        since=subject.since,
        until=until or subject.proposed,
        reports=sum(r.passage.path == path for r in house().feedback.waiting(account)),
        drafts=tuple(
            draft_line((each,), {})
            for each in house().authoring.drafts(account)
            if each.path == path and each.number is None
        ),
    )


def _preview(sheet: Sheet, version: Version, snapshot: Snapshot) -> Markup | None:
    if sheet.withdrawal:
        return None
    published, rights = Published(sheet, version), reader_rights(sheet.operator)
    page = sheet_page(published, snapshot, snapshot.day, referrals=rights.referrals)
    text = house().rendered.body(published, snapshot, agent=rights.agent)
    draw = get_template_attribute("sheets/article.html", "article")
    return cast(Markup, draw(page, text, history=False, today=False, preview=True))


def _outline(document: Sheet | TreeFile, snapshot: Snapshot) -> tuple[tuple[int, Line], ...]:
    published = snapshot.trees.get(document.id) if isinstance(document, TreeFile) else None
    if published is None or published.tree is None:
        return ()
    return tuple((min(line.depth, DEEPEST), line) for line in outline(published.tree))


def _sheets(document: Sheet | TreeFile, snapshot: Snapshot) -> tuple[SheetLine, ...]:
    published = snapshot.trees.get(document.id) if isinstance(document, TreeFile) else None
    if published is None or published.tree is None:
        return ()
    paths = (sheet_path(id) for id in sheets_cited(published.tree))
    found = (snapshot.sheets[path] for path in paths if path in snapshot.sheets)
    return sheet_lines(found, snapshot.operators, snapshot.day)
