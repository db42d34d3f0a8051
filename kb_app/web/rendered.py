"""Sheets as HTML, kept until the library changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import cast

from markupsafe import Markup

from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.rendering.figures import header_in_words
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

    def body(
        self,
        published: Published[Sheet],
        snapshot: Snapshot,
        agent: bool,
        day: date | None = None,
    ) -> Rendered:
        """Return the text of a sheet, its summary as the lead.

        `agent` also shows the passages reserved to agents. Amounts are as they are on a day, that
        of the snapshot by default.
        """
        on = day or snapshot.day
        version = published.version
        sheet = published.document
        made = self.keep(
            snapshot,
            ("body", version.path, version.number, agent, on),
            lambda: render(
                sheet.body,
                link_for=link_maker(snapshot),
                agent=agent,
                tell=snapshot.tell(on),
                lead=header_in_words(sheet, snapshot.tell(on)).summary,
                acronyms=snapshot.acronyms,
            ),
        )
        return cast(Rendered, made)

    def article(
        self,
        published: Published[Sheet],
        snapshot: Snapshot,
        rights: tuple[Hashable, ...],
        draw: Callable[[], Markup],
    ) -> Markup:
        """Return today's article as `draw` makes it for readers who have the same `rights`."""
        key = ("article", published.version.path, published.version.number, rights)
        return cast(Markup, self.keep(snapshot, key, draw))

    def keep(self, snapshot: Snapshot, key: Hashable, make: Callable[[], object]) -> object:
        """Return what was made for that key, or make it; the first part of a key is its maker's."""
        if snapshot is not self._of or len(self._kept) >= KEPT:
            # A new dictionary, not a cleared one: another thread may be reading the old one.
            self._kept, self._of = {}, snapshot
        kept = self._kept
        if key not in kept:
            kept[key] = make()
        return kept[key]
