"""`kb audit`: the log of who did what, and the proof that nothing was changed since."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from kb_app.cli.opened import opened
from kb_app.cli.progress import late_progress
from kb_app.database.audit import Entry
from kb_app.errors import InvalidInput
from kb_app.library.verify import LOG, Break, Verdict

_SEAL = re.compile(r"[0-9a-f]{64}")
_AT_ONCE = 1000


@click.group("audit")
def audit() -> None:
    """Lit le journal de ce qui a été fait, et vérifie que rien n’y a été changé."""


@audit.command("verify")
@click.option("--head", "noted", default="", help="Empreinte notée un autre jour, à y retrouver.")
@click.option("--json", "as_json", is_flag=True, help="Le résultat en JSON.")
def verify(noted: str, as_json: bool) -> None:
    """Vérifie le journal et toutes les versions, et nomme le premier maillon rompu de chacun."""
    noted = noted.strip().lower()
    if noted and not _SEAL.fullmatch(noted):
        raise InvalidInput("Une empreinte a 64 chiffres et lettres de a à f : recopiez-la entière.")
    house = opened()
    with late_progress(house.audit_log.count(), "Vérification") as step:
        verdict = house.audit_log.verify(noted, step)
    if as_json:
        click.echo(json.dumps(asdict(verdict), default=datetime.isoformat, ensure_ascii=False))
    else:
        _tell(verdict, house.settings.timezone)
    if verdict.breaks:
        sys.exit(1)


@audit.command("list")
@click.option("--since", default="", metavar="AAAA-MM-JJ", help="Depuis ce jour compris.")
@click.option("--json", "as_json", is_flag=True, help="Une entrée par ligne, en JSON, sans nom.")
def list_entries(since: str, as_json: bool) -> None:
    """Liste les entrées du journal, les plus récentes d’abord."""
    house = opened()
    zone = house.settings.timezone
    start = _day(since, zone) if since else None
    names = house.accounts.names()
    before: int | None = None
    while entries := house.audit_log.newest(_AT_ONCE, before=before, since=start):
        before = entries[-1].sequence
        for entry in entries:
            click.echo(_as_json(entry) if as_json else _as_line(entry, names, zone))


COMMANDS = (audit,)


def _tell(verdict: Verdict, zone: ZoneInfo) -> None:
    for each in verdict.breaks:
        click.echo(_broken(each, zone), err=True)
    state = "des maillons sont rompus" if verdict.breaks else "tout se tient"
    click.echo(
        f"{verdict.entries} entrées du journal, {verdict.versions} versions de "
        f"{verdict.documents} documents : {state}."
    )
    if verdict.head and verdict.head_at:
        click.echo(
            f"Empreinte de la dernière entrée qui tient ({_moment(verdict.head_at, zone)}) :\n"
            f"{verdict.head}\n"
            "Notez-la hors de ce serveur. Une fin de journal retirée, ou un journal récrit en "
            "entier,\nne se voit qu’en l’y cherchant : kb audit verify --head EMPREINTE"
        )


def _broken(each: Break, zone: ZoneInfo) -> str:
    when = f" du {_moment(each.at, zone)}" if each.at else ""
    what = "entrée" if each.path == LOG else "version"
    return f"{each.path} : {what} {each.number}{when} : {each.said}"


def _as_line(entry: Entry, names: dict[int, str], zone: ZoneInfo) -> str:
    who = "commande du serveur"
    if entry.account_id is not None:
        who = names.get(entry.account_id, f"compte {entry.account_id}")
    number = f" version {entry.number}" if entry.number is not None else ""
    detail = f" · {entry.detail}" if entry.detail else ""
    moment = _moment(entry.at, zone)
    return (
        f"{entry.sequence:>6} {moment}  {entry.action:<18} {entry.subject}{number}{detail} · {who}"
    )


def _as_json(entry: Entry) -> str:
    return json.dumps(asdict(entry), default=datetime.isoformat, ensure_ascii=False)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _day(typed: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=zone)
    except ValueError:
        raise InvalidInput(f"« {typed[:40]} » n’est pas une date : écrivez 2026-11-22.") from None
