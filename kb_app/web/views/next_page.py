"""Where to go after signing in: only ever a page of this site."""

from __future__ import annotations

import re

# One slash, then anything a browser does not read as another host: `//x` and `/\\x` are hosts,
# and browsers drop tabs and line ends before they look.
_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]{0,2000}")
_DOORS = ("/connexion", "/deconnexion")


def next_page(wanted: str | None) -> str:
    """Return the page asked for, or the home page when it is not a page of this site."""
    if wanted and _LOCAL.fullmatch(wanted) and not wanted.startswith(_DOORS):
        return wanted
    return "/"
