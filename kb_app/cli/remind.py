"""`kb remind`: writes to those for whom something waits."""

from __future__ import annotations

import json

import click

from kb_app.cli.opened import opened
from kb_app.errors import InvalidInput
from kb_app.people.upkeep.letters import Letter
from kb_app.people.upkeep.mail import Post, read_server
from kb_app.people.upkeep.reminders import Reminders, Sent
from kb_app.web.house import House


@click.command("remind")
@click.option("--dry-run", "dry", is_flag=True, help="Montre les e-mails ; rien n’est envoyé.")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme.")
def remind(dry: bool, as_json: bool) -> None:
    """Rappelle par e-mail ce qui est à relire, au plus une fois par jour et par compte."""
    house = opened()
    settings = house.settings
    day = house.today()
    reminders = _reminders(house)
    letters = reminders.due(day, settings.site_name, settings.site_url)
    if dry:
        _show(letters, as_json)
        return
    if not settings.smtp_url or not settings.mail_from:
        raise InvalidInput(
            "Aucun e-mail n’est parti : donnez KB_SMTP_URL et KB_MAIL_FROM. "
            "« kb remind --dry-run » montre ce qui serait envoyé."
        )
    post = Post(read_server(settings.smtp_url), settings.mail_from)
    if not letters:
        _tell(Sent((), (), ()), as_json)
        return
    with post:
        sent = reminders.send(letters, day, post)
    _tell(sent, as_json)


COMMANDS = (remind,)


def _reminders(house: House) -> Reminders:
    return Reminders(
        house.engine,
        house.accounts,
        house.upkeep,
        house.authoring,
        house.now,
        lambda account: len(house.feedback.waiting(account)),
    )


def _show(letters: tuple[Letter, ...], as_json: bool) -> None:
    if as_json:
        rows = [{"to": e.to, "subject": e.subject, "text": e.text} for e in letters]
        click.echo(json.dumps({"letters": rows}, ensure_ascii=False))
        return
    for each in letters:
        click.echo(f"À : {each.to}\nObjet : {each.subject}\n\n{each.text}\n{'-' * 60}")
    click.echo(f"{len(letters)} e-mail{'s' if len(letters) > 1 else ''} à envoyer.")


def _tell(sent: Sent, as_json: bool) -> None:
    """Say what became of each letter; exit status 1 unless all left for certain."""
    if as_json:
        told = {"sent": sent.sent, "unsure": sent.unsure, "failed": sent.failed}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for trouble in sent.failed:
            click.echo(f"Pas envoyé : {trouble}", err=True)
        for trouble in sent.unsure:
            click.echo(f"Peut-être envoyé, pas de nouvel essai ce jour : {trouble}", err=True)
        count = len(sent.sent)
        click.echo(f"{count} e-mail{'s' if count > 1 else ''} envoyé{'s' if count > 1 else ''}.")
    if sent.failed or sent.unsure:
        raise SystemExit(1)
