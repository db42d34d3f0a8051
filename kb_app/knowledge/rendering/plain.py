"""A sheet's Markdown as bare text, for the index."""

from __future__ import annotations

import re

from markdown_it.token import Token

from kb_app.knowledge.rendering.blocks import bare_text, parse, reserved, title_of
from kb_app.knowledge.rendering.figures import NOTHING_TOLD, Tell, in_words
from kb_app.knowledge.rendering.model import PlainText

_BLANKS = re.compile(r"[ \t]+")
_LINE_ENDS = re.compile(r" ?\n\s*")
_CELLS = {"th_open", "td_open"}


def plain(body: str, tell: Tell = NOTHING_TOLD) -> PlainText:
    """Return the text of a body, marks left out: no `#`, `*`, `|`, `:::` nor link target.

    One line a block, the cells of a row on one line. What is written as HTML is text; amounts are
    what `tell` says of them.
    """
    stream = parse(body)
    headings: list[str] = []
    public: list[str] = []
    agent: list[str] = []
    before = ""
    for token, hidden in zip(stream, reserved(stream), strict=True):
        text = _text(token, tell)
        if before == "heading_open" and not hidden:
            headings.append(text.strip())
        elif text:
            (agent if hidden else public).append((" " if before in _CELLS else "\n") + text)
        before = token.type
    return PlainText(tuple(h for h in headings if h), _tidy(public), _tidy(agent))


def _text(token: Token, tell: Tell) -> str:
    if token.children is not None:
        return bare_text(token.children, lambda text: in_words(text, tell))
    if token.type.startswith("container_"):
        return title_of(token)
    return "\n" if token.type == "tr_open" else token.content


def _tidy(parts: list[str]) -> str:
    return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", "".join(parts))).strip()
