from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.rendering.model import Heading, Rendered
from kb_app.knowledge.rendering.render import render
from tests.timing import seconds

CASES = Path(__file__).parents[2] / "cases" / "rendering"
ANSWER = re.compile(r"^=== donne( au visiteur)? ===\n", re.MULTILINE)
KNOWN = {"operators/caf/rsa.md", "operators/cpam/attestation-de-droits.md"}


def link_for(path: str) -> str | None:
    return f"/fiches/{path[10:-3]}" if path in KNOWN else None


def shown(body: str, *, agent: bool = True) -> Rendered:
    return render(body, link_for=link_for, agent=agent)


def assert_valid(html: str) -> None:
    html5lib.HTMLParser(strict=True).parseFragment(html, container="main")


def cases() -> list[ParameterSet]:
    """Every file of tests/cases/rendering: a body, then what it gives to each reader."""
    found: list[ParameterSet] = []
    for file in sorted(CASES.glob("*.md")):
        body, *answers = ANSWER.split(file.read_text("utf-8"))
        for visitor, expected in zip(answers[::2], answers[1::2], strict=True):
            found.append(
                pytest.param(body, expected, not visitor, id=f"{file.stem}{visitor or ''}")
            )
    return found


@pytest.mark.parametrize(("body", "expected", "agent"), cases())
def test_a_body_is_shown_as_its_case_says(body: str, expected: str, agent: bool) -> None:
    html = shown(body, agent=agent).html
    assert html == expected
    assert_valid(html)


def test_the_contents_are_the_headings_the_reader_sees() -> None:
    body = "## En bref\n:::agent\n## En bref\n:::\n## Pièges\n### En bref\n"
    assert shown(body).contents == (
        Heading("s-en-bref", 2, "En bref"),
        Heading("s-en-bref-2", 2, "En bref"),
        Heading("s-pieges", 2, "Pièges"),
        Heading("s-en-bref-3", 3, "En bref"),
    )
    # The same anchors for the visitor: a link sent by an agent leads to the same place.
    assert [heading.id for heading in shown(body, agent=False).contents] == [
        "s-en-bref",
        "s-pieges",
        "s-en-bref-3",
    ]


def test_two_bodies_of_one_page_keep_their_ids_apart() -> None:
    assert (
        'id="note-piece"' in render("## Pièce", prefix="note", link_for=link_for, agent=True).html
    )


def test_headings_cannot_take_each_others_ids() -> None:
    ids = [h.id for h in shown("## a\n## a\n## a-2\n## a\n## A 2\n").contents]
    assert ids == ["s-a", "s-a-2", "s-a-2-2", "s-a-3", "s-a-2-3"]


def test_nothing_reserved_to_agents_reaches_the_visitor() -> None:
    for body in (
        ":::agent\nsecret\n:::\npublic",
        "public\n:::agent\n- secret\n\n  secret",
        "public\n\n> :::agent\n> secret\n",
        "- public\n\n  :::agent\n  [secret](https://secret.example)\n  :::\n",
        "public\n::::agent secret\n:::attention secret\nsecret\n:::\n## secret\n::::\n",
        "public\n:::attention\n:::agent\nsecret\n",
        "[public](#secret)\n\n:::agent\n## secret\n:::\n",
        ":::agent\n[a]: https://secret.example\n:::\npublic",
    ):
        visitor = shown(body, agent=False)
        assert "public" in visitor.html
        assert "secret" not in visitor.html
        assert not any("secret" in heading.text for heading in visitor.contents)


def test_a_link_maker_is_only_asked_for_documents() -> None:
    asked: list[str] = []

    def note(path: str) -> None:
        asked.append(path)

    body = (
        "[a](operators/caf/rsa.md#x) [b](//h/a.md) [c](../a.md) [d](javascript:a.md) [e](a%2F.md)"
    )
    render(body, link_for=note, agent=True)
    assert asked == ["operators/caf/rsa.md"]


@pytest.mark.parametrize("address", ["//example.org", "/\\example.org", "javascript:alert(1)", "x"])
def test_a_link_maker_cannot_lead_off_the_site(address: str) -> None:
    html = render("[a](operators/caf/rsa.md)", link_for=lambda path: address, agent=True).html
    assert "href" not in html


def test_an_address_is_written_as_one_attribute() -> None:
    html = render(
        "[a](operators/caf/rsa.md)", link_for=lambda path: '/x" class="y" &copy=1', agent=True
    ).html
    assert html == '<p><a href="/x&quot; class=&quot;y&quot; &amp;copy=1">a</a></p>\n'


def test_narrow_and_no_break_spaces_are_kept() -> None:
    html = shown("Prix\u202f: 10\u00a0000\u202f€\u00a0!").html
    assert html == "<p>Prix\u202f: 10&nbsp;000\u202f€&nbsp;!</p>\n"


def test_characters_no_page_may_hold_are_left_out() -> None:
    body = "a\x00\x01\x1f\x7f\x85\ufffe\udc80b\n\n&#0; &#1; &#xD800; &#x1FFFE;"
    html = shown(body).html
    assert html.startswith("<p>ab</p>")
    assert_valid(html)


def test_emphasis_stops_nesting_before_browsers_do() -> None:
    html = shown("*a **b " * 600 + "c** d*" * 600).html
    assert html.count("<em>") + html.count("<strong>") < 1200
    assert "<em>a <strong>b <em>a <strong>b <em>a <strong>b <em>a <strong>b a b" in html
    assert_valid(html)


FRAGMENTS = (
    *("## Étapes", "# a", "###### b", "##", "1. x", "2. y", "- z", "  - zz", "> q", ":::attention"),
    *(":::agent", ":::", "::::a-savoir t", "| a | b |", "|---|:-:|", "| c |", "```", "    code"),
    *("[l](operators/caf/rsa.md#a)", "[a](#a)", "[r]", "[r]: https://a.fr", "*a **b* c**", "---"),
    *("<p>", "</div>", "<!--", "&amp;", "`<`", "a\\", "===", "\u00a0", "", "", ""),
)


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=25).map("\n".join))
def test_any_text_gives_valid_html_with_unique_ids(body: str) -> None:
    for agent in (True, False):
        rendered = shown(body, agent=agent)
        assert_valid(rendered.html)
        assert_valid(rendered.opening)
        assert_valid(rendered.rest)
        ids = re.findall(r' id="([^"]*)"', rendered.html)
        assert ids == [heading.id for heading in rendered.contents]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"s-[a-z0-9-]+", identifier) for identifier in ids)


def test_a_sheet_is_rendered_in_under_five_milliseconds() -> None:
    body = ANSWER.split((CASES / "fiche-courante.md").read_text("utf-8"))[0] * 2
    bound = 20 * 0.005

    def twenty_times() -> None:
        for _ in range(20):
            shown(body)

    assert seconds(twenty_times, bound) < bound
