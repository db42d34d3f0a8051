"""What changed between two versions of a sheet, header and text, ready to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kb_app.knowledge.content.markdown import tokens
from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.rendering.comparison import (
    Change,
    ChangeKind,
    FieldChange,
    compare,
    compare_fields,
)
from kb_app.knowledge.rendering.figures import named
from kb_app.library.snapshot import Snapshot
from kb_app.web.french import date_fr
from kb_app.web.views.endings import ENDINGS
from kb_app.web.views.lines import operator_label

AROUND = 1
"""Unchanged paragraphs left open on each side of a change."""
FEWEST_FOLDED = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive paragraphs; a folded one has not changed."""

    folded: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    fields: tuple[FieldChange, ...]
    """Only those that changed."""
    stretches: tuple[Stretch, ...]

    @property
    def count(self) -> int:
        """How many fields and paragraphs changed."""
        changed = [c for s in self.stretches for c in s.changes if c.kind is not ChangeKind.SAME]
        return len(self.fields) + len(changed)


def difference(old: Sheet | None, new: Sheet, snapshot: Snapshot, *, agent: bool) -> Difference:
    """Compare two versions; without `agent`, the passages reserved to agents are left out.

    Beside no version, everything is new.
    """
    fields = compare_fields(header(old, snapshot) if old else {}, header(new, snapshot))
    bodies = (old.body if old else "", new.body)
    shown = bodies if agent else map(without_agent, bodies)
    before, after = (named(body, snapshot.tell()) for body in shown)
    return Difference(
        tuple(field for field in fields if field.kind is not ChangeKind.SAME),
        tuple(folded(c for c in compare(before, after) if not _closes(c))),
    )


def header(sheet: Sheet, snapshot: Snapshot) -> dict[str, str]:
    """Return the header of a sheet as its page words it; what is absent is empty."""
    online, phone, tell = sheet.online, sheet.phone, snapshot.tell()
    texts = {d.id: d.text for d in snapshot.documents.values()}
    themes = {t.id: t.title for t in snapshot.themes}
    return {
        "Code": sheet.code,
        "Titre": sheet.title,
        "Résumé": named(sheet.summary, tell),
        "Opérateur": operator_label(snapshot.operators, sheet.operator),
        "Issue habituelle": ENDINGS[sheet.ending].label,
        "Ce qui décide": named(sheet.criterion or "", tell),
        "Pièces": _list(texts.get(d, d) for d in sheet.documents),
        "En ligne": _list((online.label, online.url, online.account or "")) if online else "",
        "Téléphone": _list((phone.number, phone.hours or "")) if phone else "",
        "Délai": named(sheet.delay or "", tell),
        "Coût": named(sheet.cost or "", tell),
        "Mots du public": _list(sheet.visitor_words),
        "Public": _list(sheet.audience),
        "Thèmes": _list(themes.get(t, t) for t in sheet.themes),
        "Voir aussi": _list(_title(path, snapshot) for path in sheet.see_also),
        "Sources": _list(f"{s.title} ({s.url})" for s in sheet.sources),
        "En vigueur à partir du": date_fr(sheet.valid_from),
        "À relire avant le": date_fr(sheet.review_before),
        "Retrait": sheet.withdrawal.reason if sheet.withdrawal else "",
        "Remplacée par": _title(sheet.withdrawal.successor, snapshot) if sheet.withdrawal else "",
    }


def folded(changes: Iterable[Change]) -> Iterator[Stretch]:
    """Gather paragraphs into stretches, folding the unchanged ones far from any change."""
    groups = [
        (same, tuple(group))
        for same, group in groupby(changes, key=lambda c: c.kind is ChangeKind.SAME)
    ]
    for place, (same, group) in enumerate(groups):
        start = AROUND if place > 0 else 0
        end = len(group) - (AROUND if place < len(groups) - 1 else 0)
        if not same or end - start < FEWEST_FOLDED:
            yield Stretch(False, group)
            continue
        parts = ((False, group[:start]), (True, group[start:end]), (False, group[end:]))
        yield from (Stretch(fold, part) for fold, part in parts if part)


def without_agent(body: str) -> str:
    """Return the Markdown without its `:::agent` blocks."""
    # Lines as the parser counts them; splitlines() also cuts at rarer characters.
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for token in tokens(body):
        if token.type == "container_agent_open" and token.map:
            start, end = token.map
            # The map stops before the closing mark, which a block left open does not have.
            closed = end < len(lines) and lines[end].strip().strip(":") == ""
            lines[start : end + closed] = [""] * (end + closed - start)
    return "\n".join(lines)


def _closes(change: Change) -> bool:
    """Say whether it is only the mark that closes a block, which tells a reader nothing."""
    return "".join(run.text for run in change.new or change.old).strip(" :") == ""


def _title(path: str | None, snapshot: Snapshot) -> str:
    published = snapshot.sheets.get(path or "")
    return published.document.title if published else path or ""


def _list(texts: Iterable[str]) -> str:
    return ", ".join(text for text in texts if text)
