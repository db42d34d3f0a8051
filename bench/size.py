"""What a poor line carries: the bytes of the first visit of each page, as transferred."""

from __future__ import annotations

import gzip
import re
import tempfile
from pathlib import Path

from bench.figures import Figure
from bench.instance import Client, environment, serving

PAGES = {
    "home page": "/",
    "result page": "/recherche?q=carte+vitale+perdue",
    "sheet page": "/fiches/cpam/carte-vitale-perdue-ou-volee",
}


def run() -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="relais-bench-") as name,
        serving(environment(Path(name))) as client,
    ):
        client.sign_in()
        return [
            Figure(f"first load of the {page}", _first_load(client, path), "kB", at_most=200)
            for page, path in PAGES.items()
        ]


def _first_load(client: Client, path: str) -> float:
    """Return the kilobytes of a page and of all it asks for, refusing any other server."""
    headers = {"Accept-Encoding": "gzip"}
    page = client.raw(path, headers)
    html = _text(page)
    names = set(re.findall(r'(?:src|href)="(/static/[^"]+?)(?:#[^"]*)?"', html))
    others = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', html)
    assert not others, others
    total = len(page)
    for asset in names:
        body = client.raw(asset.replace("&amp;", "&"), headers)
        total += len(body)
        inside = re.findall(r'url\("?(?!data:)([^)"]+)"?\)', _text(body)) if ".css" in asset else []
        for name in inside:
            total += len(client.raw(f"/static/{name.removeprefix('./')}", headers))
    return total / 1000


def _text(body: bytes) -> str:
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode("utf-8", "replace")
