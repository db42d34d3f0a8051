"""Amounts in words, as they are on a day, wherever a sheet cites one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from types import MappingProxyType

from babel.dates import format_date
from babel.numbers import format_decimal

from kb_app.knowledge.content.citations import CITATION, cited, header_texts
from kb_app.knowledge.content.figures import UNITS, lapsed_since
from kb_app.knowledge.content.model import Figure, FigureValue, Sheet, Source

TO_CHECK = "montant à vérifier"
"""Said of a value that is not there: one that lapsed is never shown as if it were current."""
BLANK = "____"
"""Stands in a sentence where the number would, as on a form: whatever is around it still reads. Not
dots, which end a sentence; on paper, there is room to write."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one amount, on one day."""

    id: str
    label: str
    words: str
    """« 646,52 € par mois », or TO_CHECK."""
    note: str
    """« au 1er avril 2026 », or why there is no value."""
    until: date | None
    """Last day of the value; None when there is none."""
    source: Source | None
    """Of the value or, when it lapsed, of the last one there was."""
    unit: str = ""
    """« € par mois »; empty when the library does not know it."""

    @property
    def in_force(self) -> bool:
        return self.until is not None

    @property
    def amount(self) -> str:
        """What stands in a sentence: the value, or BLANK in its unit."""
        if self.in_force:
            return self.words
        return f"{BLANK}\u00a0{self.unit}" if self.unit else BLANK

    @property
    def aside(self) -> str:
        """What is said beside it: since when, or that it is to be checked and why."""
        return self.note if self.in_force else f"{self.words}\u00a0: {self.note}"

    @property
    def plain(self) -> str:
        """The amount within a text that nothing stands beside: short, to be read in a breath."""
        return self.words if self.in_force else f"{self.amount} ({self.words})"


Tell = Callable[[str], Told]
"""Give the id of an amount, whatever it is, get what is said of it that day."""

_NONE: Mapping[str, Figure] = MappingProxyType({})


def telling(figures: Mapping[str, Figure], day: date) -> Tell:
    """Return what tells each of these amounts as they are on a day."""

    def tell(id_: str) -> Told:
        figure = figures.get(id_)
        if figure is None:
            return Told(id_, id_, TO_CHECK, "la bibliothèque ne le donne pas", None, None)
        value = figure.on(day)
        if value is None:
            last = [each for each in figure.values if each.valid_until < day][-1:]
            return Told(
                id_,
                figure.label,
                TO_CHECK,
                _absence(figure, day),
                None,
                last[0].source if last else None,
                UNITS[figure.values[-1].unit].many if figure.values else "",
            )
        note = f"au {day_words(value.valid_from)}"
        return Told(id_, figure.label, value_words(value), note, value.valid_until, value.source)

    return tell


NOTHING_TOLD: Tell = telling(_NONE, date.min)
"""Tells every amount as unknown: for what is drawn without a library."""


def value_words(value: FigureValue) -> str:
    """Return « 1 234,50 € par mois » with its no-break spaces; euros have no or two decimals."""
    decimals = max(0, -int(value.value.as_tuple().exponent))
    if value.unit.startswith("€") and decimals:
        decimals = max(2, decimals)
    number = format_decimal(value.value, format=f"#,##0.{'0' * decimals}", locale="fr")
    unit = UNITS[value.unit]
    return f"{number}\u00a0{unit.many if value.value >= 2 else unit.one}"


def day_words(day: date) -> str:
    """Return « 3 novembre 2026 »; the first of a month is « 1er »."""
    text = format_date(day, "d MMMM y", locale="fr")
    return text.replace("1 ", "1er ", 1) if day.day == 1 else text


def in_words(text: str, tell: Tell) -> str:
    """Return a text without marks, its citations replaced by what they say."""
    if "{{" not in text:
        return text
    return CITATION.sub(lambda match: tell(match[1]).plain, text)


def named(text: str, tell: Tell) -> str:
    """Return a text to compare with another: which amounts it cites, and what they are.

    « [RSA d’une personne seule : 646,52 € par mois] », a typed amount being none of these.
    """

    def name(id_: str) -> str:
        told = tell(id_)
        return f"[{told.label} : {told.words}]"

    return CITATION.sub(lambda match: name(match[1]), text)


def header_in_words(sheet: Sheet, tell: Tell) -> Sheet:
    """Return the sheet with the amounts that its header cites in words; the body is for render."""
    if not any("{{" in text for text in header_texts(sheet)):
        return sheet
    return replace(
        sheet,
        summary=in_words(sheet.summary, tell),
        criterion=sheet.criterion and in_words(sheet.criterion, tell),
        delay=sheet.delay and in_words(sheet.delay, tell),
        cost=sheet.cost and in_words(sheet.cost, tell),
    )


def cited_in_header(sheet: Sheet) -> tuple[str, ...]:
    """Return the ids that the header cites, each once."""
    return tuple(dict.fromkeys(id_ for text in header_texts(sheet) for id_ in cited(text)))


def as_html(text: str, tell: Tell, prefix: str, *, linked: bool) -> str:
    """Return the escaped text, its citations marked; `linked` leads each to its entry.

    The entry, with the dates and the source, has the id that `entry_id` gives.
    """
    out = []
    end = 0
    for match in CITATION.finditer(text):
        out.append(escape(text[end : match.start()], quote=False))
        out.append(_marked(tell(match[1]), prefix, linked=linked))
        end = match.end()
    return "".join((*out, escape(text[end:], quote=False)))


def entry_id(prefix: str, id_: str) -> str:
    """Return the id of what a page says of an amount; no heading has the like."""
    return f"{prefix}_{id_}"


def _marked(told: Told, prefix: str, *, linked: bool) -> str:
    """Write the amount, then its date or why it is to be checked in small: seen, heard and
    printed without hovering.
    """
    name = "montant" if told.in_force else "montant montant-perdu"
    title = escape(f"{told.label}, {told.note}")
    inner = f'class="{name}" title="{title}">{escape(told.amount, quote=False)}'
    tag = (
        f'<a href="#{escape(entry_id(prefix, told.id))}" {inner}</a>'
        if linked
        else f"<span {inner}</span>"
    )
    return f'{tag} <small class="montant-note">({escape(told.aside, quote=False)})</small>'


def _absence(figure: Figure, day: date) -> str:
    if since := lapsed_since(figure, day):
        return f"n’est plus en vigueur depuis le {day_words(since)}"
    if figure.values:
        return f"ne sera en vigueur que le {day_words(figure.values[0].valid_from)}"
    return "la bibliothèque ne le donne pas"
