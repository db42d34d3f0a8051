"""The `kb` command."""

from __future__ import annotations

import sys

import click

from kb_app.cli import audit, content, library, people, remind, search, serve, trees
from kb_app.errors import RelaisError

GROUPS = (content, library, search, trees, people, audit, remind, serve)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="relais")
def kb() -> None:
    """Relais : la base de connaissances des agents France Services."""


for group in GROUPS:
    for command in group.COMMANDS:
        kb.add_command(command)


def main() -> None:
    """Run `kb`; what is refused is said in French on standard error, with exit status 1."""
    try:
        sys.exit(kb.main(prog_name="kb", standalone_mode=False))
    except RelaisError as error:
        click.echo(str(error), err=True)
    except OSError as error:
        click.echo(
            f"« {error.filename} » ne peut pas être lu ou écrit ({error.strerror}) : vérifiez le "
            "chemin, les droits et l’espace du disque.",
            err=True,
        )
    except click.ClickException as error:
        error.show()
    except click.Abort:
        click.echo("Abandon.", err=True)
    sys.exit(1)
