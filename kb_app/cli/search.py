"""`kb search` and `kb eval`: ask the index, and measure it."""

from __future__ import annotations

import json
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

import click

from kb_app.cli.opened import opened
from kb_app.cli.progress import progress
from kb_app.config import read_settings
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.evaluate import evaluate, read_rows
from kb_app.knowledge.search.expansions import NONE, Expansions, expansions_of
from kb_app.knowledge.search.model import Result, Results, Scope
from kb_app.library.entries import Findable
from kb_app.library.files import read_text
from kb_app.library.reading import read
from kb_app.web.house import House

_SYNONYMS = "vocabulary/synonyms.yaml"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("search")
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="Écrit les résultats en JSON.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Cherche dans la bibliothèque telle qu’elle est ce jour-là.",
)
def search_command(words: str, as_json: bool, limit: int, on: datetime | None) -> None:
    """Cherche avec les mots du visiteur."""
    house = opened()
    if on is None:
        house.finder.keep_up()
        started = time.perf_counter()
        found = house.finder.search(words, Scope.AGENT, limit=limit)
        took_ms = (time.perf_counter() - started) * 1000
    else:
        found, took_ms = _search_on(house, on.date(), words, limit)
    if as_json:
        click.echo(json.dumps(_json(found, took_ms), ensure_ascii=False, indent=1))
    else:
        _print(found)


@click.command("eval")
@click.option("--corpus", required=True, type=_FILE, help="Fiches, une par ligne, en JSON.")
@click.option("--qrels", required=True, type=_FILE, help="Questions jugées, une par ligne.")
@click.option("--synonymes", "vocabulary", type=_FILE, help="Par défaut, ceux de KB_CONTENT.")
@click.option("--json", "as_json", is_flag=True, help="Écrit les mesures en JSON.")
def eval_command(corpus: Path, qrels: Path, vocabulary: Path | None, as_json: bool) -> None:
    """Mesure la recherche sur un corpus et des questions jugées."""
    expansions = _expansions(vocabulary)
    try:
        rows, questions = read_rows(corpus), read_rows(qrels)
        with tempfile.TemporaryDirectory(prefix="relais-eval-") as folder:
            figures = evaluate(rows, questions, Path(folder), time.perf_counter, expansions)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"Le corpus ou les questions ne se lisent pas : {error}") from error
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    sets = figures["sets"]
    assert isinstance(sets, dict)
    for name, measures in sets.items():
        shown = " · ".join(f"{measure} {value}" for measure, value in measures.items())
        click.echo(f"{name:<18} {shown}")
    click.echo(
        f"question : {figures['p50_ms']} ms (médiane), {figures['p95_ms']} ms (p95) ; "
        f"index écrit en {figures['build_s']} s"
    )


def _expansions(vocabulary: Path | None) -> Expansions:
    """Return what the words of the file mean; nothing when there is no file."""
    file = vocabulary or read_settings().content / _SYNONYMS
    if not file.is_file():
        return NONE
    reading = read(_SYNONYMS, read_text(file))
    if not isinstance(reading.document, Synonyms):
        raise InvalidInput("\n".join(map(str, reading.problems)))
    return expansions_of(reading.document)


COMMANDS = (search_command, eval_command)


def _search_on(house: House, day: date, words: str, limit: int) -> tuple[Results, float]:
    """Search the library of another day, through an index made for this one question."""
    findable = Findable(house.library.as_of(day))
    with tempfile.TemporaryDirectory(prefix="relais-index-") as name:
        folder = Path(name)
        with progress(len(findable.digests), "Index") as step:
            index_files.update(folder, lambda: findable, step)
        index = index_files.reopened(folder, None)
        assert index is not None
        started = time.perf_counter()
        expansions = expansions_of(findable.snapshot.synonyms)
        found = index.search(words, scope=Scope.AGENT, expansions=expansions, limit=limit)
        return found, (time.perf_counter() - started) * 1000


def _json(found: Results, took_ms: float) -> dict[str, object]:
    return {
        "query": found.query,
        "corrected": found.corrected,
        "took_ms": round(took_ms, 2),
        "results": [
            {
                "kind": r.kind,
                "path": r.path,
                "code": r.code,
                "title": r.title,
                "operator": r.operator,
                "ending": r.ending,
                "score": round(r.score, 4),
                "passage": _passage(r),
            }
            for r in found.results
        ],
    }


def _print(found: Results) -> None:
    if not found.results:
        click.echo("Aucun résultat. Essayez d’autres mots, ou moins de mots.")
    for r in found.results:
        click.echo(f"{r.code:<10} {r.title}  [{r.ending or r.kind}]\n           {_passage(r)}")


def _passage(result: Result) -> str:
    return "".join(piece.text for piece in result.passage)
