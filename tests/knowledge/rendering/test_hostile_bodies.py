"""Any body up to the limit is rendered in under two seconds of processor."""

from __future__ import annotations

import pytest

from kb_app.knowledge.rendering.plain import plain
from kb_app.knowledge.rendering.render import render
from tests.timing import seconds

SIZE = 64 * 1024
SECONDS = 2.0


def hostile_bodies() -> dict[str, str]:
    table = "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n"
    return {
        "lists_nested_on_one_line": "- - - - a\n" * 6_000,
        "items": "- a\n" * 16_000,
        "open_brackets": "[" * 65_000,
        "open_links": "[a](" * 16_000,
        "document_links": "[a](a/b.md#c) " * 4_600,
        "references": "[a]: b\n" + "[a]" * 20_000,
        "reference_definitions": "".join(f"[a{n}]: b\n" for n in range(6_000)),
        "tables_of_1000_columns": table + ("|" + "b|" * 1000 + "\n") * 30,
        "table_of_16000_rows": "|a|\n|-|\n" + "|c|\n" * 16_000,
        "entities": "&amp;" * 10_000 + "&" * 15_000,
        "unclosed_containers": ":::attention\n" * 5_000,
        "unclosed_agent_containers": ":::agent\n:::attention x\n" * 2_500,
        "emphasis_opened": "*a **b " * 9_000,
        "emphasis_mixed": "*_" * 32_000,
        "backquotes": "".join("`" * n + " " for n in range(360)),
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
