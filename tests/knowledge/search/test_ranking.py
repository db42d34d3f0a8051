"""What the formula of `ranking` promises: the order of two sheets that differ in one thing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Entry, Results, Scope
from tests.knowledge.search.search_factories import WORDS, entry, opened, paths

OTHERS = tuple(entry(f"other{n}", title=f"Sans rapport {n}") for n in range(12))


def order(folder: Path, question: str, *entries: Entry) -> list[str]:
    """Return the paths found among sheets that have nothing to do with it."""
    return paths(opened(folder, *OTHERS, *entries).search(question, scope=Scope.PUBLIC))


def scores(index: Index, question: str) -> dict[str, float]:
    results = index.search(question, scope=Scope.PUBLIC, limit=100).results
    return {result.path: result.score for result in results}


def filled(text: str, words: int = 60) -> str:
    """Return the text, then small words up to that many in all: the same length for each."""
    return " ".join([*text.split(), *["les"] * (words - len(text.split()))])


def test_a_sheet_that_holds_all_of_the_question_beats_one_that_repeats_half_of_it(
    tmp_path: Path,
) -> None:
    found = order(
        tmp_path,
        "passeport bébé",
        entry("a-half", body=filled("passeport " * 12)),
        entry("b-all", body=filled("passeport pour un bébé")),
    )
    assert found[0] == "b-all"


def test_of_two_words_the_rarer_says_more(tmp_path: Path) -> None:
    common = (entry(f"common{n}", body="dossier") for n in range(6))
    found = order(
        tmp_path,
        "dossier canicule",
        *common,
        entry("a", body="dossier"),
        entry("b", body="canicule"),
    )
    assert found[:2] == ["b", "a"]


def test_a_word_as_it_is_spelled_beats_another_of_its_stem(tmp_path: Path) -> None:
    for field in ("title", "body", "summary"):
        sheets = (entry("a", **{field: "les loyers"}), entry("b", **{field: "le loyer"}))
        assert order(tmp_path / field, "loyer", *sheets) == ["b", "a"]
        assert order(tmp_path / f"{field}s", "loyers", *sheets) == ["a", "b"]


def test_words_side_by_side_beat_the_same_words_apart(tmp_path: Path) -> None:
    found = order(
        tmp_path,
        "carte grise",
        entry("a-apart", body=filled("carte x y z grise")),
        entry("b-beside", body=filled("carte grise x y z")),
        entry("c-across", body=filled("grise carte x y z")),
    )
    assert found[0] == "b-beside"
    assert len(found) == 3


def test_a_small_word_between_does_not_set_words_apart(tmp_path: Path) -> None:
    sheets = (entry("a", body="aide x y le logement"), entry("b", body="aide pour le logement x y"))
    assert order(tmp_path, "aide au logement", *sheets) == ["b", "a"]


def test_the_words_of_two_texts_are_not_side_by_side(tmp_path: Path) -> None:
    found = order(
        tmp_path,
        "carte grise",
        entry("a-two", visitor_words=("une carte", "grise une")),
        entry("b-one", visitor_words=("une carte grise", "une")),
    )
    assert found == ["b-one", "a-two"]


def test_a_visitors_whole_phrase_beats_a_part_of_a_longer_one(tmp_path: Path) -> None:
    found = order(
        tmp_path,
        "carte grise",
        entry("a-part", visitor_words=("carte grise voiture occasion", "x")),
        entry("b-whole", visitor_words=("carte grise", "voiture occasion x")),
    )
    assert found == ["b-whole", "a-part"]


def test_only_the_phrase_best_said_counts(tmp_path: Path) -> None:
    found = order(
        tmp_path,
        "permis perdu volé",
        entry("a-parts", visitor_words=("permis moto", "permis bateau", "perdu ici", "volé là")),
        entry("b-whole", visitor_words=("permis perdu volé", "moto", "bateau", "ici là")),
    )
    assert found == ["b-whole", "a-parts"]


def test_a_title_counts_for_more_than_the_text(tmp_path: Path) -> None:
    sheets = (entry("a", title="Autre", body="Le passeport"), entry("b", title="Le passeport"))
    assert order(tmp_path, "passeport", *sheets) == ["b", "a"]


def test_a_sheet_that_only_shares_a_common_word_is_not_shown(tmp_path: Path) -> None:
    common = (entry(f"common{n}", body=filled("dossier " * 2, 900)) for n in range(40))
    found = order(tmp_path, "dossier apostille", entry("a", title="Dossier apostille"), *common)
    assert found == ["a"]


def test_another_publication_only_changes_how_rare_words_are(tmp_path: Path) -> None:
    """As many sheets, none of them with the words asked: not one score moves."""
    random = Random(3)
    kept = [
        entry(f"kept{n}", title=f"Carte {random.choice(WORDS)}", body=random.choice(WORDS))
        for n in range(8)
    ]
    short = entry("changed", title="Neige")
    long = entry("changed", title="Verglas et neige", body="neige verglas " * 3000)
    before, after = (opened(tmp_path / each.title, *kept, each) for each in (short, long))
    for question in ("carte", "carte grise", "demande de permis", "loyer ou impôt"):
        assert scores(before, question) == scores(after, question) != {}


def test_a_rarer_word_is_all_that_one_more_sheet_makes(tmp_path: Path) -> None:
    sheets = [entry("a", body=filled("permis", 30)), entry("b", body=filled("permis " * 3, 300))]
    few = scores(opened(tmp_path / "few", *sheets), "permis")
    many = scores(opened(tmp_path / "many", *sheets, *OTHERS), "permis")
    # Rarer among more, and by as much for every sheet that holds it.
    assert many["a"] != few["a"]
    assert many["a"] / many["b"] == pytest.approx(few["a"] / few["b"], rel=1e-5)


def test_lengths_that_rounding_makes_equal_come_in_order_of_path(tmp_path: Path) -> None:
    def sheet(path: str, words: int) -> Entry:
        return entry(path, title="x", body=filled("permis", words))

    found = opened(
        tmp_path, *OTHERS, sheet("c", 3000), sheet("b", 3001), sheet("a", 3002), sheet("d", 1500)
    ).search("permis", scope=Scope.PUBLIC)
    assert paths(found) == ["d", "a", "b", "c"]
    assert len({result.score for result in found.results}) == 2


def test_the_same_question_gives_the_same_results_however_often_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Evidence is kept until there is too much of it: forgotten at every word, or never.
    random = Random(5)

    def some() -> str:
        return " ".join(random.choices(WORDS, k=random.randint(1, 6)))

    entries = [entry(str(n), title=some(), body=some()) for n in range(30)]
    questions = [some() for _ in range(12)]

    def answers(index: Index) -> list[Results]:
        asked = [question for question in questions for _ in range(2)]
        return [index.search(question, scope=Scope.PUBLIC) for question in asked]

    index = opened(tmp_path, *entries)
    kept = answers(index)
    assert kept[::2] == kept[1::2] == answers(index)[::2]
    monkeypatch.setattr("kb_app.knowledge.search.evidence.MOST_KEPT", 0)
    assert answers(opened(tmp_path, *entries)) == kept
