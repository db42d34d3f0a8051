"""Amounts cited in a sheet, `{{ montant: rsa_seul }}`: where they may be, and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from markdown_it.token import Token

from kb_app.knowledge.content.fields import Fields
from kb_app.knowledge.content.markdown import FENCE, Outline, Text, tokens
from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.content.places import Place, PlaceKind
from kb_app.knowledge.content.plain_markdown import plain_outline
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Mapping, Node, Scalar

CITING = ("resume", "critere", "delai", "cout")
"""The header's texts that may cite an amount, as the body's paragraphs may."""

_SPACE = r"[ \u00a0\u202f]*+"
CITATION = re.compile(
    rf"\{{\{{{_SPACE}montant{_SPACE}:{_SPACE}([a-z0-9]+(?:[_-][a-z0-9]+)*+){_SPACE}\}}\}}"
)
"""A citation; group 1 is the id."""

_OPENING = "{{"
_BRACE = re.compile(r"&(?:#|lbrace|lcub)")
# A brace that is not written as one.
_WRITTEN_BRACE = re.compile(rf"\\\{{|{_BRACE.pattern}")
# Where no citation is read, other braces are only what someone typed.
_MEANT = re.compile(r"\{\{\s*+montant", re.IGNORECASE)
_WRITTEN = "écrivez {{ montant: identifiant }}, sur une seule ligne et sans mise en forme"
_PLACES = "citez-le dans un paragraphe, le résumé, le critère, le délai ou le coût d’une fiche"
# Not inside a longer number; « 0 € » says that it is free.
_AMOUNT = re.compile(
    r"(?<![\w.,-])(?!0[ \u00a0\u202f]?(?:€|euros?\b))"
    r"[0-9]{1,3}(?:[ \u00a0\u202f.]?[0-9]{3}){0,3}(?:,[0-9]{1,4})?[ \u00a0\u202f]?(?:€|euros?\b)"
)


def cited(text: str) -> tuple[str, ...]:
    """Return the ids cited in a text without marks, in order, each once."""
    if _OPENING not in text:
        return ()
    return tuple(dict.fromkeys(match[1] for match in CITATION.finditer(text)))


def cited_by(sheet: Sheet, *, agent: bool = True) -> tuple[str, ...]:
    """Return the ids that a sheet cites, in its header then its body, each once.

    Without `agent`, those of the passages reserved to agents are left out.
    """
    header = (id_ for text in header_texts(sheet) for id_ in cited(text))
    return tuple(dict.fromkeys((*header, *_cited_in(sheet.body, agent))))


def _cited_in(body: str, agent: bool) -> tuple[str, ...]:
    # A whole library is asked at once, and nearly all of it cites nothing.
    if not (CITATION.search(body) or _WRITTEN_BRACE.search(body)):
        return ()
    found = _citations_of(body)
    return tuple(id_ for id_, reserved in found if agent or not reserved)


@lru_cache(maxsize=10_000)
def _citations_of(body: str) -> tuple[tuple[str, bool], ...]:
    """Return the ids cited, each with whether it is in a passage reserved to agents.

    Kept for each text: asked of the same ones whenever another document is published.
    """
    content = plain_outline(body)
    if content is None:
        public = [id_ for text in stretches(body, agent=False) for id_ in cited(text.text)]
        every = [id_ for text in stretches(body) for id_ in cited(text.text)]
        return tuple((id_, id_ not in public) for id_ in every)
    hidden = _reserved_lines(body)
    return tuple((id_, t.line in hidden) for t in content.texts for id_ in cited(t.text))


def _reserved_lines(body: str) -> frozenset[int]:
    """Return the lines of the blocks reserved to agents, in a body plain enough for them."""
    found = set()
    inside = False
    for number, line in enumerate(body.split("\n"), start=1):
        if line.startswith(":::"):
            inside = line.rstrip(" ") == ":::agent"
        if inside:
            found.add(number)
    return frozenset(found)


def header_texts(sheet: Sheet) -> tuple[str, ...]:
    """Return the texts of CITING, in their order; empty when absent."""
    return sheet.summary, sheet.criterion or "", sheet.delay or "", sheet.cost or ""


def may_cite(body: str) -> bool:
    """Say whether a body may show a brace: an entity may write one. No parsing is needed."""
    return "{" in body or bool(_BRACE.search(body))


def check_header(fields: Fields) -> list[Place]:
    """Check the citations of a sheet's header; return where they are."""
    places: list[Place] = []
    for key, node in fields.values.items():
        if key in CITING and isinstance(node, Scalar):
            places += _read(Text(node.text, node.line), fields.found)
        else:
            refuse(node, fields.found, key)
    return places


def refuse(node: Node, found: Findings, key: str = "") -> None:
    """Tell of each text under a node that would cite an amount: nothing there can show it.

    `key` is that of the node, when problems are to name theirs.
    """
    if isinstance(node, Scalar):
        if _MEANT.search(node.text):
            _tell_misplaced(node.line, found, key)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            refuse(entry.key, found, key)
            refuse(entry.value, found, key and f"{key}.{entry.key.text}")
    else:
        for number, item in enumerate(node.items, start=1):
            inner = key if isinstance(item, Scalar) else key and f"{key}.{number}"
            refuse(item, found, inner)


def check_body(body: str, content: Outline, body_line: int, found: Findings) -> list[Place]:
    """Check the citations of a body that starts on `body_line`; return where they are."""
    if not may_cite(body):
        return []
    offset = body_line - 1
    for heading in content.headings:
        if _MEANT.search(heading.text):
            _tell_misplaced(heading.line + offset, found)
    for link in content.links:
        if _MEANT.search(unquote(link.target)):
            _tell_misplaced(link.line + offset, found)
    code = {number for block in content.verbatim for number in block}
    for number, line in enumerate(body.split("\n"), start=1):
        if number not in code and FENCE.match(line) and _MEANT.search(line):
            _tell_misplaced(number + offset, found)
    return [
        place
        for text in stretches(body)
        for place in _read(Text(text.text, text.line + offset), found)
    ]


def warn_of_amounts(texts: Iterable[Text], found: Findings) -> None:
    """Warn of each line that has an amount typed in: nobody would be told that it lapses."""
    for text in texts:
        if "€" not in text.text and "euro" not in text.text:
            continue
        for number, line in enumerate(text.text.split("\n")):
            if typed := _AMOUNT.search(line):
                found.add(
                    "M12",
                    text.line + number,
                    f"« {typed[0]} » est tapé dans le texte ; citez un montant de "
                    "vocabulary/figures.yaml : {{ montant: identifiant }}",
                )


def stretches(body: str, *, agent: bool = True) -> Iterator[Text]:
    """Yield what stands between two marks, titles and code apart: where citations are read.

    Without `agent`, the blocks reserved to agents are left out.
    """
    before, reserved = "", 0
    for token in tokens(body):
        if token.type.startswith("container_agent"):
            reserved += token.nesting
        if token.type == "inline" and before != "heading_open" and (agent or not reserved):
            yield from _texts(token)
        before = token.type


def _texts(token: Token) -> Iterator[Text]:
    line = token.map[0] + 1 if token.map else 1
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "text":
            yield Text(child.content, line)


def _read(text: Text, found: Findings) -> Iterator[Place]:
    """Yield each citation of a text on one line, and tell of what is not quite one."""
    if _OPENING not in text.text:
        return
    for id_ in CITATION.findall(text.text):
        yield Place(PlaceKind.FIGURE, id_, text.line)
    left = CITATION.sub(" ", text.text)
    if (start := left.find(_OPENING)) >= 0:
        written = " ".join(left[start : start + 40].partition("}}")[0].split())
        found.add("M08", text.line, f"« {written} » est mal écrit ; {_WRITTEN}")


def _tell_misplaced(line: int, found: Findings, key: str = "") -> None:
    found.add("M09", line, f"un montant ne se cite pas ici ; {_PLACES}", key)
