"""What only agents may read changes nothing of what anyone else is told: with it or without."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kb_app.knowledge.content.model import Synonyms
from kb_app.knowledge.search.expansions import NONE, expansions_of
from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Entry, Scope
from kb_app.knowledge.search.suggest import Suggester
from tests.knowledge.search.search_factories import WORDS, entry, opened, random_entry

SECRET = ("zyzzyva", "barème interne", "consigne 4127", "loyerr", "grisse")
EXPANSIONS = expansions_of(
    Synonyms(groups=(("zyzzyva", "carte"), ("permis", "consigne")), related=(("loyer", "barème"),))
)
PAST = {"sheet1": ["demande de carte"], "sheet2": ["permis perdu"]}


def library(random: Random) -> list[Entry]:
    """Return sheets whose passages for agents repeat common words and add their own."""
    sheets = [random_entry(random, f"sheet{n}") for n in range(40)]
    return [replace(sheet, agent_body=reserved(random, sheet.agent_body)) for sheet in sheets]


def reserved(random: Random, common: str) -> str:
    return f"{common} {' '.join(random.choices(SECRET, k=3))} " * random.randint(0, 4)


def told(index: Index, question: str, **how: Any) -> tuple[object, ...]:
    asked = {"scope": Scope.PUBLIC, "limit": 50, **how}
    return (
        index.search(question, **asked, explained=True),
        index.knows(question, Scope.PUBLIC, asked.get("expansions", NONE)),
    )


@pytest.mark.parametrize("seed", range(2))
def test_the_public_is_told_the_same_with_and_without_it(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    sheets = library(random)
    whole = opened(tmp_path / "whole", *sheets)
    bare_sheets = [replace(sheet, agent_body="") for sheet in sheets]
    bare = opened(tmp_path / "bare", *bare_sheets)
    questions = [" ".join(random.choices(WORDS, k=random.randint(1, 4))) for _ in range(10)]
    questions += [word[:-2] + word[-1] for word in WORDS]
    questions += [*SECRET, "zyzzyvva", "zizyva", "bareme", "consign", '"barème interne"', "4127"]
    questions += [f"{secret} {random.choice(WORDS)}" for secret in SECRET]
    questions += [f'"{one} {other}"' for one, other in permutations(WORDS[:4], 2)]
    differs = 0
    for question in questions:
        for how in ({}, {"expansions": EXPANSIONS}, {"exactly": True}, {"operators": ["caf"]}):
            assert told(whole, question, **how) == told(bare, question, **how)
        agents = whole.search(question, scope=Scope.AGENT, limit=50)
        differs += agents != bare.search(question, scope=Scope.AGENT, limit=50)
    assert differs > len(questions) / 2  # to agents, most of it does change something
    for typed in ("c", "zyz", "bar", "consigne", "permis ", "4"):
        assert Suggester(sheets, PAST).complete(typed) == Suggester(bare_sheets, PAST).complete(
            typed
        )


def test_a_word_for_agents_is_known_to_agents_alone(tmp_path: Path) -> None:
    index = opened(tmp_path, entry("a", title="Carte", agent_body="zyzzyva"))
    assert index.knows("la carte zyzzyva", Scope.AGENT)
    assert not index.knows("la carte zyzzyva", Scope.PUBLIC)
    assert index.knows("les cartes de la", Scope.PUBLIC)
    assert not index.knows("carte 4127", Scope.AGENT)
    nickname = expansions_of(Synonyms(expansions={"carton": ("carte",)}))
    assert index.knows("carton", Scope.PUBLIC, nickname)
    assert not index.knows("carton", Scope.PUBLIC)


@pytest.mark.parametrize("scope", Scope)
def test_no_completion_comes_from_what_is_reserved(scope: Scope) -> None:
    suggester = Suggester([entry("a", title="Carte", agent_body="zyzzyva")])
    assert suggester.complete("zyz", scope=scope) == ()
