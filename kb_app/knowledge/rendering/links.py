"""Where a link written by an author leads, if anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from urllib.parse import unquote

from kb_app.knowledge.content.addresses import is_https, is_mail
from kb_app.knowledge.rendering.headings import slug

LinkMaker = Callable[[str], str | None]
"""Give the path of a document of the library, get its address on this site, or None."""

_DOCUMENT = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*\.[a-z]+")


def resolve(target: str, link_for: LinkMaker, prefix: str, ids: Container[str]) -> str | None:
    """Return the address of a link, or None when it must stay plain text.

    Leads to https pages, to mailboxes, to documents of the library (`link_for` says where; an
    anchor written as a heading's words finds that heading) and to `ids` of the same page.
    """
    if is_https(target) or is_mail(target):
        return target
    path, _, fragment = target.partition("#")
    anchor = f"#{prefix}-{slug(unquote(fragment))}" if fragment else ""
    if not path:
        return anchor if anchor[1:] in ids else None
    address = link_for(path) if _DOCUMENT.fullmatch(path) else None
    return address + anchor if address else None
