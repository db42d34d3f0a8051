"""An index in several pieces, with deleted documents in them, answers like one written at once."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kb_app.knowledge.content.model import FormerName, Synonyms
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.expansions import NONE, expansions_of
from kb_app.knowledge.search.index import Index, Listed, build, open_index
from kb_app.knowledge.search.model import Entry, Scope
from tests.knowledge.search.search_factories import entry, opened, paths, random_entry

EXPANSIONS = expansions_of(
    Synonyms(
        groups=(("carte grise", "permis de loyer"), ("demande", "allocation")),
        expansions={"sésame": ("carte vitale",)},
        former_names=(FormerName("taxe", "impôt", date(2020, 1, 1)),),
        related=(("retraite", "élève"),),
    )
)
QUESTIONS = (
    "carte grise", "sésame", "taxe de logement", "permis de loyer", "retraite des élèves",
    '"carte vitale" demande', "« permis »", "alocation logemnet", "demandde de retrete",
    "CAF-12 carte", "cpam carte", "la caf", "élève", "zyzzyva", "",
)  # fmt: skip
CARDS = tuple(
    entry(f"card/{slug}", kind="operator", code=slug.upper(), title=f"La {slug}", operator=slug)
    for slug in ("caf", "cpam")
)


def updated(folder: Path, *states: dict[str, Entry]) -> Index:
    """Return the index that went through these states of the library, which is in pieces."""
    for sequence, state in enumerate(states, 1):
        index_files.update(folder, partial(Listed, state, sequence))
    index = open_index(folder)
    assert index is not None
    place = folder / index.generation
    assert len(list(place.glob("*.arrays"))) == len(list(place.glob("*.seg"))) > 1
    return index


def by_path(*entries: Entry) -> dict[str, Entry]:
    return {each.path: each for each in entries}


@pytest.mark.parametrize("seed", range(3))
def test_several_segments_rank_like_one(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    first = by_path(*CARDS, *(random_entry(random, f"sheet{n}") for n in range(60)))
    changed = {path: random_entry(random, path) for path in random.sample(sorted(first), 6)}
    gone = random.sample(sorted(first.keys() - changed.keys()), 5)
    second = {path: e for path, e in (first | changed).items() if path not in gone}
    third = second | by_path(random_entry(random, "new"))
    many = updated(tmp_path / "many", first, second, third)
    one = opened(tmp_path / "one", *third.values())
    for question in QUESTIONS:
        for scope in Scope:
            for expansions in (NONE, EXPANSIONS):
                asked: dict[str, Any] = {"scope": scope, "expansions": expansions}
                found = one.search(question, **asked)
                assert many.search(question, **asked) == found
                assert many.search(question, limit=3, operators=["caf"], **asked) == one.search(
                    question, limit=3, operators=["caf"], **asked
                )
                told = one.search(question, **asked, explained=True).reasons
                assert many.search(question, **asked, explained=True).reasons == told
                assert list(told) == paths(found)


def test_what_was_deleted_or_replaced_never_comes_back(tmp_path: Path) -> None:
    planted: dict[str, Any] = {
        "title": "Zyzzyva rare", "visitor_words": ("quetzal bleu",), "code": "ZYZ-07",
        "summary": "Un axolotl.", "headings": ("Ornithorynque",), "body": "Le kakapo dort.",
        "agent_body": "Le pangolin aussi.",
    }  # fmt: skip
    words = ["zyzzyva", "quetzal", "ZYZ-07", "axolotl", "ornithorynque", "kakapo", "pangolin"]
    slips = ("zyzzyvva", "quetzall", "axolottl", "ornythorinque", "kakappo", "pangollin")
    kept = by_path(*(entry(f"kept{n}", title=f"Carte {n}", body="rare bleu") for n in range(30)))
    old = kept | by_path(
        entry("gone", **planted),
        entry("replaced", **planted),
        entry("card", kind="operator", code="ZOO", title="Zoologie", operator="caf"),
    )
    index = updated(tmp_path, old, kept | by_path(entry("replaced", title="Carte de visite")))
    for scope in Scope:
        for word in (*words, *slips, '"quetzal bleu"', "« kakapo »"):
            found = index.search(word, scope=scope, limit=50)
            assert (found.corrected, found.total, found.operators) == (None, 0, ())
            assert not index.knows(word, scope)
        # Nothing is steered to an operator whose card is gone, no name is said, no code is first.
        for question in ("zoologie carte", "quetzal bleu", "ZYZ-07 carte"):
            one = opened(
                tmp_path / f"{scope}{question}",
                *kept.values(),
                entry("replaced", title="Carte de visite"),
            )
            assert index.search(question, scope=scope) == one.search(question, scope=scope)


def test_a_sheet_published_again_is_found_again(tmp_path: Path) -> None:
    kept = by_path(*(entry(f"kept{n}", title=f"Carte {n}") for n in range(30)))
    sheet = by_path(entry("sheet", title="Zyzzyva"))
    build(tmp_path, (), 0)
    index = updated(tmp_path, kept | sheet, kept, kept | sheet)
    assert paths(index.search("zyzzyva", scope=Scope.PUBLIC)) == ["sheet"]
