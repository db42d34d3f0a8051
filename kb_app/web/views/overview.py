"""The library seen from above: themes and operators with their counts, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from types import MappingProxyType

from kb_app.knowledge.content.model import Operator
from kb_app.library.model import Version
from kb_app.library.snapshot import Snapshot
from kb_app.web.links import address_of
from kb_app.web.views.lines import operator_label, short_name

THEME_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "papiers-citoyennete": "person-vcard",
        "social-sante": "heart-pulse",
        "famille-scolarite": "backpack",
        "logement": "house-door",
        "emploi-formation": "briefcase",
        "travail-formation": "person-workspace",
        "argent-impots-consommation": "wallet2",
        "transports-mobilite": "car-front",
        "justice": "bank",
        "etranger-europe": "globe-europe-africa",
        "numerique": "laptop",
        "loisirs-sport-culture": "bicycle",
    }
)
"""Themes are content and may be others: those have the icon of a folder."""


@dataclass(frozen=True, slots=True)
class Tile:
    address: str
    title: str
    text: str | None
    icon: str
    count: int
    """How many sheets are behind it."""


@dataclass(frozen=True, slots=True)
class Change:
    address: str
    title: str
    operator: str
    number: int
    day: date
    """From which it could be read: the publication, or later when it was planned."""


def theme_tiles(snapshot: Snapshot) -> tuple[Tile, ...]:
    """Return the themes that have sheets, in the order their file gives."""
    return tuple(
        Tile(
            f"/themes/{theme.id}",
            theme.title,
            theme.description,
            THEME_ICONS.get(theme.id, "folder2-open"),
            len(snapshot.by_theme[theme.id]),
        )
        for theme in snapshot.themes
        if theme.id in snapshot.by_theme
    )


def operator_tiles(snapshot: Snapshot, genre: str | None = None) -> tuple[Tile, ...]:
    """Return the operators' cards, of one genre or all; one without sheets has its card too."""
    return tuple(
        Tile(
            address_of(operator.path),
            short_name(operator),
            _other_name(operator),
            _operator_icon(operator),
            len(snapshot.sheets_of(operator.slug)),
        )
        for operator in snapshot.operators.values()
        if genre in (None, operator.genre)
    )


def changes(latest: Iterable[Version], snapshot: Snapshot, timezone: tzinfo) -> tuple[Change, ...]:
    """Return the publications that changed a sheet one may read, in the order given."""
    return tuple(
        Change(
            address_of(version.path),
            snapshot.sheets[version.path].document.title,
            operator_label(snapshot.operators, snapshot.sheets[version.path].document.operator),
            version.number,
            max(version.valid_from, version.at.astimezone(timezone).date()),
        )
        for version in latest
        if version.path in snapshot.sheets
    )


def _operator_icon(operator: Operator) -> str:
    return "house" if operator.genre == "interne" else "building"


def _other_name(operator: Operator) -> str | None:
    """Return the one of its two names that its tile does not have for title."""
    names = {operator.name, operator.acronym} - {short_name(operator)}
    return names.pop() if names else None
