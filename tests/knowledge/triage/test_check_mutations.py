"""Whatever a hand or a cat on the keyboard does to a tree, it is read and told, never a crash."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.knowledge.triage.rules import RULES
from tests.knowledge.triage.case_values import ACCOUNT, VITALE, text_of
from tests.knowledge.triage.seeded import everything_said

LINES = text_of(VITALE).split("\n")
WORDS = (
    "regime", "situation", "sinon", "va:", "si:", "{", "}", "[", "]", "pour_qui", "ne_sait_pas",
    "interdit", "compte", "compte.a_un_compte", "sortie.impossible", "< 12", "\">= 3\"", "0", "-1",
    "aujourd_hui", "2025-02-30", "oui", "type: nombre", "type: date", "contient:", "pas:", "tous:",
    "", "'", "\"", "#", ":", "\t", "é", "jours_depuis_commande", "somme", "exclusif: oui",
)  # fmt: skip


def mutated(lines: list[str], seed: int) -> str:
    """Return the lines with a few of them cut, doubled, swapped, moved in or spoiled."""
    chance = random.Random(seed)
    lines = list(lines)
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = "  " * chance.randint(0, 2) + lines[at]
            case 4:
                words = lines[at].split(" ")
                words[chance.randrange(len(words))] = chance.choice(WORDS)
                lines[at] = " ".join(words)
            case 5:
                del lines[at : at + chance.randint(1, 12)]
                lines = lines or [""]
            case _:
                # A target for another: what authors get wrong most.
                mine, theirs = lines[at].rpartition("va: "), lines[other].rpartition("va: ")
                lines[at] = mine[0] + mine[1] + theirs[2]
    return "\n".join(lines)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_mutations_of_the_example_are_told_and_never_crash(seed: int) -> None:
    for problem in everything_said(mutated(LINES, seed)):
        assert problem.code in RULES or problem.code == "R17"
        assert problem.line >= 1
        assert problem.path in (VITALE, ACCOUNT)
        assert problem.message


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9))
def test_mutations_of_the_sub_tree_neither(seed: int) -> None:
    assert isinstance(everything_said(account=mutated(text_of(ACCOUNT).split("\n"), seed)), tuple)
