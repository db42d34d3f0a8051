"""`kb check`: the rules of the format, on files, with nothing else at hand."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from kb_app.cli.tree_checks import check_cases_of, check_trees
from kb_app.cli.tree_files import TreeFiles
from kb_app.config import read_settings
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.fix import fix
from kb_app.knowledge.content.kinds import id_of, kind_of
from kb_app.knowledge.content.model import Kind, Level, Problem, Sheet, has_errors
from kb_app.knowledge.content.read import Reading
from kb_app.knowledge.triage.checking.library import unreached_sheets
from kb_app.library import search_replay
from kb_app.library.files import read_folder, root_of, write_file
from kb_app.library.reading import read


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--fix", "mend", is_flag=True, help="Corrige ce qui peut l’être sans choisir.")
@click.option("--conseils", "advice", is_flag=True, help="Dit aussi ce qui n’est qu’un conseil.")
@click.option("--json", "as_json", is_flag=True, help="Écrit les problèmes en JSON.")
def check_command(paths: tuple[Path, ...], mend: bool, advice: bool, as_json: bool) -> None:
    """Vérifie des fiches, des arbres et leurs cas, des cartes, le vocabulaire ; tout d’un coup."""
    asked = paths or (read_settings().content,)
    count = 0
    problems: list[Problem] = []
    for root in dict.fromkeys(map(root_of, asked)):
        checked, found = _check(root, [path.resolve() for path in asked], mend)
        count += checked
        problems += found
    if not count and not problems:
        raise InvalidInput(
            f"Aucun document dans « {asked[0]} » : il faut un dossier avec operators/ ou "
            "vocabulary/, ou l’un de ses fichiers."
        )
    _print([p for p in problems if advice or p.level is not Level.ADVICE], count, as_json)
    if has_errors(problems):
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
    problems = [*folder.problems, *check(readings, date.today())]
    files = TreeFiles(lambda: read_settings().content)
    trees = [root / path for path in texts if kind_of(path) is Kind.TREE]
    problems += _unreached(files, trees, readings)
    # Trees are held to more than one file can show: what stands around them is at hand here.
    told = [p for p in problems if concerned(p.path) and kind_of(p.path) not in _TREES]
    shown = [replace(p, path=str(root / p.path)) for p in told]
    asked_for = [tree for tree in trees if concerned(tree.relative_to(root).as_posix())]
    shown += check_trees(files, asked_for, date.today())
    shown += check_cases_of(files, asked_for, date.today())
    shown += _lost_cases(root, readings)
    return sum(map(concerned, texts)), sorted(shown)


def _lost_cases(root: Path, readings: Mapping[str, Reading]) -> list[Problem]:
    """Return the search cases of the folder that its own sheets and vocabulary lose."""
    documents = {path: each.document for path, each in readings.items() if each.document}
    if search_replay.PATH not in documents:
        return []
    lost = search_replay.replayed(search_replay.of_documents(documents, date.today()))
    return [
        replace(problem, path=str(root / problem.path))
        for problem in search_replay.problems_of(lost)
    ]


_TREES = (Kind.TREE, Kind.CASES)


def _unreached(
    files: TreeFiles, paths: list[Path], readings: Mapping[str, Reading]
) -> tuple[Problem, ...]:
    """Return the sheets that no tree leads to, once there are trees."""
    trees = [tree for tree in (files.open(path).tree for path in paths) if tree]
    sheets = {
        id_of(path): reading.document
        for path, reading in readings.items()
        if isinstance(reading.document, Sheet)
    }
    return unreached_sheets(trees, sheets) if trees else ()


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
    levels = Counter(p.level for p in problems)
    told = f"{count} documents, {levels[Level.ERROR]} erreurs, {levels[Level.WARNING]} alertes"
    if levels[Level.ADVICE]:
        told += f", {levels[Level.ADVICE]} conseils"
    click.echo(told, err=True)
