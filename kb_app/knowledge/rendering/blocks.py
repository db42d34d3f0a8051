"""Reading a stream of Markdown tokens: bare text, and what lies inside an agent's block."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from kb_app.knowledge.content.markdown import tokens

_AGENT_OPEN = "container_agent_open"
_AGENT_CLOSE = "container_agent_close"

_BARE = {"softbreak": " ", "hardbreak": " "}
# Characters no HTML page may hold, and lone surrogates, which cannot even be sent.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def parse(body: str) -> list[Token]:
    """Parse a body, characters that no page may hold left out."""
    return tokens(_UNPRINTABLE.sub("", body))


def reserved(stream: Sequence[Token]) -> list[bool]:
    """Tell for each token whether it belongs to a block reserved to agents."""
    found = []
    depth = 0
    for token in stream:
        depth += token.type == _AGENT_OPEN
        found.append(depth > 0)
        depth -= token.type == _AGENT_CLOSE
    return found


def title_of(container: Token) -> str:
    """Return what the author wrote after a container's name: shown, not lost."""
    return " ".join(container.info.split()[1:])


def bare_text(children: Sequence[Token] | None, of: Callable[[str], str] = str) -> str:
    """Return the text of inline content, without marks; a line break becomes a space.

    `of` says what a text is read as, code apart.
    """
    return "".join(
        of(child.content) if child.type == "text" else _BARE.get(child.type, child.content)
        for child in children or ()
    )
