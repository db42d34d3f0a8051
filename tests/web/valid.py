"""Every page any test fetches is held to these rules, through the test client itself."""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def faults(html: str) -> list[str]:
    """Return what is wrong with a page, as a browser or a screen reader would meet it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    found = [f"{where}: {code}" for where, code, _ in parser.errors]
    elements = list(root.iter())
    found += _one_heading(elements) + _ids(elements) + _labels(elements) + _inline(elements)
    if root.get("lang") != "fr":
        found.append("lang is not fr")
    if not any((e.text or "").strip() for e in elements if e.tag == "title"):
        found.append("no title")
    return found


def _one_heading(elements: list[Element]) -> list[str]:
    count = sum(e.tag == "h1" for e in elements)
    return [] if count == 1 else [f"{count} h1"]


def _ids(elements: list[Element]) -> list[str]:
    ids = Counter(e.get("id") for e in elements if e.get("id"))
    repeated = [f"id {name} twice" for name, count in ids.items() if count > 1]
    pointed = [
        (name, target)
        for e in elements
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for target in (e.get(name) or "").split()
    ]
    return repeated + [f"{name} points to no {t}" for name, t in pointed if t not in ids]


def _labels(elements: list[Element]) -> list[str]:
    named = {e.get("for") for e in elements if e.tag == "label"}
    inside = {id(f) for e in elements if e.tag == "label" for f in e.iter()}
    return [
        f"{e.tag} {e.get('name')} has no label"
        for e in elements
        if e.tag in {"input", "select", "textarea"}
        and e.get("type") not in {"hidden", "submit"}
        and e.get("id") not in named
        and id(e) not in inside
        and not e.get("aria-label")
    ]


def _inline(elements: list[Element]) -> list[str]:
    found = []
    for e in elements:
        if e.tag == "style" or (e.tag == "script" and not e.get("src")):
            found.append(f"inline {e.tag}")
        found += [
            f"{name}={value!r}"
            for name, value in e.attrib.items()
            if name == "style"
            or name.startswith("on")
            or value.strip().lower().startswith("javascript:")
        ]
    return found


class CheckedClient(FlaskClient):
    """A client that refuses a page with a fault, and any answer of 500 or more."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs | {"buffered": True})
        assert answer.status_code < 500, answer.get_data(as_text=True)
        plain = "Content-Encoding" not in answer.headers
        if answer.mimetype == "text/html" and plain and answer.status_code not in range(300, 400):
            found = faults(answer.get_data(as_text=True))
            assert found == [], (answer.request.path, found)
        return answer
