"""What the pages show, from values alone: no request, no browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.errors import NotFound
from kb_app.knowledge.content.model import Document, Ending, Sheet
from kb_app.knowledge.content.read import read
from kb_app.knowledge.rendering.comparison import Change, ChangeKind, Run
from kb_app.knowledge.search.model import Facet, Piece, Result, Results
from kb_app.library.model import Published, Version
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import GRANTS, Permission, Role
from kb_app.web.views.difference import difference, folded, without_agent
from kb_app.web.views.endings import ENDINGS
from kb_app.web.views.freshness import freshness
from kb_app.web.views.history import history_rows, past_sheet
from kb_app.web.views.hits import Hit, ending_choices, hits
from kb_app.web.views.overview import changes
from kb_app.web.views.question import read_question
from kb_app.web.views.rights import WORDS, rights_table
from tests.factories import TODAY, operator_text, sheet_text

PATH = "operators/caf/demander-le-rsa.md"
EMPTY = Snapshot(0, TODAY, {})


def version(number: int = 1, valid_from: date = TODAY, withdrawn: bool = False) -> Version:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Version(number, PATH, number, valid_from, withdrawn, None, "essai", at, "", "")


def sheet(**keys: object) -> Sheet:
    document = read(PATH, sheet_text(**keys)).document  # type: ignore[arg-type]
    assert isinstance(document, Sheet)
    return document


def same(text: str) -> Change:
    run = (Run(text, False),)
    return Change(ChangeKind.SAME, run, run)


# Freshness and endings


@pytest.mark.parametrize(
    ("review", "state", "words"),
    [
        ("2026-11-22", "late", "À relire depuis le"),
        ("2026-12-22", "soon", "À relire avant le"),
        ("2026-12-23", "ok", "Valable jusqu’au"),
    ],
)
def test_freshness_is_said_in_words(review: str, state: str, words: str) -> None:
    fresh = freshness(sheet(a_revoir_avant=review), TODAY)
    assert (fresh.state, fresh.words) == (state, words)


def test_every_ending_has_its_own_word_and_icon() -> None:
    assert set(ENDINGS) == set(Ending)
    assert len({look.label for look in ENDINGS.values()}) == len(Ending)
    assert len({look.icon for look in ENDINGS.values()}) == len(Ending)


def test_every_permission_has_words_and_a_row_in_the_help_page() -> None:
    assert set(WORDS) == set(Permission)
    assert len(rights_table()) == len(Permission)
    withdrawn = dict(
        zip(Role, rights_table()[list(WORDS).index(Permission.WITHDRAWN_READ)].cells, strict=True)
    )
    assert withdrawn[Role.OPERATOR] == "ses opérateurs"
    assert Permission.WITHDRAWN_READ not in GRANTS[Role.AGENT]
    assert withdrawn[Role.AGENT] == "non"


# Versions and differences


def test_the_version_in_force_is_the_newest_whose_day_has_come() -> None:
    versions = [version(1), version(2, date(2026, 11, 1)), version(3, date(2027, 1, 1))]
    states = [(row.version.number, row.state) for row in history_rows(versions, TODAY)]
    assert states == [(3, "à venir"), (2, "en vigueur"), (1, "remplacée")]


def test_a_withdrawal_in_force_is_said() -> None:
    assert history_rows([version(1, withdrawn=True)], TODAY)[0].state == "retirée"


def test_a_damaged_version_is_not_found() -> None:
    with pytest.raises(NotFound, match="version 1"):
        past_sheet(version(1), "---\ncode: [")


def test_only_what_changed_in_the_header_is_shown() -> None:
    found = difference(sheet(delai="deux mois"), sheet(delai="un mois"), EMPTY, agent=True)
    assert [field.name for field in found.fields] == ["Délai"]
    assert found.count == 1


def test_a_new_date_is_a_difference() -> None:
    found = difference(sheet(), sheet(a_revoir_avant="2027-04-01"), EMPTY, agent=True)
    assert [field.name for field in found.fields] == ["À relire avant le"]


def test_sheets_to_see_also_are_named_by_their_title() -> None:
    other = "operators/caf/prime-d-activite.md"
    snapshot = Snapshot(1, TODAY, {other: published(other, title="La prime")})
    found = difference(sheet(), sheet(voir_aussi=[other]), snapshot, agent=True)
    assert "La prime" in repr(found)


def test_two_equal_versions_have_no_difference() -> None:
    assert difference(sheet(), sheet(), EMPTY, agent=True).count == 0


def test_a_comparison_without_agent_notes_never_shows_them() -> None:
    old = sheet(body="## En bref\n\nTexte.\n\n:::agent\nPAMPLEMOUSSE\n:::\n")
    new = sheet(body="## En bref\n\nTexte.\n\n:::agent\nMANDARINE\n:::\n")
    assert "MANDARINE" in repr(difference(old, new, EMPTY, agent=True))
    hidden = repr(difference(old, new, EMPTY, agent=False))
    assert "MANDARINE" not in hidden
    assert "PAMPLEMOUSSE" not in hidden


@pytest.mark.parametrize(
    "body",
    [
        ":::agent\nSECRET\n",
        "- a\n\n  :::agent\n  SECRET\n  :::\n- b\n",
        "::::attention\n:::agent\nSECRET\n:::\n::::\n",
        "> :::agent\n> SECRET\n> :::\n",
        "a\r\n\r\n:::agent\r\nSECRET\r\n:::\r\n",
        "a\x0bb\x85c\u2028d\n\n:::agent\nSECRET\n:::\n",
        ":::: agent\n::: attention\nSECRET\n:::\nSECRET\n::::\n",
    ],
)
def test_agent_notes_are_taken_out_wherever_they_are(body: str) -> None:
    assert "SECRET" not in without_agent(body)


def test_what_is_not_an_agent_note_stays() -> None:
    body = "## Un\n\n:::attention\nGardez.\n:::\n\n:::agent\nCachez.\n:::\n\n## Deux\n"
    kept = "## Un :::attention Gardez. ::: ## Deux"
    assert " ".join(without_agent(body).split()) == kept


def test_long_unchanged_stretches_are_folded_but_for_their_edges() -> None:
    added = Change(ChangeKind.ADDED, (), (Run("neuf", True),))
    stretches = list(folded([*map(same, "abcdef"), added, same("g")]))
    shape = [(stretch.folded, len(stretch.changes)) for stretch in stretches]
    assert shape == [(True, 5), (False, 1), (False, 1), (False, 1)]


@given(st.lists(st.sampled_from([same("x"), Change(ChangeKind.ADDED, (), (Run("y", True),))])))
def test_folding_loses_no_paragraph(changes: list[Change]) -> None:
    assert [c for stretch in folded(changes) for c in stretch.changes] == changes


def test_a_sheet_read_again_is_the_same() -> None:
    assert past_sheet(version(), sheet_text()) == Published(sheet(), version())


# What has changed


@pytest.mark.parametrize(
    ("valid_from", "day"),
    [
        # Published at 23:30 on the 22nd by the sun: already the 23rd where the house is.
        (date(2020, 1, 1), date(2026, 11, 23)),
        (date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_change_has_the_day_it_could_first_be_read(valid_from: date, day: date) -> None:
    late = replace(version(1, valid_from), at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    snapshot = Snapshot(1, TODAY, {PATH: published(PATH)})
    assert [change.day for change in changes([late], snapshot, ZoneInfo("Europe/Paris"))] == [day]


# Results


def result(path: str, *pieces: Piece) -> Result:
    return Result(path, "sheet", "CAF-03", "Demander le RSA", "caf", "accompagnement", 1.0, pieces)


def published(path: str, **keys: object) -> Published[Document]:
    document = read(path, sheet_text(**keys)).document  # type: ignore[arg-type]
    assert document
    return Published(document, version())


def found(*results: Result) -> Results:
    return Results("rsa", None, len(results), results, (), (), ())


def test_only_the_first_result_shows_its_facts() -> None:
    other = "operators/caf/prime-d-activite.md"
    snapshot = Snapshot(1, TODAY, {PATH: published(PATH), other: published(other, code="CAF-04")})
    facts = [hit.facts is not None for hit in sheets(found(result(PATH), result(other)), snapshot)]
    assert facts == [True, False]


def test_what_was_withdrawn_since_the_index_was_written_is_not_a_result() -> None:
    gone = published(PATH, retrait={"motif": "Fusionnée."})
    snapshot = Snapshot(1, TODAY, {PATH: gone})
    assert hits(found(result(PATH, Piece("PAMPLEMOUSSE", True))), snapshot) == ()


def test_an_operator_among_the_results_says_each_of_its_names_once() -> None:
    path = "operators/caf/operator.yaml"
    card = read(path, operator_text(acronym="la caf")).document
    assert card
    snapshot = Snapshot(1, TODAY, {path: Published(card, version())})
    one = Result(path, "operator", "", "Caf", "caf", "", 1.0, ())
    assert [hit.operator for hit in sheets(found(one), snapshot)] == ["la caf, les allocs"]


def test_a_passage_taken_from_the_summary_is_not_read_twice() -> None:
    snapshot = Snapshot(1, TODAY, {PATH: published(PATH)})
    whole = result(PATH, Piece("la demande", True), Piece(" se fait en ligne.", False))
    part = result(PATH, Piece("demande", True))
    other = result(PATH, Piece("…sur ", False), Piece("caf.fr", True))
    assert shown(whole, snapshot) == (False, True)
    assert shown(part, snapshot) == (True, False)
    assert shown(other, snapshot) == (True, True)


def sheets(results: Results, snapshot: Snapshot) -> list[Hit]:
    """Return the results, trees left out."""
    return [hit for hit in hits(results, snapshot) if isinstance(hit, Hit)]


def shown(one: Result, snapshot: Snapshot) -> tuple[bool, bool]:
    hit = sheets(found(one), snapshot)[0]
    return bool(hit.summary), bool(hit.passage)


def test_a_chosen_filter_stays_on_the_page_when_nothing_has_it() -> None:
    question = read_question("rsa", ["caf"], ["referent"])
    choices = ending_choices([Facet("autonomie", 2)], question)
    assert [(c.value, c.count, c.chosen) for c in choices] == [
        ("autonomie", 2, False),
        ("referent", 0, True),
    ]
