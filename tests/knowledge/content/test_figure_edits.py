"""A value added to figures.yaml: what is added is written, every other byte stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.figure_edits import figures_in, with_figure, with_next_value
from kb_app.knowledge.content.model import Source
from tests.amounts import figure, figure_text, value, value_text
from tests.shape.source import ROOT

NEXT = value("650.10", date(2027, 1, 1), date(2027, 12, 31))
TYPED = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)


def test_the_next_value_is_added_and_nothing_else_changes() -> None:
    text = "# tête\n" + figure_text() + "# fin\n" + figure_text(id_="autre")
    edited = with_next_value(text, "rsa", NEXT)
    head = "# tête\n" + figure_text()
    assert edited.startswith(head)
    assert edited.endswith("# fin\n" + figure_text(id_="autre"))
    assert figures_in(edited)["rsa"] == figure(value(), NEXT)


def test_a_value_raised_early_ends_the_one_before_on_the_eve() -> None:
    early = replace(NEXT, valid_from=date(2026, 7, 1))
    edited = with_next_value(figure_text(), "rsa", early)
    assert [v.valid_until for v in figures_in(edited)["rsa"].values] == [
        date(2026, 6, 30),
        early.valid_until,
    ]
    assert edited.startswith(figure_text().replace("2026-12-31", "2026-06-30"))


def test_values_out_of_order_are_followed_by_the_right_one() -> None:
    first, second = value_text(), value_text("640", date(2025, 1, 1), date(2025, 12, 31))
    edited = with_next_value(
        figure_text(first, second), "rsa", replace(NEXT, valid_from=date(2026, 7, 1))
    )
    ends = [v.valid_until for v in figures_in(edited)["rsa"].values]
    assert ends == [date(2025, 12, 31), date(2026, 6, 30), NEXT.valid_until]


@pytest.mark.parametrize("start", [date(2026, 1, 1), date(2025, 6, 1)])
def test_a_value_that_follows_none_is_refused(start: date) -> None:
    with pytest.raises(InvalidInput, match="01/01/2026"):
        with_next_value(figure_text(), "rsa", replace(NEXT, valid_from=start))


def test_an_unknown_amount_gets_no_value() -> None:
    with pytest.raises(InvalidInput, match="inconnu"):
        with_next_value(figure_text(), "inconnu", NEXT)


def test_the_first_amount_joins_the_file_as_it_ships() -> None:
    shipped = (ROOT / "content/vocabulary/figures.yaml").read_text(encoding="utf-8")
    assert figures_in(shipped) == {}
    edited = with_figure(shipped, figure())
    assert edited.startswith(shipped)
    assert figures_in(edited) == {"rsa": figure()}
    assert figures_in(with_figure("", figure())) == {"rsa": figure()}


def test_an_amount_is_added_once() -> None:
    with pytest.raises(InvalidInput, match="existe déjà"):
        with_figure(figure_text(), figure())


def test_a_file_that_cannot_be_read_is_not_completed() -> None:
    with pytest.raises(InvalidInput, match="ligne 4"):
        with_figure(figure_text(value_text("beaucoup")), figure(id_="autre"))


def test_values_between_brackets_are_followed_too() -> None:
    flow = (
        "rsa: { libelle: RSA d’essai, valeurs: [ { valeur: '646,52', unite: '€/mois', source: "
        "{ titre: Barème d’essai, adresse: 'https://exemple.gouv.fr/b', consulte_le: 2026-01-02 }, "
        "valide_du: 2026-01-01, valide_jusqu_au: '2026-12-31' } ] }\n"
    )
    edited = with_next_value(flow, "rsa", replace(NEXT, valid_from=date(2026, 7, 1)))
    assert len(figures_in(edited)["rsa"].values) == 2


@settings(max_examples=150)
@given(TYPED, TYPED)
def test_whatever_is_typed_is_read_back(label: str, title: str) -> None:
    new = replace(NEXT, source=Source(title, "https://a.fr/?b=1&c={{", date(2026, 12, 1)))
    text = with_figure(figure_text(), figure(new, id_="neuf", label=label))
    assert figures_in(text)["neuf"] == figure(new, id_="neuf", label=label)
    assert text.startswith(figure_text())
