"""Words nobody wrote, read as words that some documents hold: told, and only when it is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.search.expansions import expansions_of
from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Results, Scope
from tests.knowledge.search.search_factories import entry, opened, paths

SHEETS = (
    entry("permis", title="Permis de conduire perdu", body="La demande se fait en ligne."),
    entry("identite", title="Carte d’identité", body="Renouveler sa carte d’identité en mairie."),
    entry("impots", title="Déclarer ses impôts", summary="La déclaration de revenus, en été."),
    entry("autorisation", title="Autorisation de sortie du territoire"),
    entry("loyer", title="Loyers impayés", body="Le propriétaire écrit à la Caf."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return opened(tmp_path_factory.mktemp("corrected"), *SHEETS)


def ask(index: Index, question: str, exactly: bool = False) -> Results:
    return index.search(question, scope=Scope.PUBLIC, exactly=exactly)


@pytest.mark.parametrize(
    ("typed", "read", "first"),
    [
        ("conduirre", "conduire", "permis"),
        ("otorisation", "autorisation", "autorisation"),
        ("premis perdu", "permis perdu", "permis"),
        ("propriétére", "propriétaire", "loyer"),
        ("carte didentité", "carte d’identité", "identite"),
        ("impo ts", "impôts", "impots"),
    ],
)
def test_a_slip_finds_what_was_meant_and_the_page_is_told(
    index: Index, typed: str, read: str, first: str
) -> None:
    found = ask(index, typed)
    assert paths(found)[0] == first
    assert found.query == typed
    assert found.corrected == read


def test_accents_are_those_of_what_is_shown(index: Index) -> None:
    assert ask(index, "declarrer mes impotts").corrected == "déclarer mes impôts"
    assert ask(index, "DECLARATOIN en ete").corrected == "déclaration en ete"


def test_words_that_are_known_stay_as_they_were_typed(index: Index) -> None:
    assert ask(index, "PREMIS de Conduire").corrected == "permis de Conduire"
    assert ask(index, "L'Impot et le premis").corrected == "L'Impot et le permis"


def test_a_word_of_a_known_stem_is_left_alone(index: Index) -> None:
    for known in ("loyer", "LOYERS", "impôt", "déclarations", "declarees", "identités", "le la"):
        assert ask(index, known).corrected is None
    assert paths(ask(index, "loyer")) == ["loyer"]


def test_exactly_means_that_nothing_is_corrected(index: Index) -> None:
    found = ask(index, "premis", exactly=True)
    assert (found.corrected, found.total) == (None, 0)
    assert paths(ask(index, "premis loyer", exactly=True)) == ["loyer"]


def test_quoted_words_are_never_corrected(index: Index) -> None:
    assert (ask(index, "« premis »").corrected, ask(index, '"premis"').total) == (None, 0)
    found = ask(index, '"premis" otorisation')
    assert found.corrected == "premis autorisation"
    assert found.total == 0
    # Nor joined to a neighbour outside of the quotes.
    assert ask(index, 'impo "ts"').corrected is None


def test_what_is_near_to_nothing_stays(index: Index) -> None:
    for odd in ("xylophone", "zzz", "qwertyuiop", "12345", "a1b2"):
        assert (ask(index, odd).corrected, ask(index, odd).total) == (None, 0)
    assert ask(index, "xylophone premis").corrected == "xylophone permis"


def test_the_words_of_the_vocabulary_are_no_slips(tmp_path: Path) -> None:
    """A nickname that no sheet holds is read as what it means, not as the word it is near to."""
    index = opened(
        tmp_path,
        entry("pajemploi", title="Pajemploi"),
        entry("france-travail", title="France Travail"),
        entry("adresse", title="Changer d’adresse"),
        entry("plainte", title="Porter plainte"),
    )
    synonyms = Synonyms(
        expansions={"polemploi": ("france travail",), "se faire agresser": ("porter plainte",)}
    )
    expansions = expansions_of(synonyms)
    assert index.search("polemploi", scope=Scope.PUBLIC).corrected == "pajemploi"
    # Nor are those that it leads to.
    led = expansions_of(Synonyms(expansions={"anpe": ("polemploi",)}))
    found = index.search("polemploi", scope=Scope.PUBLIC, expansions=led)
    assert (found.corrected, found.total) == (None, 0)
    found = index.search("polemploi", scope=Scope.PUBLIC, expansions=expansions)
    assert (found.corrected, paths(found)) == (None, ["france-travail"])
    found = index.search("se faire agresser", scope=Scope.PUBLIC, expansions=expansions)
    assert (found.corrected, paths(found)) == (None, ["plainte"])


@pytest.mark.parametrize("where", ["gone", "reserved"])
def test_a_word_that_one_may_not_see_corrects_nothing(tmp_path: Path, where: str) -> None:
    planted = entry("planted", title="Dossier", agent_body="zyzzyva " * (where == "reserved"))
    index = opened(tmp_path, *SHEETS, planted)
    for slip in ("zyzzyvva", "zizziva", "zyz zyva", "permis zyzyva"):
        found = ask(index, slip)
        assert (found.corrected, "planted" in paths(found)) == (None, False)
    seen = index.search("zyzzyvva", scope=Scope.AGENT).corrected
    assert seen == ("zyzzyva" if where == "reserved" else None)


def test_the_vocabulary_does_not_tell_that_agents_may_read_one_of_its_words(tmp_path: Path) -> None:
    index = opened(tmp_path, *SHEETS, entry("planted", agent_body="zyzzyva"))
    expansions = expansions_of(Synonyms((("zyzzyva", "charançon"),)))
    for question in ("zyzzyvva", "zyzzyva", "zyz zyva"):
        found = index.search(question, scope=Scope.PUBLIC, expansions=expansions)
        assert (found.corrected, found.total) == (None, 0)
