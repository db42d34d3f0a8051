"""Our own source as the tests of shape see it: files, rooms, imports wherever they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ROOMS = (
    "kb_app.errors",
    "kb_app.database",
    "kb_app.knowledge.content",
    "kb_app.knowledge.rendering",
    "kb_app.knowledge.search",
    "kb_app.knowledge.triage",
    "kb_app.library",
    "kb_app.people.accounts",
    "kb_app.people.activity",
    "kb_app.people.authoring",
    "kb_app.people.referrals",
    "kb_app.people.feedback",
    "kb_app.people.news",
    "kb_app.people.upkeep",
    "kb_app.people.visits",
    "kb_app.config",
    "kb_app.web",
    "kb_app.cli",
)
"""The rooms in dependency order: each may import those above it. Errors are everyone's words;
settings are for the doors, which come last."""


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    file: Path
    tree: ast.Module

    @property
    def room(self) -> str | None:
        return next((r for r in ROOMS if f"{self.name}.".startswith(f"{r}.")), None)

    def imports(self) -> Iterator[str]:
        """Yield every module imported, inside functions too; a name taken from a package may
        be a module, so both are given."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.file}: relative import"
                yield str(node.module)
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(name: str, file: Path) -> Module:
    return Module(name, file, ast.parse(file.read_text(encoding="utf-8")))


def modules(root: Path = ROOT, folder: str = "kb_app") -> list[Module]:
    """Return every module of the application, or of another folder beside it."""
    found = []
    for file in sorted((root / folder).rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        found.append(module(".".join(p for p in parts if p != "__init__"), file))
    return found


def room_of(name: str) -> str | None:
    return next((r for r in ROOMS if f"{name}.".startswith(f"{r}.")), None)
