"""Amounts added to figures.yaml, whose every other byte is kept.

As in `edits`: texts have LF line ends, an empty one is a file to begin, what comes back has been
read again and means what it should. InvalidInput says in a sentence why it cannot be.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import yaml

from kb_app.errors import InvalidInput
from kb_app.knowledge.content import yaml_additions as additions
from kb_app.knowledge.content.figures import PATH
from kb_app.knowledge.content.model import Figure, FigureValue, Level
from kb_app.knowledge.content.read import read

_BY_HAND = (
    "Ce fichier est écrit d’une façon qui ne se complète pas toute seule : changez-le à la main."
)


def figures_in(text: str) -> dict[str, Figure]:
    """Return the amounts of a text, by id."""
    reading = read(PATH, text)
    if reading.document is None:
        first = next(p for p in reading.problems if p.level is Level.ERROR)
        raise InvalidInput(
            f"Les montants ne peuvent pas être complétés, ligne {first.line} : {first.message}."
        )
    assert isinstance(reading.document, tuple)
    return {figure.id: figure for figure in reading.document if isinstance(figure, Figure)}


def with_figure(text: str, figure: Figure) -> str:
    """Add an amount that is not there, with its first value."""
    before = figures_in(text)
    if figure.id in before:
        raise InvalidInput(
            f"Le montant « {figure.id} » existe déjà : donnez-lui une nouvelle valeur."
        )
    title = f"libelle: {additions.scalar(figure.label)}"
    items = {"valeurs": [_item(value) for value in figure.values]}
    edited = additions.with_entry(text, figure.id, title, items)
    return _verified(edited, {**before, figure.id: figure})


def with_next_value(text: str, id_: str, new: FigureValue) -> str:
    """Add the value that follows the others of an amount.

    The last one ends the day before when it was to last longer: a rate may be raised early.
    """
    before = figures_in(text)
    figure = before.get(id_)
    if figure is None or not figure.values:
        raise InvalidInput(f"Le montant « {id_[:40]} » n’est plus dans la bibliothèque.")
    last = figure.values[-1]
    if new.valid_from <= last.valid_from:
        raise InvalidInput(
            f"La nouvelle valeur commence après la dernière connue, du {last.valid_from:%d/%m/%Y}."
        )
    ended = replace(last, valid_until=min(last.valid_until, new.valid_from - timedelta(days=1)))
    if ended != last:
        text = _ending(text, id_, last.valid_from, ended.valid_until)
    edited = additions.with_items(text, _values(text, id_), [_item(new)])
    values = (*figure.values[:-1], ended, new)
    return _verified(edited, {**before, id_: replace(figure, values=values)})


def _ending(text: str, id_: str, start: date, end: date) -> str:
    """Change the last day of the value that starts on a day."""
    for item in _values(text, id_).value:
        begins = additions.value_of(item, "valide_du")
        if begins is not None and begins.value.strip() == start.isoformat():
            held = additions.value_of(item, "valide_jusqu_au")
            return additions.with_scalar(text, held, end.isoformat())
    raise InvalidInput(_BY_HAND)


def _values(text: str, id_: str) -> yaml.SequenceNode:
    held = additions.value_of(additions.value_of(additions.root_of(text), id_), "valeurs")
    if not isinstance(held, yaml.SequenceNode):
        raise InvalidInput(_BY_HAND)
    return held


def _item(value: FigureValue) -> additions.Item:
    source = value.source
    assert source.consulted
    return {
        "valeur": _number(value.value),
        "unite": value.unit,
        "source": {
            "titre": source.title,
            "adresse": source.url,
            "consulte_le": source.consulted.isoformat(),
        },
        "valide_du": value.valid_from.isoformat(),
        "valide_jusqu_au": value.valid_until.isoformat(),
    }


def _number(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _verified(edited: str, expected: dict[str, Figure]) -> str:
    """Return the text, held to what it was to become."""
    if figures_in(edited) != expected:
        raise InvalidInput(_BY_HAND)
    return edited
