"""What comes into force later: planned versions by month, and drafts proposed for a day to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.people.accounts.model import Permission
from kb_app.people.authoring.planning import LOOKED_BACK, Fate, Planned, Proposed
from kb_app.people.authoring.rights import operator_of
from kb_app.web.access import may, requires, signed_in
from kb_app.web.french import month_fr
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.lines import operator_label
from kb_app.web.views.restoring import restore_address
from kb_app.web.views.review_lines import draft_address, kind_label, title_of

blueprint = Blueprint("calendar", __name__, url_prefix="/relecture/calendrier")

FATES: Mapping[Fate, str] = MappingProxyType(
    {
        Fate.TO_COME: "à venir",
        Fate.CAME: "entrée en vigueur",
        Fate.OVERTAKEN: "remplacée avant d’entrer en vigueur",
    }
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    day: date
    title: str
    kind: str
    operator: str | None
    state: str
    grave: bool
    """Whether readers will never have it."""
    what: str
    """« version 3 », or « brouillon en relecture »."""
    reason: str
    changes: str | None
    """Address of what it changes; None when no page shows it."""
    by: str
    """What took its place, if something did."""
    again: str | None
    """Address where to plan it once more, for who may."""


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    lines: tuple[PlanLine, ...]


@blueprint.get("")
@requires(Permission.DRAFT_READ)
def index() -> ResponseReturnValue:
    found = house().authoring.calendar(signed_in(), house().settings.timezone)
    today = house().today()
    lines = [*map(_planned_line, found.planned), *map(_proposed_line, found.proposed)]
    lines.sort(key=lambda line: (line.day, line.title))
    return render_template(
        "relecture/calendrier.html",
        months=_months(line for line in lines if line.day > today),
        past=[line for line in reversed(lines) if line.day <= today],
        looked_back=LOOKED_BACK.days,
    )


def _months(lines: Iterable[PlanLine]) -> list[Month]:
    return [
        Month(month_fr(date(year, month, 1)), tuple(group))
        for (year, month), group in groupby(lines, key=lambda each: (each.day.year, each.day.month))
    ]


def _planned_line(planned: Planned) -> PlanLine:
    version, by = planned.version, planned.overtaken_by
    overtaken = planned.fate is Fate.OVERTAKEN
    again = overtaken and version.valid_from > house().today() and _may_write(version.path)
    return PlanLine(
        day=version.valid_from,
        title=planned.title,
        kind=kind_label(version.path),
        operator=_operator(version.path),
        state=FATES[planned.fate],
        grave=overtaken,
        what=f"version {version.number}",
        reason=version.reason,
        changes=_changes(planned),
        by=f"par la version {by.number}" if by else "",
        again=restore_address(version.path, version.number) if again else None,
    )


def _proposed_line(proposed: Proposed) -> PlanLine:
    draft = proposed.draft
    return PlanLine(
        day=proposed.day,
        title=title_of(draft),
        kind=kind_label(draft.path),
        operator=_operator(draft.path),
        state="proposée, à relire",
        grave=False,
        what="brouillon en relecture",
        reason=draft.reason,
        changes=draft_address(draft.id),
        by="",
        again=None,
    )


def _changes(planned: Planned) -> str | None:
    version = planned.version
    if kind_of(version.path) is Kind.SHEET:
        address = address_of(version.path)
        if planned.before:
            return f"{address}/comparer?de={planned.before}&a={version.number}"
        return f"{address}/versions/{version.number}"
    return draft_address(planned.draft_id) if planned.draft_id else None


def _operator(path: str) -> str | None:
    operator = operator_of(path)
    operators = house().library.snapshot().operators
    return operator_label(operators, operator) if operator else None


def _may_write(path: str) -> bool:
    return may(Permission.DRAFT_WRITE, operator_of(path))
