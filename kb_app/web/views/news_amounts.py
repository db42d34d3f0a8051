"""Amounts that changed, announced at each sheet that cites them, as its readers may know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from typing import cast

from kb_app.errors import NotFound
from kb_app.knowledge.content.kinds import folder_of
from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.rendering.figures import TO_CHECK
from kb_app.library.figures import NOTHING_CITED, Cited, cited
from kb_app.library.model import Version
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.people.news.amounts import AmountChange
from kb_app.people.news.model import moment_of
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.lines import operator_label
from kb_app.web.views.news_lines import NewsLine, Sees, news_lines


def lines_between(first: date, last: date, snapshot: Snapshot, sees: Sees) -> Iterator[NewsLine]:
    """Yield all that this reader may see of what came into force, the newest first."""
    news = house().news
    changes = house().rendered.keep(
        snapshot, ("amounts", first, last), lambda: news.amounts(first, last)
    )
    return merge(
        news_lines(news.between(first, last), snapshot, sees),
        amount_news(cast("tuple[AmountChange, ...]", changes), snapshot, sees),
        key=lambda line: line.moment,
        reverse=True,
    )


def amount_news(
    changes: Iterable[AmountChange], snapshot: Snapshot, sees: Sees
) -> Iterator[NewsLine]:
    """Yield one line for each sheet and day, with the amounts it cites that changed.

    `changes` are the newest first, and so are the lines.
    """
    by_day: dict[date, list[AmountChange]] = {}
    for change in changes:
        by_day.setdefault(change.day, []).append(change)
    for day, together in by_day.items():
        ids = {change.id for change in together}
        lines = []
        for path, now in snapshot.citations.items():
            operator = folder_of(path)
            if ids.isdisjoint(now.all) or not sees(Permission.SHEET_READ, operator):
                continue
            agent = sees(Permission.AGENT_NOTES_READ, operator)
            known = _known(now, agent) & _known(_cited_on(path, day, snapshot), agent)
            told = [change for change in together if change.id in known]
            if told:
                lines.append(_line(path, told, snapshot))
        yield from sorted(lines, key=lambda line: line.moment, reverse=True)


def _known(found: Cited, agent: bool) -> frozenset[str]:
    return frozenset(found.all if agent else found.public)


def _line(path: str, changes: list[AmountChange], snapshot: Snapshot) -> NewsLine:
    sheet, last = snapshot.sheets[path].document, max(changes, key=lambda c: c.moment)
    return NewsLine(
        id=f"{path}/montants/{last.day}",
        nature="Montant modifié" if len(changes) == 1 else "Montants modifiés",
        title=sheet.title,
        address=address_of(path),
        operator=sheet.operator,
        operator_label=operator_label(snapshot.operators, sheet.operator),
        moment=last.moment,
        day=last.day,
        reason="",
        parts=tuple(map(_said, changes)),
        practice=False,
        is_new=False,
    )


def _said(change: AmountChange) -> str:
    """Return « RSA d’une personne seule, 650 € par mois au lieu de 646,52 € par mois »."""
    before = "" if change.before == TO_CHECK else f" au lieu de {change.before}"
    return f"{change.label}, {change.now}{before}"


def _cited_on(path: str, day: date, snapshot: Snapshot) -> Cited:
    """Return what a sheet cited just before a day: one that changed since may not have."""
    zone = house().settings.timezone

    def began(version: Version) -> date:
        return moment_of(version, zone).astimezone(zone).date()

    version = snapshot.sheets[path].version
    if began(version) < day:
        return snapshot.citations[path]
    try:
        history = house().library.history(path)
        before = [each for each in history if began(each) < day]
        if not before:
            return NOTHING_CITED
        _, text = house().library.version(path, before[-1].number)
    except NotFound:
        return NOTHING_CITED
    document = read(path, text, whole=False).document
    return cited(document) if isinstance(document, Sheet) else NOTHING_CITED
