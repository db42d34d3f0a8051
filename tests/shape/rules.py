"""The rules of shape, as functions from modules to what breaks them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.shape.source import ROOMS, Module, room_of

FLASK = re.compile(r"(flask\w*|werkzeug|wtforms)(\.|$)")
FLASK_ROOMS = ("kb_app.web", "kb_app.cli")
SQL = re.compile(r"(sqlalchemy|sqlite3|psycopg|alembic)(\.|$)")
SQL_ROOMS = ("kb_app.database", "kb_app.library", "kb_app.people")
# The house opens the engine and the error page knows its errors; neither says any SQL.
SQL_HANDLES = {
    "kb_app.web.house": {"sqlalchemy", "sqlalchemy.Engine"},
    "kb_app.web.errors": {"sqlalchemy.exc", "sqlalchemy.exc.DBAPIError"},
}
CLOCKS = re.compile(r"\b(?:datetime\.now|date\.today|time\.time|time\.monotonic)\(")
LONGEST = 300


def downward_imports(modules: Iterable[Module]) -> list[str]:
    """Return the imports of a room below one's own."""
    found = []
    for m in modules:
        here = m.room
        for target in m.imports():
            there = room_of(target)
            if here and there and ROOMS.index(there) > ROOMS.index(here):
                found.append(f"{m.name} imports {target}")
    return found


def misplaced_imports(
    modules: Iterable[Module],
    library: re.Pattern[str],
    rooms: tuple[str, ...],
    allowed: Mapping[str, set[str]] = {},
) -> list[str]:
    """Return the imports of a library outside the rooms that may know it."""
    return [
        f"{m.name} imports {target}"
        for m in modules
        if not m.name.startswith(rooms)
        for target in m.imports()
        if library.match(target) and target not in allowed.get(m.name, set())
    ]


def roomless(modules: Iterable[Module]) -> list[str]:
    """Return the modules that stand in no room."""
    hallways = {"kb_app", "kb_app.knowledge", "kb_app.people"}
    return [m.name for m in modules if m.room is None and m.name not in hallways]


def hidden_imports(modules: Iterable[Module]) -> list[str]:
    """Return the imports written inside a function, where the folder list cannot show them."""
    return [
        f"{m.name}:{node.lineno}"
        for m in modules
        for function in ast.walk(m.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def cycles(modules: Iterable[Module]) -> list[str]:
    """Return the modules that import themselves through others."""
    names = {m.name for m in modules}
    graph = {m.name: {t for t in m.imports() if t in names and t != m.name} for m in modules}
    # Importing a module runs its packages first, but a package that imports nothing of its own
    # cannot close a circle; those that do are in the graph like any module.
    waiting = dict(graph)
    while True:
        free = {n for n, targets in waiting.items() if not targets & waiting.keys()}
        if not free:
            return sorted(waiting)
        for name in free:
            del waiting[name]


def clocks(modules: Iterable[Module]) -> list[str]:
    """Return the modules of `knowledge` that look at the time by themselves."""
    return [
        m.name
        for m in modules
        if m.name.startswith("kb_app.knowledge") and CLOCKS.search(m.file.read_text("utf-8"))
    ]


def own_clocks(tests: Iterable[Module]) -> list[str]:
    """Return the modules that ask more of `time` than to sleep."""
    return [
        m.name
        for m in tests
        if (asked := {t for t in m.imports() if t.split(".")[0] in ("time", "timeit")})
        and asked != {"time", "time.sleep"}
    ]


def too_long(files: Iterable[Path]) -> list[str]:
    """Return the files of more than LONGEST lines."""
    lengths = {f: len(f.read_text(encoding="utf-8").splitlines()) for f in files}
    return [f"{f}: {n} lines" for f, n in lengths.items() if n > LONGEST]
