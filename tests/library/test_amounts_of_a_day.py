"""Amounts in the library: midnight and publication change what every reader sees."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb_app.knowledge.content.versioning import with_version
from kb_app.knowledge.search.model import Scope
from kb_app.library import exchange
from kb_app.library.entries import Findable
from kb_app.library.exchange import incoming
from kb_app.library.finder import Finder
from kb_app.library.library import Library
from kb_app.library.reading import read
from tests.amounts import PATH, figure_text, value_text
from tests.factories import TODAY, library, sheet_text, small_library
from tests.shape.source import ROOT

RSA = "operators/caf/demander-le-rsa.md"
PRIME = "operators/caf/prime-d-activite.md"
BODY = "Il reçoit {{ montant: rsa }}.\n\n:::agent\nDire {{ montant: reserve }}.\n:::\n"
LATER = value_text("650", TODAY + timedelta(days=1), TODAY + timedelta(days=30))


class Clock:
    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(sqlite_engine: Engine, clock: Clock) -> Library:
    found = library(sqlite_engine, clock)
    figures = figure_text(value_text(end=TODAY), LATER) + figure_text(
        value_text("1", end=TODAY), id_="reserve"
    )
    texts = small_library() | {PATH: figures, RSA: sheet_text(body=BODY, cout="{{ montant: rsa }}")}
    assert exchange.import_texts(found, incoming(texts), "essai").added
    found.refresh()
    return found


def test_a_value_changes_at_midnight(held: Library, clock: Clock) -> None:
    first = held.snapshot()
    assert (first.sheets[RSA].document.cost or "").startswith("646,52")
    clock.day += timedelta(days=1)
    second = held.refresh()
    assert (second.sheets[RSA].document.cost or "").startswith("650")
    assert (first.sheets[RSA].document.cost or "").startswith("646,52")
    clock.day += timedelta(days=30)
    assert "montant à vérifier" in (held.refresh().sheets[RSA].document.cost or "")


def test_a_value_changes_when_the_file_is_published(held: Library) -> None:
    newest = held.newest(PATH)
    assert newest
    text = with_version(PATH, newest[1].replace("646,52", "700"), newest[0].number)
    assert exchange.import_texts(held, incoming({PATH: text}), "essai").added
    assert (held.refresh().sheets[RSA].document.cost or "").startswith("700")


def test_a_sheet_of_a_past_day_tells_the_value_of_that_day(held: Library, clock: Clock) -> None:
    clock.day += timedelta(days=5)
    snapshot = held.refresh()
    assert snapshot.tell(TODAY)("rsa").words.startswith("646,52")
    assert snapshot.tell()("rsa").words.startswith("650")


def test_who_may_not_read_a_passage_is_not_told_of_its_amounts(held: Library, clock: Clock) -> None:
    assert held.snapshot().to_check(RSA, agent=True) == ()
    clock.day += timedelta(days=1)
    snapshot = held.refresh()
    assert snapshot.lapsed == {"reserve"}
    assert snapshot.to_check(RSA, agent=True) == ("reserve",)
    assert snapshot.to_check(RSA, agent=False) == ()
    assert snapshot.to_check(PRIME, agent=True) == ()
    assert list(snapshot.citations) == [RSA]


def test_only_the_citing_entries_change_with_an_amount(held: Library, clock: Clock) -> None:
    before = Findable(held.snapshot())
    clock.day += timedelta(days=1)
    after = Findable(held.refresh())
    assert {path for path in after.digests if after.digests[path] != before.digests[path]} == {RSA}


def test_search_shows_the_value_of_the_day(held: Library, clock: Clock, tmp_path: Path) -> None:
    finder = Finder(held, tmp_path / "index")

    def passage() -> str:
        finder.keep_up()
        [result, *_] = finder.search("reçoit", Scope.AGENT).results
        assert result.path == RSA
        return "".join(piece.text for piece in result.passage)

    assert "646,52" in passage()
    clock.day += timedelta(days=1)
    assert "650" in passage()
    assert "{{" not in passage()
    clock.day += timedelta(days=60)
    assert "montant à vérifier" in passage()
    assert finder.search("646,52", Scope.AGENT, exactly=True).total == 0


def test_a_tree_cites_no_amount() -> None:
    path = "operators/cpam/trees/carte-vitale.yaml"
    text = (ROOT / "content" / path).read_text(encoding="utf-8")
    before = {problem.code for problem in read(path, text).problems}
    cited = re.sub(r"^titre: .*$", 'titre: "Carte à {{ montant: rsa }}"', text, flags=re.MULTILINE)
    assert cited != text
    line = cited[: cited.index("{{")].count("\n") + 1
    found = [p for p in read(path, cited).problems if p.code not in before]
    assert [(p.code, p.line) for p in found] == [("M09", line)]
