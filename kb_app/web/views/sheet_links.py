"""The sheets a tree speaks of, as links; those that are not published are left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.content.kinds import sheet_path
from kb_app.knowledge.content.model import Online
from kb_app.library.snapshot import Snapshot
from kb_app.web.links import address_of
from kb_app.web.views.freshness import Freshness, freshness
from kb_app.web.views.lines import operator_label


@dataclass(frozen=True, slots=True)
class SheetLink:
    address: str
    title: str
    operator: str
    code: str
    number: int
    """Its version."""
    freshness: Freshness
    review_before: date
    online: Online | None

    @property
    def reference(self) -> str:
        """What the copy button copies, before the address."""
        return f"{self.code} – {self.title}"


def sheet_link(id: str, snapshot: Snapshot) -> SheetLink | None:
    """Return the sheet called `cpam/carte-vitale`, perhaps at one heading, `…#pieces`."""
    name, _, anchor = id.partition("#")
    found = snapshot.sheets.get(sheet_path(name))
    if found is None:
        return None
    sheet = found.document
    address = address_of(sheet.path)
    return SheetLink(
        f"{address}#{anchor}" if anchor else address,
        sheet.title,
        operator_label(snapshot.operators, sheet.operator),
        sheet.code,
        found.version.number,
        freshness(sheet, snapshot.day),
        sheet.review_before,
        sheet.online,
    )
