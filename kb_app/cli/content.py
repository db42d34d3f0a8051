"""`kb check`: the rules of the format, on files, with nothing else at hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import click

from kb_app.config import read_settings
from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.fix import fix
from kb_app.knowledge.content.model import Level, Problem
from kb_app.knowledge.content.read import read
from kb_app.library.files import read_folder, root_of


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", "mend", is_flag=True, help="Corrige ce qui peut l’être sans choisir.")
@click.option("--json", "as_json", is_flag=True, help="Écrit les problèmes en JSON.")
def check_command(paths: tuple[Path, ...], mend: bool, as_json: bool) -> None:
    """Vérifie des fiches, des cartes et le vocabulaire ; tout est dit d’un coup."""
    asked = paths or (read_settings().content,)
    root = root_of(asked[0])
    folder = read_folder(root)
    if mend:
        _mend(root, folder.texts)
        folder = read_folder(root)
    readings = {path: read(path, text) for path, text in folder.texts.items()}
    problems = sorted((*folder.problems, *check(readings, date.today())))
    shown = [p for p in problems if _concerns(root, p.path, asked)]
    _print(root, shown, len(readings), as_json)
    if any(p.level is Level.ERROR for p in shown):
        sys.exit(1)


COMMANDS = (check_command,)


def _mend(root: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        mended = fix(path, text)
        if mended != text:
            (root / path).write_text(mended, encoding="utf-8", newline="\n")
            click.echo(f"{root / path}: corrigé", err=True)


def _concerns(root: Path, path: str, asked: Iterable[Path]) -> bool:
    """Keep the problems of what was asked; the rest of the folder was read to resolve links."""
    file = (root / path).resolve()
    return any(file.is_relative_to(a.resolve()) for a in asked)


def _print(root: Path, problems: list[Problem], count: int, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "file": str(root / p.path),
                "line": p.line,
                "code": p.code,
                "level": p.level.value,
                "message": p.message,
            }
            for p in problems
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for p in problems:
        click.echo(f"{root / p.path}:{p.line}: {p.level.value} {p.code} : {p.message}")
    errors = sum(p.level is Level.ERROR for p in problems)
    click.echo(f"{count} documents, {errors} erreurs, {len(problems) - errors} alertes", err=True)
