"""A drawing written as an SVG file that stands by itself."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from kb_app.knowledge.triage.drawing.model import PAINT, Drawing, Line, Shape, Text

_NAMESPACE = "http://www.w3.org/2000/svg"
# What XML has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_svg(drawing: Drawing) -> str:
    """Return the drawing as one `svg` element, without script or style, text selectable."""
    width, height = f"{drawing.width:.0f}", f"{drawing.height:.0f}"
    root = ET.Element(
        "svg",
        {
            "xmlns": _NAMESPACE,
            "viewBox": f"0 0 {width} {height}",
            "width": width,
            "height": height,
            "role": "img",
            "aria-labelledby": "dessin-titre dessin-description",
            "font-family": "'Source Sans 3', system-ui, 'Segoe UI', 'Liberation Sans', sans-serif",
        },
    )
    _said(root, "title", drawing.title, "dessin-titre")
    _said(root, "desc", drawing.description, "dessin-description")
    for line in drawing.lines:
        _path(root, line)
    for frame in drawing.frames:
        _shape(root, frame)
    for shape in drawing.shapes:
        _shape(root, shape)
    return ET.tostring(root, encoding="unicode")


def _shape(parent: ET.Element, shape: Shape) -> None:
    group = ET.SubElement(parent, "g")
    _said(group, "title", shape.said)
    _path(group, shape)
    for text in shape.texts:
        _text(group, text)


def _path(parent: ET.Element, drawn: Shape | Line) -> None:
    ET.SubElement(parent, "path", {"class": drawn.css, **PAINT[drawn.css], "d": drawn.path})


def _text(parent: ET.Element, text: Text) -> None:
    place = {"x": f"{text.x:g}", "y": f"{text.y:g}", "text-anchor": "middle"}
    element = ET.SubElement(parent, "text", {"class": text.css, **PAINT[text.css], **place})
    element.text = _UNWRITABLE.sub("\ufffd", text.text)


def _said(parent: ET.Element, tag: str, text: str, id: str = "") -> None:
    element = ET.SubElement(parent, tag, {"id": id} if id else {})
    element.text = _UNWRITABLE.sub("\ufffd", text)
