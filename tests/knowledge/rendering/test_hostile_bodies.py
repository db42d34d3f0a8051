"""Any body up to the limit is rendered in under two seconds of processor."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

import pytest

from kb_app.knowledge.content.markdown import overloaded
from kb_app.knowledge.rendering.plain import plain
from kb_app.knowledge.rendering.render import render
from tests.timing import seconds

SIZE = 64 * 1024
SECONDS = 2.0


@cache
def hostile_bodies() -> dict[str, str]:
    table = "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n"
    return {
        "lists_nested_on_one_line": "- - - - a\n" * 6_000,
        "items": "- a\n" * 16_000,
        "open_links": "[a](" * 16_000,
        "document_links": "[a](a/b.md#c) " * 4_600,
        "reference_definitions": "".join(f"[a{n}]: b\n" for n in range(6_000)),
        "tables_of_1000_columns": table + ("|" + "b|" * 1000 + "\n") * 30,
        "table_of_16000_rows": "|a|\n|-|\n" + "|c|\n" * 16_000,
        "entities": "&amp;" * 10_000 + "&" * 15_000,
        "unclosed_containers": ":::attention\n" * 5_000,
        "unclosed_agent_containers": ":::agent\n:::attention x\n" * 2_500,
        "emphasis_opened": "*a **b " * 9_000,
        "emphasis_mixed": "*_" * 32_000,
        "distinct_headings": "".join(f"# a-{n}\n# a\n" for n in range(5_000)),
        "hard_breaks": "a\\\n" * 21_000,
        "html_comments": "<!--" * 16_000,
        "lazy_lines": "> a\n" + "b\n" * 32_000,
        "tables_completed_with_cells": "|"
        + "-|" * 5000
        + "\n|"
        + "-|" * 5000
        + "\n"
        + "|\n" * 14
        + "\n|a|b|\n|-|-|\n"
        + "|c\n" * 15_000,
        "wide_gap": "a" + " " * 65_000 + "b",
    }


def parsed_part(body: str) -> str:
    """Return the longest beginning that is parsed at all: what costs most."""
    ends = range(len(body) + 1)
    return body[: bisect_left(ends, True, key=lambda end: overloaded(body[:end])) - 1]


@pytest.mark.parametrize("name", hostile_bodies())
def test_the_most_that_is_ever_parsed_takes_a_fraction_of_that(name: str) -> None:
    body = parsed_part(hostile_bodies()[name][:SIZE])
    assert len(body) >= 4000

    def work() -> None:
        render(body, link_for=lambda path: f"/{path}", agent=True)

    assert seconds(work, SECONDS / 2) < SECONDS / 2


@pytest.mark.parametrize("name", hostile_bodies())
def test_hostile_bodies_are_rendered_in_under_two_seconds(name: str) -> None:
    body = hostile_bodies()[name][:SIZE]

    def work() -> None:
        render(body, link_for=lambda path: f"/{path}", agent=True)

    assert seconds(work, SECONDS) < SECONDS


@pytest.mark.parametrize(
    "name",
    [
        "tables_of_1000_columns",
        "tables_completed_with_cells",
        "unclosed_agent_containers",
        "wide_gap",
    ],
)
def test_hostile_bodies_are_read_for_the_index_in_under_two_seconds(name: str) -> None:
    body = hostile_bodies()[name][:SIZE]
    assert seconds(lambda: plain(body), SECONDS) < SECONDS
