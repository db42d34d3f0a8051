"""`kb tree`: trees and their cases checked, replayed, compared and drawn, from files alone."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO

import click

from kb_app.cli.progress import late_progress
from kb_app.cli.tree_checks import PlayedCases, check_trees, play_cases
from kb_app.cli.tree_files import TreeFiles, trees_in
from kb_app.config import read_settings
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Level, Problem, has_errors
from kb_app.knowledge.triage.cases.check import CasesReport
from kb_app.knowledge.triage.drawing.layout import layout
from kb_app.knowledge.triage.drawing.outline import outline, text_of
from kb_app.knowledge.triage.drawing.svg import to_svg
from kb_app.knowledge.triage.migrate import verdict
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.reading.schema import schema
from kb_app.knowledge.triage.replay import read_case, replay_line

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Écrit le résultat en JSON.")
_CASES = click.option(
    "--cases",
    "cases",
    required=True,
    type=_FILE,
    help='Une visite par ligne : {"answers": {question: valeur}, "today": "2026-11-22"}.',
)
_out = partial(
    click.option,
    "--out",
    # Half a character pair, which JSON may hold and UTF-8 may not, goes out as it came in.
    type=click.File("w", encoding="utf-8", errors="backslashreplace", lazy=True),
    help="Fichier des résultats, une ligne de JSON par visite ; « - » pour l’écran.",
)


@click.group("tree")
def tree_command() -> None:
    """Vérifie, rejoue et dessine des arbres d’orientation, sans base ni bibliothèque."""


@tree_command.command("check")
@_PATHS
@_JSON
def check_command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Vérifie des arbres ; ne dit rien quand il n’y a rien à dire."""
    found = check_trees(_files(), _trees(paths), date.today())
    _tell(found, as_json)


@tree_command.command("cases")
@_PATHS
@click.option(
    "--strict",
    is_flag=True,
    help="Chaque flèche pour elle seule ; une flèche qu’aucun cas ne garde est une erreur.",
)
@_JSON
def cases_command(paths: tuple[Path, ...], strict: bool, as_json: bool) -> None:
    """Joue les cas des arbres : à l’endroit, à rebours, dans le désordre ; dit ce qui manque."""
    files, trees = _files(), _trees(paths)
    played = play_cases(files, trees, date.today(), strict=strict)
    if not played:
        raise InvalidInput(
            "Aucun cas à jouer : les cas d’un arbre sont à côté de lui, dans ‹arbre›.cases.yaml."
        )
    refused = [p for tree in trees for p in files.open(tree).problems if p.level is Level.ERROR]
    problems = sorted({*refused, *(p for each in played for p in each.problems)})
    _tell_cases(played, problems, as_json)
    if any(p.level is Level.ERROR or (strict and p.code == "E06") for p in problems):
        sys.exit(1)


@tree_command.command("replay")
@click.argument("tree", type=_FILE)
@_CASES
@_out(required=True)
def replay_command(tree: Path, cases: Path, out: IO[str]) -> None:
    """Rejoue des visites sur un arbre ; écrit une ligne de résultat pour chacune.

    Une ligne sans « today » est rejouée à la date du jour.
    """
    walked, today = _tree(tree), date.today()
    for number, line in _lines(cases):
        try:
            out.write(replay_line(walked, line, today) + "\n")
        except InvalidInput as error:
            raise _at(cases, number, error) from None


@tree_command.command("migrate")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@_CASES
@_out(default="-", show_default="l’écran")
def migrate_command(old: Path, new: Path, cases: Path, out: IO[str]) -> None:
    """Dit ce que deviennent, sur un nouvel arbre, des visites commencées sur l’ancien.

    Écrit une ligne pour chacune : verdict, réponses à reprendre, question qui attend, issues.
    """
    before, after, today = _tree(old), _tree(new), date.today()
    counts: Counter[str] = Counter()
    for number, line in _lines(cases):
        try:
            answers, day = read_case(line, today)
        except InvalidInput as error:
            raise _at(cases, number, error) from None
        found = verdict(before, after, answers, day)
        counts[found.kind] += 1
        row = {
            "verdict": str(found),
            "set_aside": found.set_aside,
            "removed": found.removed,
            "question": found.question,
            "outcome": found.outcome,
            "outcome_before": found.outcome_before,
            "answers": found.answers,
        }
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
    for kind, count in counts.most_common():
        click.echo(f"{count:>6} {kind}", err=True)


@tree_command.command("graph")
@click.argument("tree", type=_FILE)
@click.option("--texte", "form", flag_value="texte", default=True, help="Un plan en retrait.")
@click.option("--svg", "form", flag_value="svg", help="Un dessin, au format SVG.")
def graph_command(tree: Path, form: str) -> None:
    """Dessine un arbre : ses questions, ses réponses et ses issues."""
    drawn = _tree(tree)
    written = to_svg(layout(drawn)) if form == "svg" else text_of(outline(drawn))
    click.echo(written.rstrip("\n"))


@tree_command.command("schema")
def schema_command() -> None:
    """Écrit le schéma JSON du format, pour que les éditeurs de texte complètent et signalent."""
    click.echo(json.dumps(schema(), ensure_ascii=False, indent=1))


COMMANDS = (tree_command,)


def _files() -> TreeFiles:
    return TreeFiles(lambda: read_settings().content)


def _trees(paths: tuple[Path, ...]) -> list[Path]:
    asked = paths or (read_settings().content,)
    found = list(dict.fromkeys(file for path in asked for file in trees_in(path)))
    if not found:
        raise InvalidInput(
            f"Aucun arbre dans « {asked[0]} » : ils sont dans operators/‹op›/trees/."
        )
    return found


def _tree(file: Path) -> Tree:
    """Open one tree to walk, and tell what is wrong with it.

    What is wrong only beside the questions and where they lead (the name of the file, a review
    day, a sheet that is missing) does not keep anyone from walking it.
    """
    opened = _files().open(file)
    for problem in opened.problems:
        click.echo(str(problem), err=True)
    if opened.tree is None or (opened.refused and opened.unsound):
        raise InvalidInput(f"« {file} » n’est pas un arbre que l’on peut parcourir.")
    return opened.tree


def _lines(cases: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold something, each with its number."""
    with cases.open("rb") as stream, late_progress(cases.stat().st_size, "Visites") as step:
        done = 0
        for number, line in enumerate(stream, start=1):
            done += len(line)
            if done >= _STEP:
                step(done)
                done = 0
            if line.strip():
                yield number, line


# Bytes between two strokes of the progress bar.
_STEP = 1 << 18


def _at(file: Path, number: int, error: InvalidInput) -> InvalidInput:
    return InvalidInput(f"{file}:{number}: {error}")


def _tell(problems: Iterable[Problem], as_json: bool) -> None:
    found = list(problems)
    if as_json:
        click.echo(json.dumps([_row(p) for p in found], ensure_ascii=False, indent=1))
    else:
        for problem in found:
            click.echo(str(problem))
    if has_errors(found):
        sys.exit(1)


def _row(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.path,
        "line": problem.line,
        "code": problem.code,
        "level": problem.level.value,
        "message": problem.message,
    }


def _tell_cases(played: list[PlayedCases], problems: list[Problem], as_json: bool) -> None:
    reports = [(each.file, each.report) for each in played if each.report]
    if as_json:
        rows = {
            "problems": [_row(p) for p in problems],
            "files": [_figures(file, report) for file, report in reports],
        }
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for problem in problems:
        click.echo(str(problem))
    for file, report in reports:
        covered = report.coverage
        click.echo(
            f"{file} : {len(report.run.played)} cas, {report.failed} en échec ; "
            f"issues {covered.outcomes.percent} %, réponses {covered.answers.percent} %, "
            f"flèches {covered.arrows.percent} %"
        )
        if report.proposals:
            click.echo(f"\nCas proposés pour {file}, à relire et à coller sous « cas: » :\n")
            click.echo("".join(each.yaml for each in report.proposals))


def _figures(file: Path, report: CasesReport) -> dict[str, object]:
    covered = report.coverage
    return {
        "file": str(file),
        "cases": len(report.run.played),
        "failed": report.failed,
        "outcomes_percent": covered.outcomes.percent,
        "answers_percent": covered.answers.percent,
        "arrows_percent": covered.arrows.percent,
        "unnoticed": [str(each) for each in report.unnoticed],
        "proposals": [each.yaml for each in report.proposals],
    }
