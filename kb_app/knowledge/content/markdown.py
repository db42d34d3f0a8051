"""The one Markdown parser, and what a body is made of: headings, links, stretches of text.

Raw HTML is text, images are not part of our Markdown, and nesting stops at 20 levels. A body
holds at most `MOST_SIGNS` lines, and as many of each sign that Markdown reads, so that no text
of 64 KiB takes more than a fraction of a second.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from kb_app.knowledge.content.plain_markdown import Heading, Link, Outline, Text, plain_outline

__all__ = ["CONTAINERS", "FENCE", "Heading", "Link", "Outline", "Text", "outline", "tokens"]

CONTAINERS = ("attention", "a-savoir", "agent")
"""Our own blocks; `agent` is never shown to the visitor."""

FENCE = re.compile(r"[\s>]*+(?:(?:[-*+]|\d{1,9}[.)])(?=\s)[\s>]*+)*+:{3,}+\s*(\S*)")
"""A line that opens or closes a block, inside quotes and lists too; group 1 is its name."""

# A row shorter than its head is completed with empty cells, 65,536 of them by default: a second
# of work in a few thousand characters. (The package hides the module behind a function.)
_TABLES = importlib.import_module("markdown_it.rules_block.table")
_TABLES.MAX_AUTOCOMPLETED_CELLS = 4096  # type: ignore[attr-defined]


MOST_SIGNS = 4000
"""Three times what any of 2,285 real sheets has; the time to parse may grow as its square."""
_SIGNS = "\n[](){}<>*_`|~#&!:+-\\"


def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": False, "maxNesting": 20}
    parser = MarkdownIt("js-default", options).disable("image")
    for name in CONTAINERS:
        container_plugin(parser, name)
    return parser


_PARSER = _parser()


def overloaded(body: str) -> bool:
    """Say whether a body holds more of some sign than is ever parsed: no sheet is written so."""
    return any(body.count(sign) > MOST_SIGNS for sign in _SIGNS)


def tokens(body: str) -> list[Token]:
    """Parse a body. Lines of the tokens' maps count from 0, at the body's first line.

    Containers come as `container_attention_open` and the like. `![x](y)` comes as a link. An
    overloaded body, which the check refuses, gives nothing: least of all what is for agents.
    """
    return [] if overloaded(body) else _PARSER.parse(body)


def outline(body: str) -> Outline:
    """Return what the body is made of, in reading order; lines count from 1.

    Most bodies are plain enough to be read line by line, five times faster than they are
    parsed; both ways give the same outline.
    """
    return plain_outline(body) or parsed_outline(body)


def parsed_outline(body: str) -> Outline:
    """Return the outline as the parser sees it."""
    headings: list[Heading] = []
    links: list[Link] = []
    texts: list[Text] = []
    verbatim: list[range] = []
    title: Token | None = None
    stream = tokens(body)
    for token in stream:
        if token.type == "heading_open":
            title = token
        elif token.type in ("fence", "code_block") and token.map:
            verbatim.append(range(token.map[0] + 1, token.map[1] + 1))
        elif token.type == "inline" and token.map:
            text, found = _read_inline(token.children or (), token.map[0] + 1, in_title=bool(title))
            links += found
            if title and title.map:
                words = text.replace("\n", " ").strip()
                headings.append(Heading(int(title.tag[1]), words, title.map[0] + 1, title.map[1]))
                title = None
            else:
                texts.append(Text(text, token.map[0] + 1))
    strays = tuple(_strays(body, stream)) if ":::" in body else ()
    return Outline(tuple(headings), tuple(links), tuple(texts), tuple(verbatim), strays)


def _strays(body: str, stream: Sequence[Token]) -> Iterator[int]:
    """Find the lines shown as text that were written to open or close a block.

    Code between fences is meant to be shown; code that is only shifted may be a mistake.
    """
    shown = {
        line
        for token in stream
        if token.map and token.type in ("inline", "tr_open", "code_block")
        for line in range(*token.map)
    }
    for line, text in enumerate(body.split("\n")):
        if line in shown and FENCE.match(text):
            yield line + 1


def _read_inline(children: Sequence[Token], line: int, *, in_title: bool) -> tuple[str, list[Link]]:
    """Return the bare text, its lines kept, and the links; code is no prose, but makes titles."""
    parts: list[str] = []
    links: list[Link] = []
    before = ""
    for child in children:
        if child.type == "link_open":
            target = str(child.attrs.get("href", ""))
            image = before.endswith("!") and child.markup != "autolink"
            links.append(Link(target, line, image))
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
            line += 1
        elif child.type != "code_inline" or in_title:
            parts.append(child.content)
        before = child.content
    return "".join(parts), links
