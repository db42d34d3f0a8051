"""Any text up to the limit is read in under two seconds of processor, refused or not."""

from __future__ import annotations

import pytest

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.fix import fix
from kb_app.knowledge.content.read import Reading, read
from tests.factories import TODAY, operator_text, sheet_text
from tests.timing import seconds

SIZE = 64 * 1024
SECONDS = 2.0


def filled(piece: str, size: int = SIZE) -> str:
    return piece * (size // len(piece.encode()))


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
    "sentence that waits": "a b " * 20 + ". " + " " * 60_000 + "a",
    "acronym that waits": "AB (aa" + "-" * 60_000,
    "wide gap": "a" + " " * 60_000 + "b",
    "closed codes": filled(":::\n\n```\n```\n"),
    "strays": filled("a\n    :::agent\n"),
    "marked strays": filled("- > 1. "),
}


@pytest.mark.parametrize("name", YAML)
def test_hostile_yaml_is_read_and_repaired_quickly(name: str) -> None:
    text = YAML[name][: SIZE - 10]
    card = "operators/caf/operator.yaml"
    readings: list[Reading] = []
    assert seconds(lambda: readings.append(read(card, text)), SECONDS) < SECONDS
    assert readings[0].document is None
    assert seconds(lambda: fix(card, text), SECONDS) < SECONDS
    long = (text + "\n") * 7
    assert seconds(lambda: read("vocabulary/synonyms.yaml", long), SECONDS) < SECONDS


@pytest.mark.parametrize("name", MARKDOWN)
def test_hostile_markdown_is_read_quickly(name: str) -> None:
    path = "operators/caf/rsa.md"
    text = sheet_text(body=MARKDOWN[name][: SIZE - 500])
    assert seconds(lambda: check({path: read(path, text)}, TODAY), SECONDS) < SECONDS
    assert seconds(lambda: fix(path, text), SECONDS) < SECONDS


def test_hints_for_thousands_of_mistakes_do_not_take_the_time_of_all() -> None:
    near = {f"operators/caf/une-fiche-{n}-de-la-caf.md": sheet_text(f"CAF-{n}") for n in range(300)}
    card = "operators/caf/operator.yaml"
    readings = {path: read(path, text) for path, text in near.items()}
    readings[card] = read(card, operator_text())
    path = "operators/caf/rsa.md"
    words = [f"a{n}" for n in range(2_000)]
    links = " ".join(f"[a](operators/caf/fiche-{n}-de-caf.md)" for n in range(1_000))
    readings[path] = read(path, sheet_text(themes=words, pieces=words, body=links))
    assert seconds(lambda: check(readings, TODAY), SECONDS) < SECONDS


def test_a_document_far_over_the_limit_is_not_even_parsed() -> None:
    text = sheet_text(body="[" * 5_000_000)
    assert seconds(lambda: read("operators/caf/rsa.md", text), 0.5) < 0.5
