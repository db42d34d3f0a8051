"""No text, however strange, makes the reading of a tree fail or last."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.model import Question, Tree
from kb_app.knowledge.triage.reading.parse import parse
from kb_app.knowledge.triage.rules import RULES
from tests.knowledge.triage.tree_texts import ACCOUNT, ACCOUNT_TEXT, TEXT, VITALE
from tests.timing import seconds
from tests.trees import OUTCOMES

LINES = TEXT.split("\n")
WORDS = sorted(set(re.findall(r"[a-z_]{3,}", TEXT)))
VALUES = [
    "", "[]", "{}", "x", "- a", "{ a: b }", '"', "[a, [b]]", "oui", "12", "|", "? x", "*a", "!!a b",
    "{ si: { a: b }, va: c }", "{ contient: [] }", "{ tous: [] }", "{ pas: }", "- - - a", "compte",
    "sortie.x", "aujourd_hui - 2 mois", "{ il_y_a: }", "situation",
]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """Draw the example with some lines deleted, doubled, swapped, shifted or rewritten."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        first, second = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(["delete", "double", "swap", "shift", "value", "word"])):
            case "delete":
                del lines[first]
            case "double":
                lines.insert(first, lines[second])
            case "swap":
                lines[first], lines[second] = lines[second], lines[first]
            case "shift":
                lines[first] = " " * draw(st.integers(0, 8)) + lines[first].lstrip()
            case "value":
                lines[first] = f"{lines[first].split(':')[0]}: {draw(st.sampled_from(VALUES))}"
            case "word":
                words = re.findall(r"[a-z_]{3,}", lines[first]) or ["x"]
                old, new = draw(st.sampled_from(words)), draw(st.sampled_from(WORDS))
                lines[first] = lines[first].replace(old, new, 1)
    return "\n".join(lines)


def assembled(text: str) -> Tree | None:
    """Read and assemble a text; whatever is wrong with it, what comes out is whole."""
    account = parse(ACCOUNT, ACCOUNT_TEXT).file
    assert account is not None
    reading = parse(VITALE, text)
    assert all(problem.code in RULES for problem in reading.problems)
    if reading.file is None:
        assert reading.problems
        return None
    result = assemble(reading.file, {account.id: account})
    if result.tree is not None:
        check_whole(result.tree)
    return result.tree


def check_whole(tree: Tree) -> None:
    known = {*tree.questions, *tree.outcomes}
    assert tree.start in tree.questions
    targets = {target for each in tree.questions.values() for target in targets_of(each)}
    assert targets | {alert.target for alert in tree.alerts} <= known


def targets_of(question: Question) -> list[str]:
    targets = [option.target for option in question.options]
    targets += [rule.target for rule in question.rules]
    return [target for target in (*targets, question.unknown) if target]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(mutations())
def test_no_change_of_the_example_makes_reading_fail(text: str) -> None:
    assembled(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# rien",
        "[]",
        "arbre",
        "arbre: []\nquestions: {}\nissues: []",
        "questions:\n  q:\n",
        "arbre: a\nquestions: { q: }\nissues: { i: }",
        "arbre: a\nquestions: { q: [], r: { sous_arbre: [], avec: [] } }\nissues: { i: }",
        "arbre: a\ndebut: q\nquestions: { q: { sous_arbre: } }\nissues: { }",
        "sous_arbre: a\ndebut: q\nquestions: { q: { demander: } }",
        "arbre: &a [*a]",
        "arbre: !!python/object:os.system x",
        "a: " + "[" * 40,
        "a: " + "{a: " * 40,
        "\x00\ufeff\u2028",
        "\ud800",
    ],
)
def test_texts_that_are_no_tree_are_refused(text: str) -> None:
    reading = parse(VITALE, text)
    assert reading.problems
    if reading.file:
        assemble(reading.file, {})


@given(st.text("abé :'\"#-[]{},>|&*!%@`\\\t\u00a0\n?0", max_size=60))
def test_no_text_makes_reading_fail(text: str) -> None:
    parse(VITALE, text)
    parse(
        VITALE, f"arbre: a\ndebut: q\nquestions:\n  q:\n    demander: {text}\nissues:\n  i: {text}"
    )


def large(questions: int) -> str:
    """Return a sound tree of that many questions of all kinds, with conditions."""
    blocks = []
    for n in range(questions):
        following = f"q{n + 1}" if n + 1 < questions else "seul"
        blocks += [
            f"  q{n}:",
            f"    type: {['nombre', 'choix', 'date'][n % 3]}",
            f"    demander: Question {n} ?",
            "    reponses: { a: Un, b: { texte: Deux } }" if n % 3 == 1 else "    aide: Une aide.",
            "    puis:",
            '      - { si: { q0: "< 12" }, va: contact }',
            f"      - {{ sinon: {following} }}",
            f"    ne_sait_pas: {following}",
        ]
    head = "arbre: carte-vitale\ntitre: Grand\noperateur: cpam\ndebut: q0\nquestions:\n"
    return head + "\n".join(blocks) + OUTCOMES.replace("[q]", "[q0]")


def test_fifty_questions_are_read_and_assembled_at_once() -> None:
    text = large(50)
    assert assembled(text) is not None
    assert seconds(lambda: assembled(text), 0.05) < 0.05


def test_a_huge_wrong_tree_does_not_take_the_machine() -> None:
    text = large(600).replace("va: contact", "va: nulle_part_du_tout")
    assert seconds(lambda: assembled(text), 2) < 2
    text = "arbre: a\nquestions:\n" + "".join(f"  q{n}: {{ vaa: x }}\n" for n in range(2_000))
    assert seconds(lambda: assembled(text + "issues: { i: [] }\n"), 2) < 2
