"""Blocks of our own: what was written to be hidden from the visitor is hidden, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.content.markdown import MOST_SIGNS, tokens
from kb_app.knowledge.content.model import Level
from kb_app.knowledge.content.read import read
from kb_app.knowledge.rendering.plain import plain
from kb_app.knowledge.rendering.render import render
from tests.factories import sheet_text

PATH = "operators/caf/demander-le-rsa.md"
BODY_LINE = 11


def errors(body: str) -> list[tuple[int, str]]:
    problems = read(PATH, sheet_text(body=body)).problems
    return [(p.line - BODY_LINE + 1, p.code) for p in problems if p.level is Level.ERROR]


def shown(body: str) -> str:
    """Return all that a visitor can read of a body."""
    text = plain(body)
    html = render(body, link_for=lambda path: path, agent=False).html
    return "\n".join((html, *text.headings, text.public))


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("texte\n    :::agent\n    secret\n    :::\n", 2),
        ("\n    :::agent\n    secret\n    :::\n", 2),
        (":::agent\u00a0note\nsecret\n:::\n", 1),
        (":::agent\tnote\nsecret\n:::\n", 1),
        ("- un\n\n  texte\n      :::agent\n      secret\n      :::\n", 4),
        ("> texte\n>     :::agent\n>     secret\n>     :::\n", 2),
        ("a | b\n- | -\n:::agent\u00a0x | secret\n:::\n", 3),
        ("- :::agent\n  secret\n:::\n", 3),
    ],
)
def test_a_line_that_looks_like_a_block_and_is_none_is_refused(body: str, line: int) -> None:
    assert errors(body) == [(line, "F14")]


@pytest.mark.parametrize(
    "body",
    [
        ":::agent\nsecret\n:::\n",
        "texte\n:::agent\nsecret\n:::\n",
        "::: agent à dire\nsecret\n:::\n",
        "- un\n\n  :::agent\n  secret\n  :::\n- deux\n",
        "- :::agent\n  secret\n  :::\n",
        "1. un\n   :::agent\n   secret\n   :::\n",
        "> :::agent\n> secret\n> :::\n",
        "> cité\n\n:::agent\nsecret\n:::\n",
    ],
)
def test_an_agents_block_may_stand_in_a_list_or_a_quote(body: str) -> None:
    assert errors(body) == []
    assert "secret" not in shown(body)


def test_a_block_written_in_code_or_escaped_is_only_text() -> None:
    assert errors("```\n:::agent\nx\n:::\n```\n\n\\:::agent\n") == []


def test_an_open_block_in_a_quote_is_told_as_well() -> None:
    assert errors("> :::agent\n> secret\n\nsuite\n") == [(1, "F11")]


PREFIXES = ["", " ", "  ", "   ", "    ", "      ", "\t", "- ", "- - ", "+ ", "1. ", "> ", ">"]
ENDS = ["", " ", "\u00a0", "\t", " note", "\u00a0note", "\tnote", " :::", " | x", "\u2003x", "`"]
OTHERS = ["", "texte", "- un", "> cité", "a | b\n- | -", "## T", "[a]: b", "x\n===", "***"]


@given(
    st.sampled_from(OTHERS),
    st.booleans(),
    st.tuples(*[st.sampled_from(PREFIXES)] * 3),
    st.sampled_from([":::agent", "::: agent", "::::agent", ":::  agent"]),
    st.sampled_from(ENDS),
    st.sampled_from(OTHERS),
)
def test_a_secret_is_hidden_or_its_block_is_refused(
    before: str, apart: bool, prefixes: tuple[str, str, str], opening: str, end: str, after: str
) -> None:
    first, second, third = prefixes
    gap = "\n\n" if apart else "\n"
    body = f"{before}{gap}{first}{opening}{end}\n{second}secret\n{third}:::\n{after}\n"
    assert errors(body) or "secret" not in shown(body), body


@pytest.mark.parametrize("sign", ["[", "*", "_", "`", "|", "\n", "- a\n", "<", "\\"])
def test_more_signs_than_are_ever_parsed_are_refused_with_one_message(sign: str) -> None:
    reading = read(PATH, sheet_text(body=f"## Titre\n\nTexte.\n\n{sign * (MOST_SIGNS + 1)}\n"))
    assert reading.document is None
    assert [p.code for p in reading.problems if p.level is Level.ERROR] == ["F15"]
    assert tokens(sign * (MOST_SIGNS + 1)) == []
