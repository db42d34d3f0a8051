"""The form of an amount's value: what is typed, read strictly, given back when refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.addresses import is_https
from kb_app.knowledge.content.figures import LONGEST_LABEL, UNITS, number_of
from kb_app.knowledge.content.model import Figure, FigureValue, Source
from kb_app.knowledge.rendering.headings import slug

Form = MultiDict[str, str]

LONGEST: Mapping[str, int] = MappingProxyType(
    {"libelle": LONGEST_LABEL, "valeur": 20, "titre": 200, "adresse": 500}
)
"""Characters of each text."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "libelle": "Le nom du montant",
        "valeur": "La valeur",
        "titre": "Le titre de la source",
        "adresse": "L’adresse de la source",
        "consulte_le": "Le jour où la source a été consultée",
        "valide_du": "Le premier jour",
        "valide_jusqu_au": "Le dernier jour",
    }
)


class Mistyped(InvalidInput):
    """A field that cannot be kept as it is; `name` is the field's."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def read_figure(form: Form, today: date) -> Figure:
    """Return a new amount, named after its label, with its first value."""
    label = _text(form, "libelle")
    if not any(c.isalnum() for c in label):
        raise Mistyped("libelle", "Le nom du montant : écrivez-le en toutes lettres.")
    return Figure(slug(label), label, (read_value(form, today),))


def read_value(form: Form, today: date) -> FigureValue:
    number = number_of(_text(form, "valeur"))
    if number is None:
        raise Mistyped("valeur", "La valeur : écrivez un nombre, comme 646,52, sans l’unité.")
    unit = form.get("unite", "")
    if unit not in UNITS:
        raise Mistyped("unite", "Choisissez l’unité dans la liste.")
    source = _source(form, today)
    start, end = _day(form, "valide_du"), _day(form, "valide_jusqu_au")
    if end < start:
        raise Mistyped(
            "valide_jusqu_au", "Le dernier jour vient avant le premier : corrigez-en un."
        )
    return FigureValue(number, unit, source, start, end)


def proposed(figure: Figure | None) -> dict[str, str]:
    """Return what the form holds before anything is typed: what follows the last value.

    The day its source was opened is for whoever opens it to say.
    """
    if figure is None or not figure.values:
        return {}
    last = figure.values[-1]
    starts = last.valid_until + timedelta(days=1) if last.valid_until < date.max else None
    return {
        "unite": last.unit,
        "titre": last.source.title,
        "adresse": last.source.url,
        "valide_du": starts.isoformat() if starts else "",
    }


def _source(form: Form, today: date) -> Source:
    title, url = _text(form, "titre"), _text(form, "adresse")
    if not is_https(url):
        raise Mistyped("adresse", "L’adresse de la source commence par https://.")
    consulted = _day(form, "consulte_le")
    if consulted > today:
        raise Mistyped("consulte_le", "La source n’a pas pu être consultée un jour à venir.")
    return Source(title, url, consulted)


def _day(form: Form, name: str) -> date:
    typed = form.get(name, "").strip()
    try:
        if len(typed) == len("2026-01-31") and typed.isascii():
            return date.fromisoformat(typed)
    except ValueError:
        pass
    raise Mistyped(name, f"{LABELS[name]} : donnez une date, comme 2026-01-31.")


def _text(form: Form, name: str) -> str:
    """Return a text on one line, controls left out."""
    typed = form.get(name, "")
    text = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if not text:
        raise Mistyped(name, f"{LABELS[name]} : à remplir.")
    if len(text) > LONGEST[name]:
        raise Mistyped(name, f"{LABELS[name]} : gardez au plus {LONGEST[name]} caractères.")
    return text
