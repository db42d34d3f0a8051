"""Sheets as HTML, kept until the library changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import cast

from markupsafe import Markup

from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.rendering.model import Rendered
from kb_app.knowledge.rendering.render import render
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.web.links import link_maker

KEPT = 2000
"""Bodies and articles a process keeps: about 20 MB."""


class RenderedSheets:
    """A cache of what is drawn of one snapshot; links depend on what else is published."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, object] = {}
        self._of: Snapshot | None = None

    def body(self, published: Published[Sheet], snapshot: Snapshot, agent: bool) -> Rendered:
        """Return the body of a sheet; `agent` also shows the passages reserved to agents."""
        version = published.version
        markdown = published.document.body
        made = self._keep(
            snapshot,
            ("body", version.path, version.number, agent),
            lambda: render(markdown, link_for=link_maker(snapshot), agent=agent),
        )
        return cast(Rendered, made)

    def article(
        self,
        published: Published[Sheet],
        snapshot: Snapshot,
        rights: tuple[bool, ...],
        draw: Callable[[], Markup],
    ) -> Markup:
        """Return today's article as `draw` makes it for readers who have the same `rights`."""
        key = ("article", published.version.path, published.version.number, rights)
        return cast(Markup, self._keep(snapshot, key, draw))

    def _keep(self, snapshot: Snapshot, key: Hashable, make: Callable[[], object]) -> object:
        if snapshot is not self._of or len(self._kept) >= KEPT:
            # A new dictionary, not a cleared one: another thread may be reading the old one.
            self._kept, self._of = {}, snapshot
        kept = self._kept
        if key not in kept:
            kept[key] = make()
        return kept[key]
