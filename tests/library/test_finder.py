"""The search index in step with the library: whatever happens to it, the last good one serves."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb_app.errors import Unavailable
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.model import Meant, Scope
from kb_app.library.finder import Finder
from kb_app.library.library import Library
from tests import factories
from tests.factories import sheet_text

OTHER = "operators/caf/autre.md"
SYNONYMS = "vocabulary/synonyms.yaml"


@pytest.fixture
def library(sqlite_engine: Engine) -> Library:
    library = factories.library(sqlite_engine)
    library.publish(factories.new_version(), 0)
    return library


def found(finder: Finder, words: str = "rsa") -> list[str]:
    return [result.path for result in finder.search(words, Scope.PUBLIC).results]


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_is_published_is_found_by_every_process(library: Library, tmp_path: Path) -> None:
    mine, theirs = Finder(library, tmp_path), Finder(library, tmp_path)
    mine.keep_up()
    assert len(found(theirs)) == 1
    library.publish(factories.new_version(OTHER, sheet_text("CAF-04", "Le RSA des autres")), 0)
    theirs.keep_up()
    mine.keep_up()
    assert found(mine) == found(theirs)
    assert len(found(mine)) == 2


def test_a_full_disk_leaves_the_last_good_index_to_a_process_that_starts(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Finder(library, tmp_path).keep_up()
    library.publish(factories.new_version(OTHER, sheet_text("CAF-04", "Le RSA des autres")), 0)
    monkeypatch.setattr(index_files, "update", full_disk)
    started = Finder(library, tmp_path)
    with pytest.raises(OSError, match="space"):
        started.keep_up()
    assert len(found(started)) == 1
    monkeypatch.undo()
    started.keep_up()
    assert len(found(started)) == 2


def test_without_any_index_one_is_asked_to_come_back_later(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_files, "update", full_disk)
    with pytest.raises(Unavailable, match="Réessayez"):
        found(Finder(library, tmp_path))


def test_nobody_waits_for_the_index_to_be_written(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = threading.Event(), threading.Event()
    update = index_files.update

    def slow(*arguments: object, **options: object) -> None:
        writing.set()
        go_on.wait(60)
        update(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(index_files, "update", slow)
    finder = Finder(library, tmp_path)
    writer = threading.Thread(target=finder.keep_up)
    writer.start()
    assert writing.wait(60)
    with pytest.raises(Unavailable):
        found(finder)
    go_on.set()
    writer.join()
    assert len(found(finder)) == 1


def test_an_edited_vocabulary_changes_the_results_at_once_and_writes_no_index(
    library: Library, tmp_path: Path
) -> None:
    mine, theirs = Finder(library, tmp_path), Finder(library, tmp_path)

    assert found(mine, "trésor") == []
    segments = {file.name for file in tmp_path.rglob("*.seg")}
    states: tuple[tuple[str, set[str]], ...] = (
        ("groupes:\n  - [trésor, magot, rsa]\n", {"trésor", "magot"}),
        ("vers:\n  magot: [rsa]\n", {"magot"}),
        ("groupes: []\n", set()),
    )
    for base, (text, meant) in enumerate(states):
        library.publish(factories.new_version(SYNONYMS, text), base)
        for finder in (mine, theirs):
            finder.keep_up()
            assert {word for word in ("trésor", "magot") if found(finder, word)} == meant
    assert {file.name for file in tmp_path.rglob("*.seg")} == segments


def test_a_former_name_is_told_with_its_date(library: Library, tmp_path: Path) -> None:
    text = "anciens_noms:\n  - { ancien: RMI, nouveau: RSA, depuis: 2009-06-01 }\n"
    library.publish(factories.new_version(SYNONYMS, text), 0)
    finder = Finder(library, tmp_path)
    results = finder.search("le rmi", Scope.PUBLIC)
    assert (results.total, results.corrected) == (1, None)
    assert results.renamed == (Meant("rmi", "RSA", date(2009, 6, 1)),)


def told(finder: Finder, words: str, scope: Scope) -> tuple[int, str | None, list[str]]:
    results = finder.search(words, scope)
    completed = [each.text for each in finder.complete(words[:5], scope)]
    return results.total, results.corrected, completed


PAST = ("zyzzyva", "le rsa zyzzyva", "zyzzyva rsa")


@pytest.mark.parametrize("how", ["replaced", "withdrawn", "planned"])
def test_a_word_no_longer_or_not_yet_published_has_no_hit_correction_or_completion(
    library: Library, tmp_path: Path, how: str
) -> None:
    planted = sheet_text("CAF-04", "Zyzzyva du RSA", mots_du_public=["zyzzyva rsa"])
    successes = [(words, path) for words in PAST for path in (OTHER, factories.new_version().path)]
    finder = Finder(library, tmp_path, lambda: successes)
    if how == "planned":
        library.publish(factories.new_version(OTHER, planted, date(2027, 1, 1)), 0)
    else:
        library.publish(factories.new_version(OTHER, planted), 0)
        finder.keep_up()
        total, _, completed = told(finder, "zyzzyva", Scope.PUBLIC)
        assert (total, completed) == (1, ["Zyzzyva du RSA", "le rsa zyzzyva"])
        bare = sheet_text("CAF-04", "Le RSA", retrait={"motif": "Double."})
        text = bare if how == "withdrawn" else sheet_text("CAF-04", "Le RSA des autres")
        library.publish(factories.new_version(OTHER, text, withdrawn=how == "withdrawn"), 1)
    finder.keep_up()
    for scope in Scope:
        for words in ("zyzzyva", "zyzzyvva", "zizyva"):
            assert told(finder, words, scope) == (0, None, [])
        assert all("zyz" not in each.text for each in finder.complete("le rsa", scope))


def test_a_past_question_never_shows_the_public_a_word_for_agents(
    library: Library, tmp_path: Path
) -> None:
    text = sheet_text("CAF-04", "Le RSA", body="Pour tous.\n\n:::agent\nLe zyzzyva.\n:::\n")
    library.publish(factories.new_version(OTHER, text), 0)
    finder = Finder(library, tmp_path, lambda: [(words, OTHER) for words in PAST])
    assert told(finder, "zyzzyva", Scope.PUBLIC) == (0, None, [])
    assert finder.search("zyzzyva", Scope.AGENT).total == 1


def test_past_questions_complete_once_known_words_alone_are_left(
    library: Library, tmp_path: Path
) -> None:
    path = factories.new_version().path
    past = ["comment demander le rsa", "rsa de madame Untel", "rsa 0612345678", "dmander le rsa"]
    finder = Finder(library, tmp_path, lambda: [(question, path) for question in past])
    finder.keep_up()
    assert [each.text for each in finder.complete("comment", Scope.PUBLIC)] == [past[0]]
    texts = {each.text for start in ("rsa", "dman") for each in finder.complete(start, Scope.AGENT)}
    assert texts.isdisjoint(past[1:])
