"""`kb user`: accounts, from the command line. Passwords are asked for, or read from a script."""

from __future__ import annotations

import click

from kb_app.cli.opened import opened
from kb_app.errors import NotFound
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.model import Account, Role


@click.group("user")
def user() -> None:
    """Crée, liste et ferme les comptes."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Nom affiché.")
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
@click.option("--operator", "operators", multiple=True, help="Opérateur dont il répond.")
@click.option("--house", default=None, help="Maison France Services.")
@click.password_option("--password", help="Demandé si absent ; 15 caractères au moins.")
def add(
    login: str,
    name: str,
    role: str,
    operators: tuple[str, ...],
    house: str | None,
    password: str,
) -> None:
    """Crée un compte."""
    account = opened().accounts.create(
        login, name, Role(role), password, operators=operators, house=house
    )
    click.echo(f"Compte créé : {account.login} ({account.role.label})")


@user.command("list")
def list_accounts() -> None:
    """Liste les comptes."""
    for a in opened().accounts.everyone():
        state = "actif" if a.active else "désactivé"
        operators = f" · {', '.join(sorted(a.operators))}" if a.operators else ""
        click.echo(f"{a.login:<32} {a.role.label:<22} {state:<10} {a.name}{operators}")


@user.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """Désactive un compte et ferme ses sessions."""
    accounts = opened().accounts
    accounts.set_active(named(accounts, login).id, False)
    click.echo(f"Compte désactivé : {login}")


@user.command("enable")
@click.argument("login")
def enable(login: str) -> None:
    """Réactive un compte."""
    accounts = opened().accounts
    accounts.set_active(named(accounts, login).id, True)
    click.echo(f"Compte réactivé : {login}")


@user.command("role")
@click.argument("login")
@click.argument("role", type=click.Choice([r.value for r in Role]))
@click.option("--operator", "operators", multiple=True, help="Opérateur dont il répond.")
def role(login: str, role: str, operators: tuple[str, ...]) -> None:
    """Change le rôle d’un compte et ferme ses sessions."""
    accounts = opened().accounts
    accounts.set_role(named(accounts, login).id, Role(role), operators)
    click.echo(f"Rôle changé : {login} est {Role(role).label}")


@user.command("password")
@click.argument("login")
@click.password_option("--password", help="Demandé si absent ; 15 caractères au moins.")
def password(login: str, password: str) -> None:
    """Donne un nouveau mot de passe et ferme les sessions."""
    accounts = opened().accounts
    accounts.set_password(named(accounts, login).id, password)
    click.echo(f"Mot de passe changé : {login}")


@user.command("erase")
@click.argument("login")
@click.confirmation_option(prompt="Effacer le nom et l’identifiant de ce compte ?")
def erase(login: str) -> None:
    """Efface les données personnelles d’un compte ; ce qu’il a publié reste, sans nom."""
    accounts = opened().accounts
    accounts.erase(named(accounts, login).id)
    click.echo("Compte effacé")


COMMANDS = (user,)


def named(accounts: Accounts, login: str) -> Account:
    """Return the account with this login. Raises NotFound when nobody has it."""
    account = accounts.find(login)
    if account is None:
        raise NotFound(f"Aucun compte ne s’appelle « {login} ».")
    return account
