"""Why a result is where it is: pieces that add up to its score, for every result."""

from __future__ import annotations

from math import fsum
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.search.columns import STEER, TREE
from kb_app.knowledge.search.expansions import NONE, Expansions, expansions_of
from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Scope
from tests.knowledge.search.search_factories import WORDS, entry, opened, random_entry

EXPANSIONS = expansions_of(Synonyms((("carte grise", "permis"), ("loyer", "logement"))))
KINDS = {"mot", "orthographe", "côte à côte", "nom"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    random = Random(11)
    card = entry("card", kind="operator", code="CAF", title="La CAF", visitor_words=("allocs",))
    tree = entry("tree", kind="tree", title="Carte grise, permis", visitor_words=("permis perdu",))
    sheets = (random_entry(random, f"sheet{n:02}") for n in range(50))
    return opened(tmp_path_factory.mktemp("explained"), card, tree, *sheets)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("expansions", [NONE, EXPANSIONS], ids=["plain", "expanded"])
def test_the_pieces_add_up_to_the_score(index: Index, scope: Scope, expansions: Expansions) -> None:
    random = Random(12)
    questions = [" ".join(random.choices(WORDS, k=k)) for k in range(1, 13)]
    questions += ["carte grise", "loyers", "caf retraite", "les allocs", "caf", "CAF-07 carte"]
    questions += ['"carte grise" permis', "cartte gris", "permis perdu", " ".join(WORDS * 2), ""]
    seen = set()
    for question in questions:
        asked: dict[str, Any] = {"scope": scope, "expansions": expansions, "limit": 100}
        results = index.search(question, **asked).results
        told = index.search(question, **asked, explained=True).reasons
        assert list(told) == [result.path for result in results]
        for result in results:
            why = told[result.path]
            assert why.score == result.score > 0
            total = fsum(piece.value for piece in why.added) * why.coverage * why.raised
            assert total == pytest.approx(why.score, rel=1e-4)
            assert 0 < why.coverage <= 1 + 1e-6
            assert [p.value for p in why.added] == sorted(
                (p.value for p in why.added), reverse=True
            )
            assert all(piece.value > 0 for piece in why.added)
            seen |= {piece.kind for piece in why.added}
    assert seen == KINDS


def test_each_piece_is_called_by_what_was_typed(tmp_path: Path) -> None:
    index = opened(
        tmp_path,
        entry("sheet", title="Cartes grises", body="La carte grise."),
        *(entry(f"other{n}", title="Autre") for n in range(5)),
    )
    why = index.search("ma Carte grise", scope=Scope.PUBLIC, explained=True).reasons["sheet"]
    assert {(p.kind, p.word) for p in why.added} == {
        ("mot", "Carte"), ("mot", "grise"), ("orthographe", "carte"), ("orthographe", "grise"),
        ("côte à côte", ""),
    }  # fmt: skip
    assert why.coverage == pytest.approx(1)
    assert why.raised == pytest.approx(1)


def test_what_raises_a_result_is_told(index: Index) -> None:
    told = index.search("permis", scope=Scope.PUBLIC, limit=100, explained=True).reasons
    assert told["tree"].raised == pytest.approx(1 + TREE)
    assert {round(why.raised, 4) for path, why in told.items() if path != "tree"} == {1.0}
    told = index.search("allocs permis", scope=Scope.PUBLIC, limit=100, explained=True).reasons
    found = index.search("allocs permis", scope=Scope.PUBLIC, limit=100).results
    own = {r.path for r in found if r.operator == "caf"} - {"tree"}
    assert {round(told[path].raised, 4) for path in own} == {round(1 + STEER, 4)}
    assert {round(told[r.path].raised, 4) for r in found if r.operator != "caf"} == {1.0}


def test_a_sheet_that_holds_half_of_the_question_says_so(tmp_path: Path) -> None:
    sheets = (entry("half", title="Passeport"), entry("all", title="Passeport mairie"))
    index = opened(tmp_path, *sheets, *(entry(f"o{n}", title="Mairie") for n in range(1)))
    told = index.search("passeport mairie", scope=Scope.PUBLIC, explained=True).reasons
    assert told["all"].coverage == pytest.approx(1)
    assert told["half"].coverage == pytest.approx(0.5)


def test_the_reasons_are_those_of_the_results_that_the_filters_let_through(index: Index) -> None:
    filters: dict[str, Any] = {"operators": ["cpam"], "endings": ["referent"]}
    told = index.search("carte", scope=Scope.PUBLIC, explained=True, **filters).reasons
    found = index.search("carte", scope=Scope.PUBLIC, **filters)
    assert list(told) == [result.path for result in found.results] != []
