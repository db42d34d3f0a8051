"""Any text up to the limit is read in under two seconds of processor, refused or not."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.fix import fix
from kb_app.knowledge.content.markdown import tokens
from kb_app.knowledge.content.read import read
from tests.factories import TODAY, sheet_text

SIZE = 64 * 1024
SECONDS = 2.0


def filled(piece: str, size: int = SIZE) -> str:
    return piece * (size // len(piece.encode()))


def seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


YAML = {
    "brackets": filled("["),
    "braces": filled("{"),
    "nested maps": filled("{a: "),
    "dashes": filled("- "),
    "bare dashes": filled("-"),
    "colons": filled(":"),
    "spaced colons": "a" + filled(" :"),
    "questions": filled("? "),
    "huge key": "a" * (SIZE - 3) + ": 1",
    "many keys": filled("a:\n"),
    "same keys": filled("a: 1\n"),
    "alias bomb": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(2_000)),
    "tags": filled("!a "),
    "quotes": filled("'"),
    "double quotes": filled('"'),
    "open quotes": "".join(f'k{n}: "a\n' for n in range(7_000)),
    "slips": "".join(f"k{n}: a : b\n" for n in range(4_500)),
    "hashes": "a: " + filled("b #c "),
    "wide gap": "a: b" + " " * 60_000 + "c : d",
    "tabs": filled("\t"),
    "shifted lines": filled("\ta: b\n"),
    "no-break spaces": filled(" \u00a0"),
    "stairs": "".join(" " * n + "a:\n" for n in range(350)),
    "documents": filled("---\n"),
    "blocks": filled("|\n"),
    "controls": filled("\x01\n"),
}

MARKDOWN = {
    "quotes": filled(">"),
    "spaced quotes": filled("> "),
    "quote stairs": "".join(">" * n + "\n" for n in range(1, 350)),
    "brackets": "[" * 60_000,
    "image brackets": filled("!["),
    "balanced brackets": "[" * 30_000 + "]" * 30_000,
    "links": filled("[a](b) "),
    "open links": filled("[](("),
    "references": filled("[a]: b\n"),
    "backticks": filled("`"),
    "backtick runs": "".join("`" * (n % 300 + 1) + " " for n in range(430)),
    "stars": filled("*"),
    "starred words": filled("**a "),
    "mixed emphasis": filled("_*a"),
    "strikes": filled("~~a"),
    "angles": filled("<"),
    "entities": filled("&a;"),
    "escapes": filled("\\_"),
    "lists": filled("- "),
    "list stairs": "".join(" " * n + "- a\n" for n in range(350)),
    "tables": "a|b\n-|-\n" + filled("a|b\n", SIZE - 10),
    "containers": filled(":::agent\n"),
    "colons": filled(":"),
    "titles": filled("# a\n"),
    "underlined titles": filled("a\n=\n"),
    "links in lines": filled("[a](http://b)\n"),
    "dead links": filled("[a](operators/a/b.md)\n"),
    "acronyms": "".join(f"AB{n} " for n in range(10_000)),
    "parentheses": filled("AB ("),
    "words": filled("mot "),
    "sentences": filled("A. "),
}


@pytest.mark.parametrize("name", YAML)
def test_hostile_yaml_is_read_and_repaired_quickly(name: str) -> None:
    text = YAML[name][: SIZE - 10]
    card = "operators/caf/operator.yaml"
    assert seconds(lambda: read(card, text)) < SECONDS
    assert seconds(lambda: fix(card, text)) < SECONDS
    assert read(card, text).document is None
    long = (text + "\n") * 7
    assert seconds(lambda: read("vocabulary/synonyms.yaml", long)) < SECONDS


@pytest.mark.parametrize("name", MARKDOWN)
def test_hostile_markdown_is_read_quickly(name: str) -> None:
    body = MARKDOWN[name]
    assert seconds(lambda: tokens(body)) < SECONDS
    path = "operators/caf/rsa.md"
    text = sheet_text(body=body[: SIZE - 500])
    assert seconds(lambda: check({path: read(path, text)}, TODAY)) < SECONDS
    assert seconds(lambda: fix(path, text)) < SECONDS


def test_a_document_far_over_the_limit_is_not_even_parsed() -> None:
    text = sheet_text(body="[" * 5_000_000)
    assert seconds(lambda: read("operators/caf/rsa.md", text)) < 0.5
