"""Lines of news as an Atom document (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from kb_app.web.views.news_lines import NewsLine

_ATOM = "http://www.w3.org/2005/Atom"
# XML 1.0 forbids them, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9.-]")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def atom(lines: Sequence[NewsLine], site: str, root: str, here: str) -> bytes:
    """Return the feed at `root` + `here`, its entries in the order given.

    Titles and summaries are plain text: a reader that shows them as HTML is wrong. Ids are `tag:`
    URIs (RFC 4151) of the site's name, which stay when the address of a page changes.
    """
    tag = f"tag:{_NOT_IN_A_NAME.sub('-', (urlsplit(root).hostname or 'relais').lower())},2026"
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "fr"})
    _add(feed, "id", f"{tag}:nouveautes")
    _add(feed, "title", f"{site}\u00a0: ce qui change", type="text")
    _add(feed, "updated", _time(max((line.moment for line in lines), default=_EPOCH)))
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=f"{root}{here}")
    SubElement(feed, "link", rel="alternate", type="text/html", href=f"{root}/nouveautes")
    _add(SubElement(feed, "author"), "name", site)
    for line in lines:
        entry = SubElement(feed, "entry")
        _add(entry, "id", f"{tag}:{line.id}")
        _add(entry, "title", f"{line.title} ({line.operator_label})", type="text")
        _add(entry, "updated", _time(line.moment))
        SubElement(entry, "link", rel="alternate", type="text/html", href=f"{root}{line.address}")
        SubElement(entry, "category", term=line.operator, label=_clean(line.operator_label))
        _add(entry, "summary", ". ".join(_said(line)) + ".", type="text")
    text: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def _said(line: NewsLine) -> Iterable[str]:
    yield line.nature
    if line.practice:
        yield "Change de pratique"
    if line.parts:
        yield f"A changé\u00a0: {', '.join(line.parts)}"
    if line.reason:
        yield line.reason.rstrip(" .")
    if line.successor:
        yield f"Remplacée par «\u00a0{line.successor.title}\u00a0»"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
