"""A sheet's Markdown as HTML that is safe to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markdown_it.token import Token
from markupsafe import Markup

from kb_app.knowledge.content.model import Acronym
from kb_app.knowledge.rendering.acronyms import NO_GLOSSARY, Spelling
from kb_app.knowledge.rendering.blocks import bare_text, parse, reserved
from kb_app.knowledge.rendering.cleaning import clean
from kb_app.knowledge.rendering.figures import NOTHING_TOLD, Tell, Told, as_html
from kb_app.knowledge.rendering.headings import FIRST_LEVEL, number_headings
from kb_app.knowledge.rendering.links import LinkMaker, resolve
from kb_app.knowledge.rendering.model import Heading, Rendered
from kb_app.knowledge.rendering.writer import Writer

LONGEST_OPENING = 600
"""Characters of a first section that may stand before all else: a hundred words."""


def render(
    body: str,
    *,
    prefix: str = "s",
    link_for: LinkMaker,
    agent: bool,
    tell: Tell = NOTHING_TOLD,
    lead: str = "",
    acronyms: Mapping[str, Acronym] = NO_GLOSSARY,
) -> Rendered:
    """Render a body; `agent=False` leaves out the blocks reserved to agents.

    Headings start at level 2 and carry unique ids `<prefix>-<words>`, the same for both readers
    and for every rendering of the same text; give two bodies of one page different prefixes.
    `link_for` is given a document's path, without anchor, and gives its address, or None: the
    text of the link then stays, as that of any link that is neither https nor mailto. Anchors are
    written as the heading's words and lead to its id, in this body or in another document
    rendered with the same prefix. Each amount cited is what `tell` says of it, and leads to the
    entry that the page has of it, whose id is `entry_id(prefix, …)`. Any text is accepted.

    `lead` is a text without marks that is read before the body. Each of the `acronyms`, by the
    ways they are written, is spelled out at its first use in the lead and what is shown of the
    body, titles, links and code apart, unless the text does it there.
    """
    stream = parse(body)
    headings = number_headings(stream, prefix)
    shown = [agent or not hidden for hidden in reserved(stream)]
    contents = tuple(heading for place, heading in headings.items() if shown[place])
    ids = {heading.id for heading in contents}
    spelling = Spelling(acronyms)
    first = clean(spelling.text(lead))
    _spell_out([t for t, seen in zip(stream, shown, strict=True) if seen], spelling)
    told: dict[str, Told] = {}

    def tell_once(id_: str) -> Told:
        return told.setdefault(id_, tell(id_))

    writer = Writer(
        lambda target: resolve(target, link_for, prefix, ids),
        lambda text, linked: as_html(text, tell_once, prefix, linked=linked),
    )
    cut = _opening_end(stream, headings)
    opening, rest = (
        clean(
            "".join(
                writer.write(stream[place], headings.get(place)) for place in places if shown[place]
            )
        )
        for places in (range(cut), range(cut, len(stream)))
    )
    return Rendered(opening + rest, contents, tuple(told.values()), prefix, first, opening)


def _opening_end(stream: Sequence[Token], headings: Mapping[int, Heading]) -> int:
    """Return where the first section ends; 0 when it is the only one, or no short answer."""
    ends = (
        place
        for place, heading in headings.items()
        if place and heading.level == FIRST_LEVEL and not stream[place].level
    )
    end = next(ends, 0)
    length = sum(len(bare_text(token.children)) for token in stream[:end] if token.children)
    return end if length <= LONGEST_OPENING else 0


def speller(acronyms: Mapping[str, Acronym]) -> Callable[[str], Markup]:
    """Return what writes the texts of a page that have no marks, given in reading order.

    Each acronym is spelled out at its first use among them, unless the text does it there.
    """
    spelling = Spelling(acronyms)
    return lambda text: clean(spelling.text(text))


def _spell_out(stream: Sequence[Token], spelling: Spelling) -> None:
    before = ""
    for token in stream:
        if token.children is not None and before != "heading_open":
            token.children = spelling.block(token.children)
        before = token.type
