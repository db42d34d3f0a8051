"""Which addresses a document may hold: what a page shows as a link, and nothing else."""

from __future__ import annotations

import re

# A plain host only: in `https://ameli.fr@example.org` the host is not the one that is read.
_WEB = re.compile(r"https://\w(?:[\w.-]*\w)?(?::\d{1,5})?(?:[/?#]|\Z)", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s<>\"\\]")
_MAIL = re.compile(r"mailto:[^\s@?]+@[a-z0-9.-]+(?:\?\S*)?", re.IGNORECASE)


def is_https(text: str) -> bool:
    """Tell whether the text is an https address with a plain host and no space."""
    return bool(_WEB.match(text)) and not _UNSAFE.search(text)


def is_mail(text: str) -> bool:
    """Tell whether the text is a `mailto:` address of one mailbox."""
    return bool(_MAIL.fullmatch(text))
