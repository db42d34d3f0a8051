"""What the README and its companions promise is what runs."""

from __future__ import annotations

import re
import struct

import click

from kb_app.cli import kb
from kb_app.config import SETTINGS
from kb_app.errors import RelaisError
from kb_app.web.errors import STATUS
from tests.shape.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _lines(name: str) -> int:
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


def test_the_readme_and_its_companion_stay_short() -> None:
    assert _lines("README.md") <= 150
    assert _lines("CONTRIBUTING.md") <= 120


def test_every_setting_is_in_the_readme() -> None:
    assert [s.name for s in SETTINGS if f"`{s.name}`" not in README] == []


def test_every_setting_of_the_readme_exists() -> None:
    names = {s.name for s in SETTINGS}
    assert set(re.findall(r"`(KB_[A-Z_]+)`", README)) <= names


def test_every_command_is_in_the_readme() -> None:
    context = click.Context(kb)
    assert [c for c in kb.list_commands(context) if f"kb {c}" not in README] == []


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test", "check", "bench"} <= targets
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []


def test_the_screenshot_of_the_readme_is_a_real_picture() -> None:
    [name] = re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", README)[:1]
    header = (ROOT / name).read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", header[16:24])
    assert width >= 800
    assert height >= 500


def test_every_error_has_a_status() -> None:
    kinds = set(RelaisError.__subclasses__())
    assert kinds <= set(STATUS)


def test_nothing_of_the_machine_that_wrote_it_is_left() -> None:
    # Written apart, so that this file is not what it looks for.
    forbidden = re.compile("/wo" + "rk/|/roo" + "t/|(?<![\\w)])\\.lib" + "rary\\b")
    kinds = ("*.py", "*.md", "*.html", "*.js", "*.css", "*.toml", "*.yaml", "*.txt")
    folders = ["kb_app", "tests", "bench", "content", "requirements"]
    files = [f for folder in folders for kind in kinds for f in (ROOT / folder).rglob(kind)]
    files += [
        ROOT / n for n in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", ".ci/run")
    ]
    assert [f for f in files if forbidden.search(f.read_text(encoding="utf-8"))] == []
