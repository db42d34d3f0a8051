"""One section of a sheet as bare text, found by the id of its heading."""

from __future__ import annotations

from kb_app.knowledge.rendering.blocks import bare_text, parse, reserved
from kb_app.knowledge.rendering.figures import NOTHING_TOLD, Tell, in_words
from kb_app.knowledge.rendering.headings import number_headings


def section(
    body: str, anchor: str, *, prefix: str = "s", agent: bool, tell: Tell = NOTHING_TOLD
) -> str | None:
    """Return the text under the heading with that id, sub-sections included; None without it.

    Marks are left out, blocks are apart by an empty line, the heading comes first. `agent=False`
    leaves out the blocks reserved to agents. Amounts are what `tell` says of them.
    """
    stream = parse(body)
    headings = number_headings(stream, prefix)
    start = next((place for place, h in headings.items() if h.id == anchor), None)
    if start is None:
        return None
    level = headings[start].level
    end = next(
        (place for place, h in headings.items() if place > start and h.level <= level),
        len(stream),
    )
    shown = [agent or not hidden for hidden in reserved(stream)]
    blocks = (
        bare_text(token.children, lambda text: in_words(text, tell)).strip()
        for token, seen in zip(stream[start:end], shown[start:end], strict=True)
        if seen and token.children is not None
    )
    return "\n\n".join(block for block in blocks if block)
