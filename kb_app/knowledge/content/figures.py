"""figures.yaml to its values: amounts, each with its periods and the source of each."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from kb_app.knowledge.content.fields import Fields
from kb_app.knowledge.content.model import Figure, FigureValue, Source
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.vocabulary import identified
from kb_app.knowledge.content.yaml_nodes import Mapping

PATH = "vocabulary/figures.yaml"
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class Unit:
    one: str
    """As written after 1 or 1,5."""
    many: str
    """As written from 2."""


UNITS: Table[str, Unit] = MappingProxyType(
    {
        "€": Unit("€", "€"),
        "€/heure": Unit("€ par heure", "€ par heure"),
        "€/jour": Unit("€ par jour", "€ par jour"),
        "€/mois": Unit("€ par mois", "€ par mois"),
        "€/trimestre": Unit("€ par trimestre", "€ par trimestre"),
        "€/an": Unit("€ par an", "€ par an"),
        "€/km": Unit("€ par km", "€ par km"),
        "%": Unit("%", "%"),
        "km": Unit("km", "km"),
        "m²": Unit("m²", "m²"),
        "heures": Unit("heure", "heures"),
        "jours": Unit("jour", "jours"),
        "mois": Unit("mois", "mois"),
        "ans": Unit("an", "ans"),
    }
)
"""What a value may be counted in, as figures.yaml writes it."""

VALUE_KEYS = ("valeur", "unite", "source", "valide_du", "valide_jusqu_au")
SOURCE_KEYS = ("titre", "adresse", "consulte_le")

# As French writes it, 1 234,50, or plainly, 1234.50; nothing else, so that none is misread.
_NUMBER = re.compile(
    r"(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,3}|[0-9]{1,9})(?:[.,][0-9]{1,4})?"
)
_SPACES = re.compile(r"[ \u00a0\u202f]")


def number_of(text: str) -> Decimal | None:
    """Return the number exactly as written, decimals kept (646,50), None when it is not one.

    Below a billion, with four decimals at most, never under zero.
    """
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(_SPACES.sub("", text).replace(",", "."))


def parse_figures(node: Mapping, found: Findings) -> tuple[Figure, ...]:
    """Read figures.yaml, in its order; the values of each figure come oldest first."""
    figures = []
    for id_, block in identified(node, found):
        fields = Fields(block, found, f"le montant « {id_[:40]} »", required=("libelle", "valeurs"))
        blocks = fields.blocks("valeurs")
        if not blocks:
            found.add("Y06", block.line, "ce montant n’a aucune valeur ; donnez-en une")
        read = [(_value(each, found), each.line) for each in blocks]
        located = [(value, line) for value, line in read if value]
        located.sort(key=lambda each: each[0].valid_from)
        _check_periods(located, found)
        label = fields.text("libelle", LONGEST_LABEL) or ""
        figures.append(Figure(id_, label, tuple(value for value, _ in located)))
    return tuple(figures)


def _value(block: Mapping, found: Findings) -> FigureValue | None:
    """Return one value, None when a mistake in it was told."""
    fields = Fields(block, found, "une valeur", required=VALUE_KEYS)
    source = _source(fields, found)
    number = _number(fields)
    unit = fields.choice("unite", tuple(UNITS))
    start, end = fields.date("valide_du"), fields.date("valide_jusqu_au")
    if start and end and end < start:
        found.add(
            "M07",
            fields.line_of("valide_jusqu_au"),
            f"cette valeur finit avant son début ({start}) ; corrigez l’une des deux dates",
        )
        return None
    if number is None or not unit or not source or not start or not end:
        return None
    return FigureValue(number, unit, source, start, end)


def _number(fields: Fields) -> Decimal | None:
    text = fields.text("valeur")
    number = None if text is None else number_of(text)
    if text is not None and number is None:
        fields.found.add(
            "M06",
            fields.line_of("valeur"),
            f"« {text[:40]} » n’est pas un nombre ; écrivez 646,52, l’unité à part",
        )
    return number


def _source(fields: Fields, found: Findings) -> Source | None:
    if (block := fields.block("source")) is None:
        return None
    inner = Fields(block, found, "une source de montant", required=SOURCE_KEYS)
    title, url, consulted = inner.text("titre"), inner.url("adresse"), inner.date("consulte_le")
    return Source(title, url, consulted) if title and url and consulted else None


def _check_periods(located: list[tuple[FigureValue, int]], found: Findings) -> None:
    """Tell of each value, oldest first, that begins before all those above it have ended."""
    last = date.min
    for value, line in located:
        if value.valid_from <= last:
            found.add(
                "M07",
                line,
                f"cette valeur commence avant la fin d’une autre ({last}) ; "
                "deux valeurs ne sont jamais en vigueur le même jour",
            )
        last = max(last, value.valid_until)


def lapsed_since(figure: Figure, day: date) -> date | None:
    """Return the first day without a value since the last one ended; None when one is in force,
    or none ever was.
    """
    if figure.on(day):
        return None
    ended = [value.valid_until for value in figure.values if value.valid_until < day]
    return date.fromordinal(max(ended).toordinal() + 1) if ended else None


def first_difference(old: Figure | None, new: Figure | None, day: date) -> date | None:
    """Return the first day, from `day` on, whose value is not the same in two states of an amount;
    None when there is none.
    """
    values = [value for figure in (old, new) if figure for value in figure.values]
    turns = {value.valid_from for value in values} | {after(value.valid_until) for value in values}
    days = sorted({day} | {turn for turn in turns if turn > day})
    return next((each for each in days if _held(old, each) != _held(new, each)), None)


def after(day: date) -> date:
    """Return the next day, or the last one there is."""
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))


def _held(figure: Figure | None, day: date) -> tuple[Decimal, str] | None:
    value = figure.on(day) if figure else None
    return (value.value, value.unit) if value else None
