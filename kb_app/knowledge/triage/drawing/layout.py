"""Lay a tree out from top to bottom: questions in boxes, answers on the way, endings by shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.drawing.layers import Node, Part, Rows, rows_of
from kb_app.knowledge.triage.drawing.model import Drawing, Line, Shape, Text
from kb_app.knowledge.triage.drawing.placing import placed
from kb_app.knowledge.triage.drawing.shapes import OUTLINES, Band, arrow_head, frame_path
from kb_app.knowledge.triage.drawing.ways import Counts, numbers, ways
from kb_app.knowledge.triage.drawing.wording import LINE, Worded, Wording, width_of
from kb_app.knowledge.triage.model import Tree

_MARGIN = 24
_ROW_GAP = 32
_GAP = 14
_BEND_GAP = 10
_PADDING = 8
_SWEEPS = 24
_AROUND = 7


@dataclass(frozen=True, slots=True)
class _Box:
    node: Node
    worded: Worded
    x: float
    """Of its middle."""
    top: float
    bottom: float

    @property
    def left(self) -> float:
        return self.x - self.worded.width / 2

    @property
    def right(self) -> float:
        return self.x + self.worded.width / 2


def layout(tree: Tree, counts: Counts | None = None) -> Drawing:
    """Return the picture of a tree, with the visits that went each way when counts are given."""
    numbered = numbers(tree)
    every = ways(tree, numbered)
    groups = {id: call for call, ids in tree.exits.items() for id in ids}
    rows = rows_of(tree, every, groups)
    wording = Wording(tree, numbered, every, counts)
    boxes = _placed(rows, {node: wording.of(node) for row in rows.rows for node in row})
    frames = tuple(_frames(tree, rows, boxes))
    shapes = tuple(_shape(tree, box) for box in boxes.values() if box.node.part is not Part.BEND)
    rights = [box.right for box in boxes.values()]
    rights += [text.x + width_of((text.text,)) / 2 for frame in frames for text in frame.texts]
    return Drawing(
        width=max(rights) + _MARGIN,
        height=max(box.bottom for box in boxes.values()) + _MARGIN,
        title=tree.file.title,
        description=(
            f"Arbre de {len(tree.questions)} questions et {len(tree.outcomes)} issues, "
            "à lire de haut en bas\u00a0; le même arbre est donné en texte."
        ),
        frames=frames,
        lines=tuple(_lines(rows, boxes)),
        shapes=shapes,
    )


def _placed(rows: Rows, worded: Mapping[Node, Worded]) -> dict[Node, _Box]:
    middles = _middles(rows, worded)
    left = min(middles[node] - worded[node].width / 2 for node in middles)
    boxes: dict[Node, _Box] = {}
    top = float(_MARGIN)
    for row in rows.rows:
        height = max(worded[node].height for node in row)
        for node in row:
            bottom = top + (height if node.part is Part.BEND else worded[node].height)
            x = middles[node] - left + _MARGIN
            boxes[node] = _Box(node, worded[node], x, top, bottom)
        top += height + _ROW_GAP
    return boxes


def _middles(rows: Rows, worded: Mapping[Node, Worded]) -> dict[Node, float]:
    """Return where each node stands across: near those it is linked to, bends in line first."""
    beside: dict[Node, list[tuple[Node, int]]] = {}
    above: dict[Node, list[tuple[Node, int]]] = {}
    below: dict[Node, list[tuple[Node, int]]] = {}
    for upper, lower in rows.links:
        weight = 6 if Part.BEND in (upper.part, lower.part) else 1
        above.setdefault(lower, []).append((upper, weight))
        below.setdefault(upper, []).append((lower, weight))
    for node in worded:
        beside[node] = above.get(node, []) + below.get(node, [])
    middles: dict[Node, float] = {}
    for row in rows.rows:
        middles |= _row(row, dict.fromkeys(row, 0.0), worded)
    for sweep in range(_SWEEPS):
        near = (above, below, beside)[sweep % 3 if sweep < _SWEEPS - 4 else 2]
        for row in rows.rows if sweep % 2 == 0 else reversed(rows.rows):
            wanted = {
                node: fmean(
                    [middles[other] for other, _ in near[node]],
                    [weight for _, weight in near[node]],
                )
                if near.get(node)
                else middles[node]
                for node in row
            }
            middles |= _row(row, wanted, worded)
    return middles


def _row(
    row: tuple[Node, ...], wanted: Mapping[Node, float], worded: Mapping[Node, Worded]
) -> dict[Node, float]:
    gaps = [
        _BEND_GAP if Part.BEND in (one.part, other.part) else _GAP for one, other in pairwise(row)
    ]
    widths = [worded[node].width for node in row]
    return dict(zip(row, placed([wanted[node] for node in row], widths, gaps), strict=True))


def _lines(rows: Rows, boxes: Mapping[Node, _Box]) -> Iterator[Line]:
    bottoms = {n: max(boxes[node].bottom for node in row) for n, row in enumerate(rows.rows)}
    for upper, lower in rows.links:
        one, other = boxes[upper], boxes[lower]
        start, end = bottoms[upper.row], other.top
        middle = (start + end) / 2
        yield Line(
            "dessin-trait",
            f"M{one.x:.1f} {one.bottom:.1f}V{start:.1f}"
            f"C{one.x:.1f} {middle:.1f} {other.x:.1f} {middle:.1f} {other.x:.1f} {end:.1f}"
            + (f"V{other.bottom:.1f}" if lower.part is Part.BEND else ""),
        )
    for box in boxes.values():
        if box.node.part in (Part.QUESTION, Part.OUTCOME) and any(
            lower == box.node for _, lower in rows.links
        ):
            yield Line("dessin-pointe", arrow_head(box.x, box.top))


def _shape(tree: Tree, box: _Box) -> Shape:
    css, outline = _look(tree, box.node)
    first = box.top + _PADDING + LINE - 5
    texts = tuple(
        Text(round(box.x, 1), round(first + n * LINE, 1), text, css_of)
        for n, (text, css_of) in enumerate(box.worded.lines)
    )
    return Shape(
        css, OUTLINES[outline](box.left, box.top, box.right, box.bottom), box.worded.said, texts
    )


def _look(tree: Tree, node: Node) -> tuple[str, str]:
    if node.part is Part.OUTCOME:
        ending = tree.outcomes[node.id].ending
        css = "dessin-sortie" if ending is Ending.UNKNOWN else f"dessin-{ending.value}"
        return css, ending.value
    return f"dessin-{node.part.value}", node.part.value


def _frames(tree: Tree, rows: Rows, boxes: Mapping[Node, _Box]) -> Iterator[Shape]:
    """Frame each sub-tree whose boxes stand together, with nothing foreign among them."""
    titles = {file.path: file.title for file in tree.subtrees}
    for call, ids in tree.exits.items():
        inside = {
            node
            for node in boxes
            if node.id in ids and (node.part is Part.QUESTION or node.target in ids)
        }
        bands = [
            Band(
                min(boxes[node].left for node in mine) - _AROUND,
                max(boxes[node].right for node in mine) + _AROUND,
                min(boxes[node].top for node in row) - _ROW_GAP / 2,
                max(boxes[node].bottom for node in row) + _ROW_GAP / 2,
            )
            for row in rows.rows
            if (mine := [node for node in row if node in inside])
        ]
        foreign = (
            box for node, box in boxes.items() if node not in inside and node.part is not Part.BEND
        )
        if not bands or any(band.meets(b.left, b.right, b.top) for b in foreign for band in bands):
            continue
        title = titles.get(tree.questions[ids[0]].path, call)
        text = _title(title, bands[0], rows, boxes, inside)
        yield Shape("dessin-cadre", frame_path(bands), title, (text,))


def _title(
    title: str, band: Band, rows: Rows, boxes: Mapping[Node, _Box], inside: set[Node]
) -> Text:
    """Write a frame's title over it, on the side no arrow comes in from."""
    entries = [(boxes[a], boxes[b]) for a, b in rows.links if b in inside and a not in inside]
    middle = fmean(box.x for _, box in entries) if entries else (band.left + band.right) / 2
    is_from_left = bool(entries) and fmean(box.x for box, _ in entries) < middle
    half = width_of((title,)) / 2 + 9
    x = middle + half if is_from_left else max(half, middle - half)
    return Text(round(x, 1), round(band.top - 5, 1), title, "dessin-titre")
