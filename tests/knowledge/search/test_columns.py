"""The name of an operator in a question steers to what is that operator's."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Result, Scope
from tests.knowledge.search.search_factories import entry, opened, paths

NAMES = {
    "caf": ("Caisse d’allocations familiales", "CAF", ("la caf", "les allocs")),
    "cpam": ("Assurance maladie", "CPAM", ("la sécu", "ameli")),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    sheets = []
    for operator, (name, acronym, nicknames) in NAMES.items():
        names = (name, acronym, *nicknames)
        sheets.append(
            entry(
                f"{operator}/card", kind="operator", code=acronym, title=name, operator=operator,
                operator_names=names, visitor_words=nicknames, ending="",
            )
        )  # fmt: skip
        for subject in ("rsa", "carte", "compte"):
            sheets.append(
                entry(
                    f"{operator}/{subject}", title=f"Demander : {subject}", operator=operator,
                    operator_names=names, body=f"Le {subject}, pour l’essentiel.",
                )
            )  # fmt: skip
    # Says its name at every line, but is another's.
    loud = "RSA de la CAF, la caf, les allocs. " * 20
    sheets.append(entry("msa/rsa", title="Le RSA et la CAF", operator="msa", body=loud))
    return opened(tmp_path_factory.mktemp("columns"), *sheets)


def found(index: Index, question: str) -> list[str]:
    return paths(index.search(question, scope=Scope.PUBLIC))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("caf rsa", "caf/rsa"),
        ("rsa caf", "caf/rsa"),
        ("CAF : mon R.S.A.", "caf/rsa"),
        ("rsa allocs", "caf/rsa"),
        ("le rsa à la caisse d'allocations familiales", "caf/rsa"),
        ("sécu carte", "cpam/carte"),
        ("secu rsa", "cpam/rsa"),
        ("ameli compte", "cpam/compte"),
        ("compte assurance maladie", "cpam/compte"),
    ],
)
def test_words_of_an_operator_put_its_own_sheets_first(
    index: Index, question: str, first: str
) -> None:
    assert found(index, question)[0] == first


@pytest.mark.parametrize("name", ["caf", "CAF", "la caf", "les allocs", "Allocs"])
def test_the_bare_name_gives_the_card(index: Index, name: str) -> None:
    assert found(index, name)[0] == "caf/card"


@pytest.mark.parametrize("name", ["cpam", "assurance maladie", "la sécu", "secu", "ameli"])
def test_a_nickname_gives_the_card_too(index: Index, name: str) -> None:
    assert found(index, name)[0] == "cpam/card"


def test_a_part_of_a_name_names_nobody(index: Index) -> None:
    alone = index.search("carte maladie", scope=Scope.PUBLIC).results
    named = index.search("carte assurance maladie", scope=Scope.PUBLIC).results
    assert named[0].path == "cpam/carte"

    def lead(results: tuple[Result, ...]) -> float:
        scores = {result.path: result.score for result in results}
        return scores["cpam/carte"] / scores["caf/carte"]

    assert lead(named) > 1.5 * lead(alone)


def test_two_operators_named_are_both_raised(index: Index) -> None:
    best = found(index, "rsa caf cpam")
    assert set(best[:2]) == {"caf/rsa", "cpam/rsa"}
    assert best.index("msa/rsa") > 1


def test_an_operator_that_is_named_hides_nobody(index: Index) -> None:
    assert {"msa/rsa", "cpam/rsa"} < set(found(index, "caf rsa"))


def test_the_bare_name_gives_the_card_however_much_sheets_say_it(tmp_path: Path) -> None:
    """Sheets that visitors call by their operator's name and more would else come first."""
    said = ("mot de passe caf", "compte caf", "caf point justice", "chèque énergie perdu")
    index = opened(
        tmp_path,
        entry("caf", kind="operator", code="CAF", title="Allocations familiales"),
        entry("energie", kind="operator", code="", title="Chèque énergie", operator="energie"),
        entry("justice", kind="operator", code="", title="Point-justice", operator="justice"),
        *(entry(f"sheet{n}", title="Compte CAF", visitor_words=said) for n in range(8)),
        *(entry(f"autre{n}", title="Autre") for n in range(20)),
    )
    for name, path in {
        "la caf": "caf", "ALLOCATIONS FAMILIALES": "caf", "cheque energie": "energie",
        "point-justice": "justice", "Point justice": "justice",
    }.items():  # fmt: skip
        assert found(index, name)[0] == path
    best = index.search("caf", scope=Scope.PUBLIC)
    assert best.total == 9
    assert found(index, "caf perdu")[0] != "caf"
