"""Sheets as HTML, kept until the library changes."""

from __future__ import annotations

from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.rendering.model import Rendered
from kb_app.knowledge.rendering.render import render
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.web.links import link_maker

KEPT = 2000
"""Rendered bodies a process keeps: about 20 MB."""


class RenderedSheets:
    """A cache of one snapshot's bodies; links depend on what else is published."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, bool], Rendered] = {}
        self._of: Snapshot | None = None

    def body(self, published: Published[Sheet], snapshot: Snapshot, agent: bool) -> Rendered:
        """Return the body of a sheet; `agent` also shows the passages reserved to agents."""
        if snapshot is not self._of or len(self._kept) >= KEPT:
            # A new dictionary, not a cleared one: another thread may be reading the old one.
            self._kept, self._of = {}, snapshot
        kept = self._kept
        key = (published.version.path, published.version.number, agent)
        if key not in kept:
            markdown = published.document.body
            kept[key] = render(markdown, link_for=link_maker(snapshot), agent=agent)
        return kept[key]
