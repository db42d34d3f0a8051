"""Amounts for tests: values that are nobody's, in the form of figures.yaml."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kb_app.knowledge.content.model import Figure, FigureValue, Source

PATH = "vocabulary/figures.yaml"
SOURCE = Source("Barème d’essai", "https://exemple.gouv.fr/b", date(2026, 1, 2))
THIS_YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def value(
    number: str = "646.52",
    start: date = THIS_YEAR[0],
    end: date = THIS_YEAR[1],
    unit: str = "€/mois",
) -> FigureValue:
    return FigureValue(Decimal(number), unit, SOURCE, start, end)


def figure(*values: FigureValue, id_: str = "rsa", label: str = "RSA d’essai") -> Figure:
    return Figure(id_, label, values or (value(),))


def value_text(
    number: str = "646,52",
    start: date | str = THIS_YEAR[0],
    end: date | str = THIS_YEAR[1],
    unit: str = "€/mois",
) -> str:
    """Return one item of `valeurs`, of six lines."""
    return (
        f"    - valeur: {number}\n"
        f"      unite: {unit}\n"
        "      source:\n"
        f"        {{ titre: {SOURCE.title}, adresse: '{SOURCE.url}', consulte_le: 2026-01-02 }}\n"
        f"      valide_du: {start}\n"
        f"      valide_jusqu_au: {end}\n"
    )


def figure_text(*values: str, id_: str = "rsa", label: str = "RSA d’essai") -> str:
    """Return the block of one amount; its first value is on the fourth line."""
    return f"{id_}:\n  libelle: {label}\n  valeurs:\n{''.join(values or (value_text(),))}"
