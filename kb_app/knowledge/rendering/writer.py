"""Tokens written as HTML, before it is cleaned; every text and attribute is escaped here."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from markdown_it.token import Token

from kb_app.knowledge.content.addresses import is_https
from kb_app.knowledge.rendering.acronyms import ACRONYM
from kb_app.knowledge.rendering.blocks import title_of
from kb_app.knowledge.rendering.headings import slug
from kb_app.knowledge.rendering.model import Heading

LABELS = {"attention": "Attention", "a-savoir": "À savoir", "agent": "Réservé à l’agent"}
"""What the reader sees on top of each of our blocks."""

_CONTAINER = "container_"
_ALIGNED = {"text-align:center": ' class="centre"', "text-align:right": ' class="droite"'}
# Deeper emphasis shows nothing more, and browsers give up on thousands of nested elements.
_DEEPEST = 8

_BREAKS = {"softbreak": "\n", "hardbreak": "<br>\n"}
_EMPHASIS = {"em", "strong", "s"}
_FIXED = {
    "paragraph_open": "<p>",
    "paragraph_close": "</p>\n",
    "list_item_open": "<li>",
    "list_item_close": "</li>\n",
    "blockquote_open": "<blockquote>\n",
    "blockquote_close": "</blockquote>\n",
    "hr": "<hr>\n",
    "table_close": "</table></div>\n",
    "thead_open": "<thead>",
    "thead_close": "</thead>\n",
    "tbody_open": "<tbody>\n",
    "tbody_close": "</tbody>",
    "tr_open": "<tr>",
    "tr_close": "</tr>\n",
    "th_close": "</th>",
    "td_close": "</td>",
}


class Writer:
    """Writes the blocks of one body, in order. Types it does not know are left out."""

    def __init__(
        self, address_of: Callable[[str], str | None], text_of: Callable[[str, bool], str]
    ) -> None:
        """`address_of` gives the address of a link's target, None when it leads nowhere.

        `text_of` gives the HTML of a text, and is told whether it may hold links of its own.
        """
        self._address_of = address_of
        self._text_of = text_of
        self._heading: Heading | None = None
        self._steps_level = 0
        self._lists = 0
        self._tables = 0
        self._special: dict[str, Callable[[Token], str]] = {
            "inline": self._inline,
            "heading_close": self._close_heading,
            "bullet_list_open": self._open_list,
            "ordered_list_open": self._open_list,
            "bullet_list_close": self._close_list,
            "ordered_list_close": self._close_list,
            "table_open": self._open_table,
            "th_open": lambda token: f'<th scope="col"{_alignment(token)}>',
            "td_open": lambda token: f"<td{_alignment(token)}>",
            "code_block": _code_block,
            "fence": _code_block,
        }

    def write(self, token: Token, heading: Heading | None) -> str:
        """Return one block token as HTML; `heading` is what its `heading_open` became."""
        if token.hidden:
            return ""
        if token.type in _FIXED:
            return _FIXED[token.type]
        if token.type in self._special:
            return self._special[token.type](token)
        if heading:
            return self._open_heading(heading)
        return _container(token) if token.type.startswith(_CONTAINER) else ""

    def _open_heading(self, heading: Heading) -> str:
        self._heading = heading
        if heading.level <= self._steps_level:
            self._steps_level = 0
        if not self._steps_level and slug(heading.text).startswith("etapes"):
            self._steps_level = heading.level
        return f'<h{heading.level} id="{escape(heading.id)}">'

    def _close_heading(self, token: Token) -> str:
        closing = f"</h{self._heading.level}>\n" if self._heading else ""
        self._heading = None
        return closing

    def _open_list(self, token: Token) -> str:
        self._lists += 1
        if token.tag == "ul":
            return "<ul>\n"
        # Only the steps themselves are numbered large, not a list inside one of them.
        steps = ' class="etapes"' if self._steps_level and self._lists == 1 else ""
        start = f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""
        return f"<ol{steps}{start}>\n"

    def _close_list(self, token: Token) -> str:
        self._lists -= 1
        return f"</{token.tag}>\n"

    def _open_table(self, token: Token) -> str:
        """On a small screen a wide table scrolls within a region the keyboard can reach.

        Regions are landmarks: each has a name of its own.
        """
        self._tables += 1
        label = f"Tableau {self._tables}"
        return f'<div class="tableau" tabindex="0" role="region" aria-label="{label}"><table>\n'

    def _inline(self, token: Token) -> str:
        out = []
        closing = ""  # Links do not nest.
        for child in token.children or ():
            if child.type == "link_open":
                address = self._address_of(str(child.attrs["href"]))
                closing = "</a>" if address else ""
                out.append(_anchor(address) if address else "")
            elif child.type == "link_close":
                out.append(closing)
                closing = ""
            elif child.type == "text":
                out.append(self._text_of(child.content, not closing))
            else:
                out.append(_mark(child))
        return "".join(out)


def _alignment(token: Token) -> str:
    return _ALIGNED.get(str(token.attrs.get("style", "")), "")


def _code_block(token: Token) -> str:
    return f"<pre><code>{escape(token.content, quote=False)}</code></pre>\n"


def _container(token: Token) -> str:
    if token.nesting < 0:
        return "</aside>\n"
    name = token.type.removeprefix(_CONTAINER).removesuffix("_open")
    title = title_of(token)
    label = escape(f"{LABELS[name]}\u00a0: {title}" if title else LABELS[name])
    return (
        f'<aside class="bloc bloc-{name}" role="note" aria-label="{label}">\n'
        f'<p class="bloc-titre">{label}</p>\n'
    )


def _anchor(address: str) -> str:
    rel = ' rel="noopener noreferrer"' if is_https(address) else ""
    return f'<a href="{escape(address)}"{rel}>'


def _mark(token: Token) -> str:
    if token.nesting:
        shown = token.tag in _EMPHASIS and token.level < _DEEPEST
        return f"<{'/' * (token.nesting < 0)}{token.tag}>" if shown else ""
    if token.type == ACRONYM:
        return str(token.meta["html"])
    text = escape(token.content, quote=False)
    return f"<code>{text}</code>" if token.type == "code_inline" else _BREAKS.get(token.type, text)
