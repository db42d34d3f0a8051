"""The folder list is the architecture: these tests hold it, and each is shown to bite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shape import rules
from tests.shape.source import ROOT, Module, module, modules

OURS = modules()
Rule = Callable[[list[Module]], list[str]]

RULES: dict[str, Rule] = {
    "a room imports only the rooms above it": rules.downward_imports,
    "Flask stays at the doors": lambda ms: rules.misplaced_imports(
        ms, rules.FLASK, rules.FLASK_ROOMS
    ),
    "SQL stays where it is said": lambda ms: rules.misplaced_imports(
        ms, rules.SQL, rules.SQL_ROOMS, rules.SQL_HANDLES
    ),
    "every module stands in a room": rules.roomless,
    "no import hides in a function": rules.hidden_imports,
    "no import cycle": rules.cycles,
    "knowledge has no clock": rules.clocks,
}

BREAKS: dict[str, dict[str, str]] = {
    "a room imports only the rooms above it": {
        "kb_app.database.engine": "def f():\n    from kb_app.library import store\n"
    },
    "Flask stays at the doors": {"kb_app.library.store": "import flask.json\n"},
    "SQL stays where it is said": {"kb_app.web.views.home": "from sqlalchemy import select\n"},
    "every module stands in a room": {"kb_app.utils": ""},
    "no import hides in a function": {"kb_app.library.store": "def f():\n    import json\n"},
    "no import cycle": {
        "kb_app.library.store": "import kb_app.library.tables\n",
        "kb_app.library.tables": "from kb_app.library import store\n",
    },
    "knowledge has no clock": {
        "kb_app.knowledge.content.read": "from datetime import date\nprint(date.today())\n"
    },
}


@pytest.mark.parametrize("rule", RULES)
def test_our_source_keeps_the_rule(rule: str) -> None:
    assert len(OURS) > 50
    assert RULES[rule](OURS) == []


@pytest.mark.parametrize("rule", RULES)
def test_breaking_the_rule_is_seen(rule: str, tmp_path: Path) -> None:
    broken = []
    for number, (name, source) in enumerate(BREAKS[rule].items()):
        file = tmp_path / f"{number}.py"
        file.write_text(source, encoding="utf-8")
        broken.append(module(name, file))
    assert RULES[rule](broken)


def _files() -> list[Path]:
    kinds = ("*.py", "*.html", "*.css", "*.js")
    folders = [ROOT / name for name in ("kb_app", "tests", "bench")]
    return [
        file
        for folder in folders
        for kind in kinds
        for file in folder.rglob(kind)
        if "vendor" not in file.parts
    ]


def test_no_file_is_too_long_to_read_in_one_sitting() -> None:
    assert len(_files()) > 100
    assert rules.too_long(_files()) == []


def test_a_long_file_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("x = 1\n" * 301, encoding="utf-8")
    assert rules.too_long([file])
