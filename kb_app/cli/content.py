"""`kb check`: the rules of the format, on files, with nothing else at hand."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from kb_app.config import read_settings
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.fix import fix
from kb_app.knowledge.content.model import Level, Problem
from kb_app.knowledge.content.read import read
from kb_app.library.files import read_folder, root_of, write_file


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", "mend", is_flag=True, help="Corrige ce qui peut l’être sans choisir.")
@click.option("--json", "as_json", is_flag=True, help="Écrit les problèmes en JSON.")
def check_command(paths: tuple[Path, ...], mend: bool, as_json: bool) -> None:
    """Vérifie des fiches, des cartes et le vocabulaire ; tout est dit d’un coup."""
    asked = paths or (read_settings().content,)
    count = 0
    problems: list[Problem] = []
    for root in dict.fromkeys(map(root_of, asked)):
        checked, found = _check(root, [path.resolve() for path in asked], mend)
        count += checked
        problems += [replace(p, path=str(root / p.path)) for p in found]
    if not count and not problems:
        raise InvalidInput(
            f"Aucun document dans « {asked[0]} » : il faut un dossier avec operators/ ou "
            "vocabulary/, ou l’un de ses fichiers."
        )
    _print(problems, count, as_json)
    if any(p.level is Level.ERROR for p in problems):
        sys.exit(1)


COMMANDS = (check_command,)


def _check(root: Path, asked: list[Path], mend: bool) -> tuple[int, list[Problem]]:
    """Return how many documents were asked for and their problems; the others resolve links."""

    def concerned(path: str) -> bool:
        return any((root / path).resolve().is_relative_to(each) for each in asked)

    folder = read_folder(root)
    texts = dict(folder.texts)
    for path in filter(concerned, texts if mend else ()):
        texts[path] = _mended(root / path, path, texts[path])
    readings = {path: read(path, text) for path, text in texts.items()}
    problems = sorted((*folder.problems, *check(readings, date.today())))
    return sum(map(concerned, texts)), [p for p in problems if concerned(p.path)]


def _mended(file: Path, path: str, text: str) -> str:
    mended = fix(path, text)
    if mended.encode() != file.read_bytes():
        write_file(file, mended)
        click.echo(f"{file}: corrigé", err=True)
    return mended


def _print(problems: list[Problem], count: int, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "file": p.path,
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
        click.echo(str(p))
    errors = sum(p.level is Level.ERROR for p in problems)
    click.echo(f"{count} documents, {errors} erreurs, {len(problems) - errors} alertes", err=True)
