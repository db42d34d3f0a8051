"""Amounts: numbers read exactly, one value a day, never one without its source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kb_app.knowledge.content.figures import first_difference, lapsed_since, number_of
from kb_app.knowledge.content.model import Figure
from kb_app.knowledge.content.read import Reading, read
from tests.amounts import PATH, SOURCE, figure, figure_text, value, value_text


def reading(text: str) -> Reading:
    return read(PATH, text)


def told(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in reading(text).problems]


def test_a_figure_is_read_with_its_values_the_oldest_first() -> None:
    later = value_text("650", date(2027, 1, 1), date(2027, 12, 31))
    [found] = reading(figure_text(later, value_text())).document or ()  # type: ignore[misc]
    assert found == figure(value(), value("650", date(2027, 1, 1), date(2027, 12, 31)))


def test_a_file_without_an_amount_is_a_good_one() -> None:
    for text in ("", "# rien\n", "\n"):
        assert reading(text) == Reading((), ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("646,52", "646.52"),
        ("646.50", "646.50"),
        ("0", "0"),
        ("1 234,5", "1234.5"),
        ("12\u202f345\u00a0678", "12345678"),
        ("999999999,9999", "999999999.9999"),
    ],
)
def test_a_number_is_kept_exactly_as_written(written: str, expected: str) -> None:
    assert str(number_of(written)) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-3",
        "1e9",
        "646,52 €",
        "1,234.5",
        "12 34",
        "1.234,5",
        "٣",
        "NaN",
        "1_000",
        "646,",
        "½",
        "1234567890",
        "0,12345",
        "1 2345",
        " 3",
    ],
)
def test_what_is_not_one_is_refused(written: str) -> None:
    assert number_of(written) is None


def test_a_value_that_is_no_number_is_told_at_its_line() -> None:
    assert told(figure_text(value_text("environ 600"))) == [(4, "M06")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("      unite: francs\n", "D05"),
        ("      valide_du: 2026-02-30\n", "D02"),
        ("      valide_jusqu_au: \n", "Y06"),
        ("      source:\n        { titre: a, adresse: 'a.fr', consulte_le: 2026-01-02 }\n", "D03"),
        ("      source:\n        { titre: a, adresse: 'https://a.fr' }\n", "Y06"),
    ],
)  # fmt: skip
def test_each_key_of_a_value_is_held_to_its_form(line: str, code: str) -> None:
    key = line.split(":")[0] + ":"
    lines = value_text().splitlines(keepends=True)
    start = next(n for n, each in enumerate(lines) if each.startswith(key))
    lines[start : start + line.count("\n")] = [line]
    [(where, found)] = told(figure_text("".join(lines)))
    assert found == code
    assert 4 <= where <= 9


def test_no_amount_without_its_source() -> None:
    lines = value_text().splitlines(keepends=True)
    without = "".join(line for n, line in enumerate(lines) if n not in (2, 3))
    assert told(figure_text(without)) == [(4, "Y06")]


def test_no_amount_without_a_value() -> None:
    assert (1, "Y06") in [
        (max(line - 1, 1), code)
        for line, code in told("rsa:\n  libelle: RSA\n  valeurs: []\n")
    ]  # fmt: skip


def test_two_values_are_never_in_force_the_same_day() -> None:
    again = value_text("650", date(2026, 12, 31), date(2027, 12, 31))
    assert told(figure_text(value_text(), again)) == [(10, "M07")]
    assert told(figure_text(again, value_text())) == [(4, "M07")]
    inside = value_text("1", date(2026, 3, 1), date(2026, 3, 31))
    after = value_text("2", date(2026, 6, 1), date(2027, 6, 1))
    assert told(figure_text(value_text(), inside, after)) == [(10, "M07"), (16, "M07")]


def test_a_value_ends_after_it_begins() -> None:
    assert told(figure_text(value_text(end=date(2025, 1, 1)))) == [(9, "M07")]
    assert told(figure_text(value_text(end=date(2026, 1, 1)))) == []


def test_an_amount_is_told_once_by_its_id() -> None:
    assert "Y02" in [code for _, code in told(figure_text() + figure_text())]
    assert (1, "M03") in told(figure_text(id_="RSA"))


def test_braces_in_an_amount_are_refused() -> None:
    assert told(figure_text(label='"{{ montant: rsa }}"')) == [(2, "M09")]


def test_a_day_has_its_value_or_none() -> None:
    later = value("650", date(2027, 2, 1), date(2027, 12, 31))
    both = figure(value(), later)
    assert both.on(date(2025, 12, 31)) is None
    assert both.on(date(2026, 1, 1)) == value()
    assert both.on(date(2026, 12, 31)) == value()
    assert both.on(date(2027, 1, 15)) is None
    assert both.on(date(2027, 12, 31)) == later


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2025, 6, 1), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2030, 1, 1), date(2027, 1, 1)),
    ],
)
def test_an_amount_lapses_the_day_after_its_last(day: date, since: date | None) -> None:
    assert lapsed_since(figure(), day) == since


def test_the_last_day_of_the_calendar_breaks_nothing() -> None:
    endless = Figure("x", "x", (value(end=date.max),))
    assert endless.on(date.max)
    assert lapsed_since(endless, date.max) is None
    assert endless.values[0].source is SOURCE
    assert isinstance(endless.values[0].value, Decimal)


NEXT = value("650", date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "day", "turn"),
    [
        (figure(value()), figure(value()), date(2026, 5, 1), None),
        (figure(value()), figure(value("700")), date(2026, 5, 1), date(2026, 5, 1)),
        (figure(value()), figure(value("700")), date(2025, 5, 1), date(2026, 1, 1)),
        (figure(value()), figure(value("700")), date(2027, 5, 1), None),
        (figure(value()), figure(value(unit="€")), date(2026, 5, 1), date(2026, 5, 1)),
        (figure(value()), figure(value(), NEXT), date(2026, 5, 1), date(2027, 1, 1)),
        (figure(value()), figure(value(end=date(2026, 6, 1))), date(2026, 5, 1), date(2026, 6, 2)),
        (None, figure(value()), date(2026, 5, 1), date(2026, 5, 1)),
        (figure(value(end=date.max)), None, date.max, date.max),
    ],
)
def test_two_states_of_an_amount_differ_from_a_day_on(
    old: Figure | None, new: Figure | None, day: date, turn: date | None
) -> None:
    assert first_difference(old, new, day) == turn
