"""An operator's card to an `Operator`, or every mistake in it."""

from __future__ import annotations

import re

from kb_app.knowledge.content.fields import Fields, as_mapping
from kb_app.knowledge.content.kinds import folder_of
from kb_app.knowledge.content.model import Inbox, Operator
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping

REQUIRED = ("nom", "sigle", "genre", "presentation")
OPTIONAL = (
    "version", "noms_du_public", "site", "compte", "telephone", "horaires", "domaines", "couleur",
    "files",
)  # fmt: skip

GENRES = ("national", "local", "interne")

DOMAINS = (
    "emploi",
    "formation",
    "services-aux-personnes",
    "jeunesse",
    "juridique",
    "entreprises-et-agricole",
)
"""The six poles of a house."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_INBOX = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_DELAY = re.compile(r"[1-9]\d{0,2}[ \u00a0\u202f]?(?:h|heures|j|jours)")


def parse(path: str, node: Mapping, found: Findings) -> Operator:
    """Read an operator's card; the value is meaningless when `found` is refused."""
    fields = Fields(node, found, "un opérateur", required=REQUIRED, optional=OPTIONAL)
    fields.version("version")
    inboxes = fields.block("files")
    return Operator(
        path=path,
        slug=folder_of(path),
        name=fields.text("nom") or "",
        acronym=fields.text("sigle") or "",
        visitor_names=fields.texts("noms_du_public"),
        genre=fields.choice("genre", GENRES) or "",
        site=fields.url("site"),
        account=fields.text("compte"),
        phone=fields.text("telephone"),
        hours=fields.text("horaires"),
        domains=fields.choices("domaines", DOMAINS),
        colour=_colour(fields),
        inboxes=tuple(_inbox(entry, found) for entry in inboxes.entries) if inboxes else (),
        presentation=fields.text("presentation", 4_000) or "",
    )


def _colour(fields: Fields) -> str | None:
    colour = fields.text("couleur")
    if colour is not None and not _COLOUR.fullmatch(colour):
        fields.found.add(
            "O01",
            fields.line_of("couleur"),
            f'la couleur « {colour[:40]} » est mal écrite ; écrivez par exemple "#1f5b8f"',
        )
    return colour


def _inbox(entry: Entry, found: Findings) -> Inbox:
    id_ = entry.key.text
    if not _INBOX.fullmatch(id_):
        found.add(
            "O02",
            entry.key.line,
            f"l’identifiant de file « {id_[:40]} » est mal écrit ; "
            "minuscules sans accent, chiffres et tirets",
        )
    block = as_mapping(entry.value, id_, found)
    if block is None:
        return Inbox(id_, "", "", ())
    fields = Fields(
        block, found, f"la file « {id_[:40]} »", required=("nom", "reponse_sous", "canaux")
    )
    delay = fields.text("reponse_sous")
    if delay and not _DELAY.fullmatch(delay):
        found.add(
            "O03", fields.line_of("reponse_sous"), f"le délai « {delay[:40]} » : écrivez 72 h"
        )
    return Inbox(id_, fields.text("nom") or "", delay or "", fields.texts("canaux"))
