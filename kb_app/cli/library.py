"""`kb import`, `kb export`, `kb index`: files in, files out, and the index beside them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb_app.cli.opened import opened
from kb_app.cli.progress import progress
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Problem
from kb_app.library.exchange import Incoming, Report, export_texts, import_texts, incoming
from kb_app.library.files import read_folder, write_folder
from kb_app.library.library import Library
from kb_app.library.rows import is_operator_slug, operator_card, read_rows


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--operator", help="Opérateur des fiches d’un fichier .jsonl.")
@click.option("--reason", default="", help="Motif, gardé avec chaque version.")
def import_command(source: Path, operator: str | None, reason: str) -> None:
    """Fait entrer des fichiers : rien n’est écrasé, rien n’est perdu."""
    house = opened()
    texts, problems = _source(house.library, source, operator)
    reason = reason or f"import de {source.name}"
    with progress(len(texts), "Import") as step:
        report = import_texts(house.library, texts, reason, progress=step)
    _tell(report, problems)
    if problems or report.refused or report.conflicts:
        sys.exit(1)


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
def export_command(folder: Path) -> None:
    """Écrit la bibliothèque en fichiers, prête à être relue et réimportée."""
    count = write_folder(folder, export_texts(opened().library))
    click.echo(f"{count} documents écrits dans {folder}", err=True)


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Reconstruit tout, même ce qui est à jour.")
def index_command(rebuild: bool) -> None:
    """Met l’index de recherche à jour."""
    house = opened()
    with progress(len(house.library.snapshot().sheets), "Index") as step:
        house.finder.keep_up(step, rebuild=rebuild)
    click.echo(f"Index à jour : publication {house.finder.sequence}", err=True)


COMMANDS = (import_command, export_command, index_command)


def _source(
    library: Library, source: Path, operator: str | None
) -> tuple[list[Incoming], tuple[Problem, ...]]:
    if source.suffix == ".jsonl":
        return _rows(library, source, operator)
    if operator:
        raise InvalidInput("--operator ne sert qu’avec un fichier .jsonl.")
    folder = read_folder(source)
    return incoming(folder.texts), folder.problems


def _rows(
    library: Library, source: Path, operator: str | None
) -> tuple[list[Incoming], tuple[Problem, ...]]:
    """Read the rows; an operator that has no card yet gets a minimal one, to be completed."""
    if operator is None or not is_operator_slug(operator):
        raise InvalidInput("Dites à qui sont ces fiches : --operator caf, par exemple.")
    with source.open(encoding="utf-8", errors="replace") as lines:
        rows = read_rows(str(source), lines, operator, library.today())
    texts = dict(rows.texts)
    if operator not in library.snapshot().operators:
        path, card = operator_card(operator)
        texts[path] = card
    return [Incoming(path, text, None) for path, text in sorted(texts.items())], rows.problems


def _tell(report: Report, problems: tuple[Problem, ...]) -> None:
    for problem in (*problems, *report.refused):
        click.echo(str(problem), err=True)
    for conflict in report.conflicts:
        click.echo(
            f"{conflict.path}:1: conflit : le fichier continue la version {conflict.base or '?'}, "
            f"la bibliothèque en est à la version {conflict.latest} ; rien n’a été écrasé",
            err=True,
        )
    refused = len({p.path for p in report.refused}) + len(problems)
    click.echo(
        f"{len(report.added)} versions ajoutées, {len(report.skipped)} textes déjà connus, "
        f"{len(report.conflicts)} conflits, {refused} refusés, {len(report.warnings)} alertes "
        "(détail : kb check)"
    )
