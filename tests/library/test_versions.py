"""Versions: append-only, numbered, chained, one winner."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, update

from kb_app.database.engine import writing
from kb_app.errors import EditConflict, NotFound
from kb_app.library import chain, store
from kb_app.library.tables import versions
from tests import factories

PATH = "operators/caf/demander-le-rsa.md"


def test_versions_are_numbered_from_one_and_sequences_have_no_holes(engine: Engine) -> None:
    library = factories.library(engine)
    first = library.publish(factories.new_version(text="un"), 0)
    other = library.publish(factories.new_version("operators/caf/autre.md", "deux"), 0)
    second = library.publish(factories.new_version(text="trois"), 1)
    assert [(v.number, v.sequence) for v in (first, other, second)] == [(1, 1), (1, 2), (2, 3)]
    assert library.history(PATH) == [first, second]
    assert library.version(PATH, 1) == (first, "un")


def test_two_writers_from_one_base_give_one_winner_and_both_texts(engine: Engine) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(text="base"), 0)
    library.publish(factories.new_version(text="la leur"), 1)
    with pytest.raises(EditConflict) as conflict:
        library.publish(factories.new_version(text="la mienne"), 1)
    assert (conflict.value.theirs, conflict.value.mine) == ("la leur", "la mienne")
    assert (conflict.value.base, conflict.value.latest) == (1, 2)
    assert len(library.history(PATH)) == 2


def test_many_writers_at_once_make_one_chain_without_losing_an_accepted_text(
    engine: Engine,
) -> None:
    library = factories.library(engine)

    refused: list[str] = []

    def write(text: str) -> str | None:
        base = 0
        with engine.connect() as connection:
            base = len(store.history(connection, PATH))
        try:
            library.publish(factories.new_version(text=text), base)
        except EditConflict as conflict:
            refused.append(conflict.mine)
            return None
        return text

    with ThreadPoolExecutor(8) as pool:
        accepted = [t for t in pool.map(write, (f"texte {n}" for n in range(60))) if t]
    history = library.history(PATH)
    assert sorted(accepted + refused) == sorted(f"texte {n}" for n in range(60))
    assert [v.number for v in history] == list(range(1, len(accepted) + 1))
    assert sorted(library.version(PATH, v.number)[1] for v in history) == sorted(accepted)
    assert chain.first_break(history) is None
    assert 0 < len(accepted) <= 60


def test_a_batch_goes_in_whole_or_not_at_all(engine: Engine) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(text="un"), 0)
    batch = [(factories.new_version("operators/caf/b.md", "b"), 0), (factories.new_version(), 0)]
    with pytest.raises(EditConflict):
        library.publish_all(batch)
    with pytest.raises(NotFound):
        library.history("operators/caf/b.md")


@pytest.mark.parametrize(
    "tampering",
    [
        {"text_sha256": "0" * 64},
        {"valid_from": date(2020, 1, 1)},
        {"withdrawn": True},
        {"reason": "autre"},
        {"author_id": 7},
        {"number": 9},
    ],
    ids=str,
)
def test_changing_anything_of_a_version_breaks_its_chain(
    engine: Engine, tampering: dict[str, object]
) -> None:
    library = factories.library(engine)
    library.publish(factories.new_version(text="un"), 0)
    library.publish(factories.new_version(text="deux"), 1)
    library.publish(factories.new_version(text="trois"), 2)
    assert chain.first_break(library.history(PATH)) is None
    with writing(engine) as connection:
        connection.execute(update(versions).where(versions.c.sequence == 2).values(**tampering))
    broken = chain.first_break(library.history(PATH))
    assert broken is not None
    assert broken.sequence in {2, 3}


def test_a_missing_version_breaks_the_chain(engine: Engine) -> None:
    library = factories.library(engine)
    for number, text in enumerate(("un", "deux", "trois")):
        library.publish(factories.new_version(text=text), number)
    first, _, third = library.history(PATH)
    assert chain.first_break([first, third]) == third
    assert chain.first_break([first, replace(third, number=2)]) is not None
