"""`kb serve`, `kb demo`, `kb settings`: run the house."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import click

from kb_app.cli.library import tell_lost, update_index
from kb_app.cli.progress import progress
from kb_app.config import SETTINGS, Settings, read_settings
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Document, Problem
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.files import read_folder
from kb_app.library.search_replay import problems_of, replayed
from kb_app.library.watch import watch
from kb_app.people.accounts.demo import DEMO_ACCOUNTS, ensure_demo_accounts
from kb_app.web.house import House, open_house
from kb_app.web.server import Server


@click.command("serve")
@click.option(
    "--watch", "watching", is_flag=True, help="Importe les fichiers dès qu’on les enregistre."
)
def serve(watching: bool) -> None:
    """Sert l’application ; au premier démarrage, importe la bibliothèque livrée."""
    settings = read_settings()
    if watching and not settings.content.is_dir():
        raise InvalidInput(f"Rien à surveiller : le dossier {settings.content} n’existe pas.")
    _serve(settings, watching)


@click.command("demo")
def demo() -> None:
    """Sert l’application avec un compte de démonstration par rôle."""
    _serve(replace(read_settings(), demo=True), watching=False)


@click.command("settings")
def show_settings() -> None:
    """Liste les réglages, lus dans l’environnement."""
    for s in SETTINGS:
        given = os.environ.get(s.name) or s.default
        value = "(donné, caché)" if given and s.secret else given or "(vide)"
        click.echo(f"{s.name:<20} {s.help}\n{'':<20} → {value}")


COMMANDS = (serve, demo, show_settings)


def _serve(settings: Settings, watching: bool) -> None:
    _check_port(settings)
    house = open_house(settings)
    first = house.library.snapshot().sequence == 0
    if first:
        _first_start(house)
    if settings.demo:
        ensure_demo_accounts(house.accounts)
    _prepare_index(house, first)
    _announce(house)
    # Connections do not survive the fork of the workers.
    house.engine.dispose()
    if watching:
        # With a library of its own: a worker forked while it is at work must find no lock taken.
        _watch(open_house(settings))
    Server(house).run()


def _watch(house: House) -> None:
    """Import what its author saves, saying which questions that loses: a desk is not held up."""

    def hold(documents: Mapping[str, Document]) -> None:
        tell_lost(house, documents)

    work = partial(watch, house.library, house.settings.content, hold=hold)
    threading.Thread(target=work, daemon=True).start()


def _check_port(settings: Settings) -> None:
    """Say at once that another program is there, rather than after the whole preparation."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise InvalidInput(
                f"Impossible d’écouter sur {settings.host}:{settings.port} ({error.strerror}). "
                "Choisissez un autre port, par exemple : KB_PORT=8001 make run"
            ) from error


def _first_start(house: House) -> None:
    """Import what the product ships; a sheet that does not pass is said, the rest goes in."""
    content = house.settings.content
    if not content.is_dir():
        click.echo(f"Aucune bibliothèque à importer : {content} n’existe pas.", err=True)
        return
    folder = read_folder(content)
    texts = incoming(folder.texts)
    with progress(len(texts), "Import") as step:
        # All at once: killed on the way, the next start is still the first.
        report = import_texts(
            house.library, texts, "bibliothèque livrée", progress=step, batch=len(texts) or 1
        )
    for problem in (*folder.problems, *report.refused):
        click.echo(str(problem), err=True)
    house.library.refresh()


def _prepare_index(house: House, first: bool) -> None:
    """Write the index before the first reader; a full disk does not keep the house closed.

    At the first start, also say which of the library's own search cases do not find their sheet.
    """
    try:
        update_index(house)
        for problem in _unfound(house) if first else ():
            click.echo(str(problem), err=True)
    except OSError as error:
        click.echo(
            f"L’index de recherche ne peut pas être écrit ({error.strerror}) : vérifiez l’espace "
            f"et les droits de {house.settings.index}. Le reste est servi.",
            err=True,
        )


def _unfound(house: House) -> tuple[Problem, ...]:
    return problems_of(replayed(house.library.snapshot(), house.settings.index))


def _announce(house: House) -> None:
    settings = house.settings
    click.echo(f"{settings.site_name} : http://{settings.host}:{settings.port}/")
    if settings.demo:
        click.echo("Comptes de démonstration (identifiant · mot de passe · rôle) :")
        for account in DEMO_ACCOUNTS:
            click.echo(f"  {account.login} · {account.password} · {account.role.label}")
    elif not house.accounts.everyone():
        click.echo("Aucun compte : créez le premier avec « kb user add ».")
