"""YAML as French authors write it: nothing changes silently, every mistake has its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.content.rules import RULES, Findings
from kb_app.knowledge.content.yaml_reader import Mapping, Node, Scalar, Sequence, load


def told(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((problem.line, problem.code) for problem in problems(text))


def problems(text: str) -> tuple[Problem, ...]:
    found = Findings("x.yaml")
    load(text, found)
    return found.sorted()


def values(text: str) -> object:
    found = Findings("x.yaml")
    node = load(text, found)
    assert not found.problems
    return bare(node)


def bare(node: Node | None) -> object:
    match node:
        case Mapping(entries):
            return {entry.key.text: bare(entry.value) for entry in entries}
        case Sequence(items):
            return [bare(item) for item in items]
        case Scalar(text):
            return text
    return None


def test_every_value_stays_the_text_that_was_typed() -> None:
    assert values("a: [01, 08, 2A, 01000]\nb: 12:30\nc: non\nd: 2025-11-21\ne: ~\nf: 1e3") == {
        "a": ["01", "08", "2A", "01000"],
        "b": "12:30",
        "c": "non",
        "d": "2025-11-21",
        "e": "~",
        "f": "1e3",
    }


def test_values_keep_their_line() -> None:
    node = load("a: 1\nb:\n  - x\n  - { c: y }\n", Findings("x"), first_line=10)
    assert isinstance(node, Mapping)
    items = node.entries[1].value
    assert isinstance(items, Sequence)
    assert [item.line for item in items.items] == [12, 13]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("demander: Quel régime : CPAM ou MSA ?", ":"),
        ("dire: 'l'usager'", "'"),
        ('titre: "Carte" perdue', '"'),
        ("age: > 18 ans", ">"),
        ("nom: @relais", "@"),
        ("liste: - un", "-"),
        ("en_ligne: { libelle: Mon compte : ameli }", ":"),
        ("resume: la carte\n  remplacée : en attendant", ":"),
    ],
)
def test_a_text_that_needs_quotes_is_told_in_french(text: str, sign: str) -> None:
    (problem,) = problems(f"avant: oui\n{text}\n")
    assert problem.code == "Y01"
    assert problem.line == text.count("\n") + 2
    assert f"«\u00a0{sign}\u00a0»" in problem.message
    assert "guillemets droits" in problem.message


def test_one_slip_does_not_hide_the_mistakes_after_it() -> None:
    assert told("a: x : y\nb: 'l'usager'\nc: 1\nc: 2\nd: n° #3\n") == (
        (1, "Y01"),
        (2, "Y01"),
        (4, "Y02"),
        (5, "Y05"),
    )


def test_a_key_written_twice_names_both_lines() -> None:
    (problem,) = problems("titre: un\nautre: x\ntitre: deux\n")
    assert (problem.line, problem.code) == (3, "Y02")
    assert "déjà ligne 1" in problem.message


@pytest.mark.parametrize("indent", ["\t", "\u00a0 ", " \u202f", "  \t"])
def test_a_shift_that_is_not_made_of_spaces_is_refused(indent: str) -> None:
    assert told(f"bloc:\n{indent}cle: valeur\n") == ((2, "Y03"),)


def test_a_no_break_space_after_a_key_is_told() -> None:
    (problem,) = problems("titre:\u00a0Carte\n")
    assert problem.code == "Y03"
    assert "insécable" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "texte: dossier n° #3 urgent",
        "texte: #urgent",
        "texte: [un #2, deux]",
        "texte: dossier n° #3\n  et la suite",
    ],
)
def test_a_text_cut_at_a_hash_is_refused(text: str) -> None:
    assert told(text) == ((1, "Y05"),)


def test_a_comment_is_a_comment() -> None:
    assert values("code: CPAM-02      # short, stable\nx: 1 # oui\n# non\nl:   #ici\n  - a\n") == {
        "code": "CPAM-02",
        "x": "1",
        "l": ["a"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object:os.system x",
        "a: !x y",
        "a: &b [x]",
        "a: *b",
        "a: *gras*",
        "%YAML 1.1\n---\na: 1",
    ],
)
def test_tags_anchors_and_aliases_are_refused(text: str) -> None:
    assert told(text) == ((1, "Y08"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [un, deux\nb: x", (1, "Y07")),
        ('a: x\nb: "ouvert\n  suite\nc: y', (2, "Y07")),
        ('a: x\nb: "ouvert\nc: y', (2, "Y01")),
        ("a: { b: c\nd: e", (1, "Y07")),
        ("a: 1\n b: 2\nc", (2, "Y07")),
        ('a: "C:\\Users"', (1, "Y07")),
        ("a: 1\n---\nb: 2", (2, "Y11")),
        ("? [a]\n: b", (1, "Y12")),
        ("a: \x00b", (1, "Y10")),
        ("\ufeffa: b", (1, "Y10")),
        ('a: "\\0"', (1, "Y10")),
    ],
)
def test_what_cannot_be_read_is_told_where_it_went_wrong(
    text: str, expected: tuple[int, str]
) -> None:
    assert told(text) == (expected,)


def test_a_document_with_nothing_in_it_is_an_empty_text() -> None:
    assert values("# rien\n") == ""


def test_a_word_in_the_limits_of_the_format_passes() -> None:
    assert values("a: " + "x" * 65_000)
    assert told("a: " + "x" * 65_536) == ((1, "Y09"),)
    assert values("a: " + "[" * 11 + "]" * 11)
    assert told("a: " + "[" * 12 + "]" * 12) == ((1, "Y09"),)


TYPED = st.text("abé :'\"#-[]{},>|&*!%@`\\\t\u00a0\n?0", max_size=40)


@given(st.one_of(st.text(max_size=60), TYPED))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    assert all(problem.code in RULES for problem in problems(text))


@given(st.lists(TYPED, max_size=5))
def test_no_list_of_keys_makes_the_reader_fail(texts: list[str]) -> None:
    problems("".join(f"cle{number}: {text}\n" for number, text in enumerate(texts)))
