"""`kb import`, `kb export`, `kb index`: files in, files out, and the index beside them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import click

from kb_app.cli.opened import opened
from kb_app.cli.people import named
from kb_app.cli.progress import progress
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.kinds import is_operator
from kb_app.knowledge.content.model import Document, Problem, SearchCase
from kb_app.library.exchange import Incoming, Report, export_texts, import_texts, incoming
from kb_app.library.files import read_folder, write_folder
from kb_app.library.library import Library
from kb_app.library.rows import operator_card, read_rows
from kb_app.library.search_losses import Losses
from kb_app.library.search_replay import problems_of
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.from_files import export_for, propose_texts
from kb_app.web.house import House

_ACCOUNT_HELP = "Identifiant d’un compte : seulement son périmètre, avec ses droits."


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--operator", help="Opérateur des fiches d’un fichier .jsonl.")
@click.option("--reason", default="", help="Motif, gardé avec chaque version.")
@click.option(
    "--malgre-les-cas", "despite", is_flag=True, help="Importe même si des questions se perdent."
)
@click.option("--au-nom-de", "login", metavar="LOGIN", help=f"{_ACCOUNT_HELP} Soumis à relecture.")
def import_command(
    source: Path, operator: str | None, reason: str, despite: bool, login: str | None
) -> None:
    """Fait entrer des fichiers : rien n’est écrasé, rien n’est perdu."""
    house = opened()
    found = _read(house.library, source, operator)
    if not found.texts and not found.problems:
        raise InvalidInput(f"Rien à importer dans « {source} » : {_EXPECTED}.")
    reason = reason or f"import de {source.name}"
    if login:
        whole = _propose(house, found, named(house.accounts, login), reason)
    else:
        whole = _import(house, found, reason, despite)
    if not whole:
        sys.exit(1)


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--au-nom-de", "login", metavar="LOGIN", help=_ACCOUNT_HELP)
def export_command(folder: Path, login: str | None) -> None:
    """Écrit la bibliothèque en fichiers, prête à être relue et réimportée."""
    house = opened()
    texts = export_texts(house.library)
    if login:
        texts = export_for(house.library, named(house.accounts, login))
    count = write_folder(folder, texts)
    click.echo(f"{count} documents écrits dans {folder}", err=True)


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Reconstruit tout, même ce qui est à jour.")
def index_command(rebuild: bool) -> None:
    """Met l’index de recherche à jour."""
    house = opened()
    update_index(house, rebuild)
    click.echo(f"Index à jour : publication {house.finder.sequence}", err=True)


COMMANDS = (import_command, export_command, index_command)


def update_index(house: House, rebuild: bool = False) -> None:
    """Bring the search index up to date, with a progress bar."""
    snapshot = house.library.snapshot()
    with progress(len(snapshot.sheets) + len(snapshot.operators), "Index") as step:
        house.finder.keep_up(step, rebuild=rebuild)


_EXPECTED = (
    "attendu : un dossier avec operators/ ou vocabulary/, l’un de ses fichiers, ou un .jsonl"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a source holds; `lines` says where in it, when all is in one file."""

    texts: list[Incoming]
    problems: tuple[Problem, ...]
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    def located(self, problem: Problem) -> Problem:
        """Return the problem where whoever imports can mend it."""
        line = self.lines.get(problem.path)
        return replace(problem, path=self.file, line=line) if line else problem


def _read(library: Library, source: Path, operator: str | None) -> _Found:
    if source.suffix == ".jsonl":
        return _rows(library, source, operator)
    if operator:
        raise InvalidInput("--operator ne sert qu’avec un fichier .jsonl.")
    folder = read_folder(source)
    return _Found(incoming(folder.texts), folder.problems)


def _rows(library: Library, source: Path, operator: str | None) -> _Found:
    """Read the rows; an operator that has no card yet gets a minimal one, to be completed."""
    if operator is None or not is_operator(operator):
        raise InvalidInput("Dites à qui sont ces fiches : --operator caf, par exemple.")
    with source.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
        rows = read_rows(str(source), lines, operator, library.today())
    texts = dict(rows.texts)
    if operator not in library.snapshot().operators:
        path, card = operator_card(operator)
        texts[path] = card
    items = [Incoming(path, text, None) for path, text in sorted(texts.items())]
    return _Found(items, rows.problems, str(source), rows.lines)


def _import(house: House, found: _Found, reason: str, despite: bool) -> bool:
    """Publish what can be; return whether nothing was left out."""
    with progress(len(found.texts), "Import") as step:
        hold = _anything if despite else partial(_hold_to_cases, house)
        report = import_texts(house.library, found.texts, reason, progress=step, hold=hold)
    _tell_left_out(report, found)
    click.echo(
        f"{len(report.added)} versions ajoutées, {_counts(report, found)}, "
        f"{len(report.warnings)} alertes (détail : kb check)"
    )
    return not (found.problems or report.refused or report.conflicts)


def _propose(house: House, found: _Found, account: Account, reason: str) -> bool:
    """Submit what can be for review; return whether nothing was left out."""
    library, authoring = house.library, house.authoring
    with progress(len(found.texts), "Import") as step:
        made = propose_texts(library, authoring, account, found.texts, reason, step)
    report = made.report
    _tell_left_out(report, found)
    for path in made.outside:
        click.echo(f"{path}:1: refusé : hors du périmètre de ce compte", err=True)
    for path in made.waiting:
        click.echo(f"{path}:1: ce texte est déjà dans un brouillon ouvert", err=True)
    click.echo(
        f"{len(made.drafts)} textes soumis à relecture, {_counts(report, found)}, "
        f"{len(made.outside)} hors périmètre, {len(made.waiting)} déjà proposés"
    )
    return not (found.problems or report.refused or report.conflicts or made.outside)


def _hold_to_cases(house: House, documents: Mapping[str, Document]) -> None:
    """Raise InvalidInput, having listed them, when questions that find their sheet would not."""
    lost = tell_lost(house, documents)
    if not lost:
        return
    count = f"{len(lost)} questions perdraient" if len(lost) > 1 else "une question perdrait"
    raise InvalidInput(
        f"Rien n’a été importé : {count} la fiche qui y répond. Corrigez les textes, ou "
        "ajoutez --malgre-les-cas."
    )


def tell_lost(house: House, documents: Mapping[str, Document]) -> tuple[SearchCase, ...]:
    """List the questions that find their sheet and would not with these documents."""
    lost = Losses(house.library, house.settings.index).of(documents)
    if lost:
        # Below the progress bar.
        click.echo(err=True)
    for problem in problems_of(lost):
        click.echo(str(problem), err=True)
    return lost


def _anything(documents: Mapping[str, Document]) -> None:
    """Let any document in."""


def _tell_left_out(report: Report, found: _Found) -> None:
    for problem in (*found.problems, *map(found.located, report.refused)):
        click.echo(str(problem), err=True)
    for conflict in report.conflicts:
        click.echo(
            f"{conflict.path}:1: conflit : le fichier continue la version {conflict.base or '?'}, "
            f"la bibliothèque en est à la version {conflict.latest} ; rien n’a été écrasé",
            err=True,
        )


def _counts(report: Report, found: _Found) -> str:
    refused = len({p.path for p in report.refused}) + len(found.problems)
    return (
        f"{len(report.skipped)} textes déjà connus, {len(report.conflicts)} conflits, "
        f"{refused} refusés"
    )
