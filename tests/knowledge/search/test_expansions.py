"""What a word also means, and what that is worth beside the word itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from kb_app.knowledge.content.model import FormerName, Synonyms
from kb_app.knowledge.search.expansions import NONE, Expansions, expansions_of
from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Meant, Scope
from tests.knowledge.search.search_factories import WORDS, entry, opened, paths

PLATE = ("carte grise", "certificat d’immatriculation")
SEASONS = ("printemps", "automne", "hiver", "janvier", "juillet", "décembre")


def said(*groups: tuple[str, ...]) -> Expansions:
    return expansions_of(Synonyms(groups))


def found(index: Index, question: str, expansions: Expansions = NONE) -> list[str]:
    return paths(index.search(question, scope=Scope.PUBLIC, expansions=expansions))


def scores(index: Index, question: str, expansions: Expansions) -> dict[str, float]:
    found = index.search(question, scope=Scope.PUBLIC, expansions=expansions, limit=100)
    return {result.path: result.score for result in found.results}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    titles = (
        "Voiture volée", "Véhicule acheté", "Automobile", "Certificat d’immatriculation",
        "Carte grise", "Certificat de travail", "Immatriculation d’un bateau", "Aide au logement",
        "Aide à domicile", "Complémentaire santé solidaire", "Payer une amende", "Régler une dette",
    )  # fmt: skip
    return opened(tmp_path_factory.mktemp("meant"), *(entry(t, title=t) for t in titles))


def test_a_group_means_the_same_whichever_of_its_words_is_said(index: Index) -> None:
    group = said(("voiture", "véhicule", "automobile"))
    assert found(index, "voiture") == ["Voiture volée"]
    for word in ("voiture", "véhicules", "AUTOMOBILE"):
        assert set(found(index, word, group)) == {"Voiture volée", "Véhicule acheté", "Automobile"}


def test_a_word_that_leads_to_others_is_not_led_to_by_them(index: Index) -> None:
    nickname = expansions_of(Synonyms(expansions={"apl": ("aide au logement",)}))
    assert found(index, "apl", nickname) == ["Aide au logement"]
    with_apl = expansions_of(Synonyms(expansions={"voiture": ("automobile",)}))
    assert set(found(index, "voiture", with_apl)) == {"Voiture volée", "Automobile"}
    assert found(index, "automobile", with_apl) == ["Automobile"]


def test_several_words_stand_for_several_words_that_a_sheet_must_all_hold(index: Index) -> None:
    for one, other in (PLATE, PLATE[::-1]):
        best = found(index, one, said(PLATE))
        assert [path.casefold() for path in best[:2]] == [one, other]
    assert "Certificat de travail" not in found(index, "carte grise", said(PLATE))
    assert "Immatriculation d’un bateau" not in found(index, "carte grise", said(PLATE))


def test_words_said_apart_are_not_the_run_that_means_something_else(index: Index) -> None:
    assert "Certificat d’immatriculation" in found(index, "ma carte grise", said(PLATE))
    assert "Certificat d’immatriculation" not in found(index, "grise carte", said(PLATE))
    assert "Certificat d’immatriculation" not in found(index, "carte bancaire grise", said(PLATE))


def test_a_former_name_finds_the_new_one_and_says_since_when(index: Index) -> None:
    new, since = "complémentaire santé solidaire", date(2019, 11, 1)
    names = (FormerName("CMU-C", new, since), FormerName("charrette", "voiture", None))
    expansions = expansions_of(Synonyms(former_names=names))
    results = index.search("dossier cmu-c", scope=Scope.PUBLIC, expansions=expansions)
    assert paths(results) == ["Complémentaire santé solidaire"]
    assert results.renamed == (Meant("cmu-c", new, since),)
    results = index.search("Charrettes", scope=Scope.PUBLIC, expansions=expansions)
    assert results.renamed == (Meant("Charrettes", "voiture", None),)
    results = index.search("voiture", scope=Scope.PUBLIC, expansions=expansions)
    assert (paths(results), results.renamed) == (["Voiture volée"], ())


def test_a_synonym_is_no_new_name(index: Index) -> None:
    expansions = said(("voiture", "automobile"))
    assert index.search("voiture", scope=Scope.PUBLIC, expansions=expansions).renamed == ()


def test_a_near_sense_is_worth_less_than_the_same_sense(index: Index) -> None:
    group = ("payer", "régler")
    same, near = said(group), expansions_of(Synonyms(related=(group,)))
    same_scores, near_scores = scores(index, "payer", same), scores(index, "payer", near)
    assert same_scores["Payer une amende"] == near_scores["Payer une amende"]
    assert 0 < near_scores["Régler une dette"] < same_scores["Régler une dette"]
    both = expansions_of(Synonyms((group,), related=(group,)))
    assert scores(index, "payer", both) == same_scores


def test_what_two_groups_mean_is_not_taken_from_one_to_the_other(index: Index) -> None:
    chained = said(("voiture", "véhicule"), ("véhicule", "automobile"))
    assert set(found(index, "voiture", chained)) == {"Voiture volée", "Véhicule acheté"}
    loops = Synonyms(expansions={"voiture": ("automobile",), "automobile": ("voiture", "voitures")})
    assert set(found(index, "voiture", expansions_of(loops))) == {"Voiture volée", "Automobile"}


@pytest.mark.parametrize("typed", ["trop-perçu", "trop perçu", "TROPPERCU", "indu"])
def test_a_compound_of_the_vocabulary_is_known_however_it_is_written(
    tmp_path: Path, typed: str
) -> None:
    titles = ("Rembourser un indu", "Le trop-perçu", "Trop perçu")
    index = opened(tmp_path, *(entry(title, title=title) for title in titles))
    best = set(found(index, typed, said(("trop-perçu", "indu"))))
    assert {"Rembourser un indu", "Le trop-perçu"} <= best
    assert "Trop perçu" in best or typed == "TROPPERCU"


def test_a_word_never_stands_for_itself() -> None:
    own = Synonyms((("impôt", "impôts", "Impôts"),), {"le loyer": ("loyers", "de")})
    assert expansions_of(own).of == {}


def test_a_long_entry_is_known_by_its_first_six_words(tmp_path: Path) -> None:
    said_so = "bourse lycée collège cantine transport scolaire rentrée"
    index = opened(tmp_path, entry("a", title="Fonds social"), entry("b", title="Autre"))
    expansions = expansions_of(Synonyms(expansions={said_so: ("fonds social",)}))
    six = said_so.rsplit(" ", 1)[0]
    assert found(index, six, expansions) == found(index, said_so, expansions) == ["a"]
    assert found(index, six.rsplit(" ", 1)[0], expansions) == []


@pytest.mark.parametrize("seed", range(12))
def test_a_synonym_never_beats_the_word_on_an_otherwise_equal_sheet(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    word, other = random.sample(SEASONS, 2)

    def sheet(name: str, season: str) -> dict[str, str]:
        return {"path": name, "title": f"Prime {season}", "body": f"La prime de {season}."}

    # Both are said elsewhere, one more often, but no more in titles than the other.
    others = [
        entry(f"other{n}", **{field: f"{random.choice((word, other))} {random.choice(WORDS)}"})
        for n, field in enumerate(random.choices(("title", "body", "summary"), k=60))
    ]
    index = opened(
        tmp_path, *others, entry(**sheet("b-said", word)), entry(**sheet("a-meant", other))
    )
    expansions = said((word, other))
    for question in (word, f"prime {word}", f"la prime de {word}"):
        both = scores(index, question, expansions)
        assert both["b-said"] > both["a-meant"] > 0
        # What is held by the word itself is not worth more for being held by another too.
        assert both["b-said"] == pytest.approx(scores(index, question, NONE)["b-said"])
