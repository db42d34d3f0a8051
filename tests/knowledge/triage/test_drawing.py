"""A tree as a picture: everything in it, nothing over anything, readable without colour."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.triage.arrows import arrows, redirected
from kb_app.knowledge.triage.drawing.layers import Part, rows_of
from kb_app.knowledge.triage.drawing.layout import layout
from kb_app.knowledge.triage.drawing.model import PAINT, Drawing
from kb_app.knowledge.triage.drawing.placing import placed
from kb_app.knowledge.triage.drawing.svg import to_svg
from kb_app.knowledge.triage.drawing.ways import Counts, numbers, ways
from kb_app.knowledge.triage.drawing.wording import lines_of
from tests.knowledge.triage.case_values import example
from tests.timing import seconds
from tests.trees import tree_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script> & \"quotes\" ]]> \\u0000"


def test_every_question_and_outcome_is_drawn() -> None:
    tree = example()
    drawing = layout(tree)
    kinds = [shape.css for shape in drawing.shapes]
    assert kinds.count("dessin-question") == len(tree.questions)
    assert kinds.count("dessin-alertes") == 1
    endings = {f"dessin-{outcome.ending.value}" for outcome in tree.outcomes.values()}
    assert sum(kinds.count(css) for css in endings) == len(tree.outcomes)


def test_no_box_is_over_another_and_all_are_on_the_sheet() -> None:
    drawing = layout(example())
    boxes = [_box(shape.path) for shape in drawing.shapes]
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)
    assert min(box[0] for box in boxes) > 0
    assert max(box[2] for box in boxes) < drawing.width
    assert max(box[3] for box in boxes) < drawing.height


def test_the_example_fits_a_screen() -> None:
    assert layout(example()).width <= 1280


def test_every_ending_is_told_in_words_and_by_its_own_shape() -> None:
    shapes = {
        css: [shape for shape in layout(example()).shapes if shape.css == f"dessin-{css}"]
        for css in ("autonomie", "accompagnement", "referent")
    }
    words = {css: shape[0].texts[0].text for css, shape in shapes.items()}
    assert words == {
        "autonomie": "Autonomie",
        "accompagnement": "Accompagnement",
        "referent": "Référent",
    }
    letters = {"".join(c for c in each[0].path if c.isalpha()) for each in shapes.values()}
    assert len(letters) == 3


def test_a_subtree_is_framed_and_named() -> None:
    [frame] = layout(example()).frames
    assert frame.said == "Peut-on utiliser le compte en ligne ?"


def test_a_subtree_without_a_question_has_no_frame() -> None:
    tree = replace(example(), exits={"compte": ()})
    assert layout(tree).frames == ()


def test_counts_stand_in_their_boxes() -> None:
    counts = Counts({"pour_qui": 12, "mandat": None}, {("pour_qui", "mandat"): 9})
    said = [shape.said for shape in layout(example(), counts).shapes]
    assert "1. Pour qui venez-vous aujourd'hui ?, 12\u00a0visites" in said
    assert "Question 1, Pour une autre personne\u00a0: question 13, 9\u00a0visites" in said
    assert any(each.endswith("habilitation) ?, visites\u00a0masquées") for each in said)


def test_the_svg_is_named_stands_alone_and_runs_nothing() -> None:
    root = ET.fromstring(to_svg(layout(example())))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Carte Vitale perdue, volée, en panne ou jamais reçue"
    named = root.get("aria-labelledby", "").split()
    assert [root.find(f"*[@id='{id}']") is not None for id in named] == [True, True]
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "g", "title", "desc", "path", "text"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_every_class_drawn_has_its_paint() -> None:
    drawing = layout(example(), Counts())
    drawn = {shape.css for shape in (*drawing.shapes, *drawing.frames)}
    drawn |= {line.css for line in drawing.lines}
    drawn |= {text.css for shape in (*drawing.shapes, *drawing.frames) for text in shape.texts}
    assert drawn <= PAINT.keys()


@given(st.text(max_size=80))
def test_whatever_the_titles_the_svg_is_well_formed(text: str) -> None:
    tree = tree_of("q: { type: oui_non, demander: A ?, puis: [ { sinon: seul } ] }")
    drawing = layout(tree)
    hostile = Drawing(10, 10, text + HOSTILE, text, (), (), drawing.shapes)
    root = ET.fromstring(to_svg(hostile))
    assert not root.findall(f".//{SVG}script")
    assert (root.findtext(f"{SVG}title") or "").endswith("\\u0000")


def test_a_circle_goes_back_by_its_number() -> None:
    tree = tree_of(
        """
        q: { type: oui_non, demander: A ?, reponses: { oui: { va: r }, non: { va: seul } } }
        r: { type: oui_non, demander: B ?, reponses: { oui: { va: q }, non: { va: r } } }
        """
    )
    texts = [text.text for shape in layout(tree).shapes for text in shape.texts]
    assert "↑ question 1" in texts
    assert "↑ question 2" in texts


def test_a_target_that_does_not_exist_is_not_drawn() -> None:
    tree = tree_of("q: { type: oui_non, demander: A ?, puis: [ { sinon: seul } ] }")
    [arrow] = arrows(tree)
    drawn = [shape.css for shape in layout(redirected(tree, arrow, "nulle_part")).shapes]
    assert drawn.count("dessin-reponse") == 0


def test_rows_follow_the_longest_way() -> None:
    tree = example()
    rows = rows_of(tree, ways(tree, numbers(tree)), {}).rows
    row = {node.id: n for n, each in enumerate(rows) for node in each if node.part is Part.QUESTION}
    assert row["pour_qui"] < row["mandat"] < row["situation"] < row["date_commande"] < row["regime"]


def test_things_stand_where_they_want_unless_they_would_overlap() -> None:
    assert placed([0, 100], [10, 10], [5]) == [0, 100]
    assert placed([50, 50], [10, 10], [5]) == [42.5, 57.5]
    assert placed([100, 0], [10, 10], [5]) == [42.5, 57.5]
    assert placed([0], [10], []) == [0]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Il est là ?", ("Il est", "là\u00a0?")),
        ("un mot puis un autre mot", ("un mot", "puis un", "autre", "mot")),
        ("", ("",)),
    ],
)
def test_texts_are_cut_between_words(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of(text, 62, 7) == lines


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert lines_of("un deux trois quatre cinq", 62, 2) == ("un deux", "trois…")


def test_a_tree_of_sixty_questions_is_drawn_in_time() -> None:
    tree = tree_of(_chain({n: [n + 1, min(60, n * 2 + 1)] for n in range(60)}))
    assert seconds(lambda: layout(tree), 1) < 1


def test_a_tree_where_everything_leads_everywhere_is_drawn_too() -> None:
    tree = tree_of(_chain({n: list(range(n + 1, 31)) for n in range(30)}))
    assert seconds(lambda: layout(tree), 3) < 3


def _chain(after: dict[int, list[int]]) -> str:
    """Return questions by number, the first called `q`, and where each leads; others end."""
    lines = []
    for number, targets in after.items():
        led = {each: f"q{each}" if each in after else "seul" for each in targets}
        answers = ", ".join(
            f"a{each}: {{ texte: A, va: {target} }}" for each, target in led.items()
        )
        name = f"q{number}" if number else "q"
        lines.append(
            f"{name}: {{ demander: A ?, reponses: {{ {answers} }}, ne_sait_pas: contact }}"
        )
    return "\n".join(lines)


def _box(path: str) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom of an outline, followed point by point."""
    x = y = 0.0
    points: list[tuple[float, float]] = []
    letter, numbers_ = "", ""
    for sign in f"{path}Z":
        if not sign.isalpha():
            numbers_ += sign
            continue
        values = [float(each) for each in numbers_.split()]
        match letter:
            case "M" | "L":
                x, y = values
            case "H":
                [x] = values
            case "V":
                [y] = values
            case "a":
                x, y = x + values[-2], y + values[-1]
        points.append((x, y))
        letter, numbers_ = sign, ""
    xs, ys = [x for x, _ in points[1:]], [y for _, y in points[1:]]
    return min(xs), min(ys), max(xs), max(ys)
