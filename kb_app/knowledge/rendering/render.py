"""A sheet's Markdown as HTML that is safe to show."""

from __future__ import annotations

from kb_app.knowledge.rendering.blocks import parse, reserved
from kb_app.knowledge.rendering.cleaning import clean
from kb_app.knowledge.rendering.headings import number_headings
from kb_app.knowledge.rendering.links import LinkMaker, resolve
from kb_app.knowledge.rendering.model import Rendered
from kb_app.knowledge.rendering.writer import Writer


def render(body: str, *, prefix: str = "s", link_for: LinkMaker, agent: bool) -> Rendered:
    """Render a body; `agent=False` leaves out the blocks reserved to agents.

    Headings start at level 2 and carry unique ids `<prefix>-<words>`, the same for both readers
    and for every rendering of the same text; give two bodies of one page different prefixes.
    `link_for` is given a document's path, without anchor, and gives its address, or None: the
    text of the link then stays, as that of any link that is neither https nor mailto. Anchors are
    written as the heading's words and lead to its id, in this body or in another document
    rendered with the same prefix. Any text is accepted.
    """
    stream = parse(body)
    headings = number_headings(stream, prefix)
    shown = [agent or not hidden for hidden in reserved(stream)]
    contents = tuple(heading for place, heading in headings.items() if shown[place])
    ids = {heading.id for heading in contents}
    writer = Writer(lambda target: resolve(target, link_for, prefix, ids))
    html = "".join(
        writer.write(token, headings.get(place))
        for place, token in enumerate(stream)
        if shown[place]
    )
    return Rendered(clean(html), contents)
