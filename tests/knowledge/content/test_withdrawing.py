"""Taking a document out of service, or putting it back, changes what it must and nothing else."""

from __future__ import annotations

from datetime import date
from difflib import ndiff
from pathlib import Path

import pytest

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Sheet, Withdrawal
from kb_app.knowledge.content.read import read
from kb_app.knowledge.content.withdrawing import ended, redated, withdrawn
from kb_app.knowledge.triage.reading.parse import parse
from tests.factories import sheet_text
from tests.trees import TREE

DAY = date(2026, 11, 22)
CONTENT = Path(__file__).resolve().parents[3] / "content" / "operators"
SHEETS = sorted(CONTENT.glob("*/*.md"))
TREES = sorted(path for path in CONTENT.glob("*/trees/*.yaml") if ".cases." not in path.name)
OTHER = "operators/caf/prime-d-activite.md"


def sheet(text: str) -> Sheet:
    document = read("operators/caf/rsa.md", text, whole=False).document
    assert isinstance(document, Sheet)
    return document


def changed(before: str, after: str) -> list[str]:
    """Return the lines that differ, each with its sign."""
    return [line for line in ndiff(before.split("\n"), after.split("\n")) if line[0] in "+-"]


@pytest.mark.parametrize("successor", [OTHER, None])
@pytest.mark.parametrize("reason", ["fusionnée", 'L’aide : "a" #1 \\ n’existe plus', "oui", "12"])
def test_a_sheet_is_withdrawn_with_its_reason_and_successor(
    reason: str, successor: str | None
) -> None:
    text = sheet_text()
    gone = withdrawn(text, reason, successor, DAY)
    assert sheet(gone).withdrawal == Withdrawal(reason, successor)
    assert sheet(gone).valid_from == DAY
    assert sheet(gone).body == sheet(text).body
    assert len(changed(text, gone)) == 2 + 2 + (successor is not None)


def test_a_sheet_is_withdrawn_once() -> None:
    gone = withdrawn(sheet_text(), "fusionnée", None, DAY)
    with pytest.raises(InvalidInput, match="déjà retirée"):
        withdrawn(gone, "encore", None, DAY)


def test_every_shipped_sheet_can_be_withdrawn() -> None:
    assert len(SHEETS) > 20
    for file in SHEETS:
        text = file.read_text(encoding="utf-8")
        gone = withdrawn(text, "fusionnée", OTHER, DAY)
        assert sheet(gone).withdrawal == Withdrawal("fusionnée", OTHER)
        assert all(
            line[2:].startswith(("valide_du", "a_revoir_avant", "retrait", "  "))
            for line in changed(text, gone)
        )


def test_a_text_to_be_read_again_in_the_past_is_to_be_read_again_soon() -> None:
    old = sheet(redated(sheet_text(a_revoir_avant="2026-03-31"), DAY))
    assert (old.valid_from, old.review_before) == (DAY, date(2026, 12, 22))
    kept = sheet(redated(sheet_text(), DAY))
    assert (kept.valid_from, kept.review_before) == (DAY, date(2027, 3, 31))


@pytest.mark.parametrize("text", ["", "---\n", "rien", "---\na: [\n---\n", "---\n{a: b}\n---\n"])
def test_a_text_that_is_no_sheet_is_told(text: str) -> None:
    with pytest.raises(InvalidInput):
        withdrawn(text, "fusionnée", None, DAY)


def test_every_shipped_tree_can_be_ended() -> None:
    assert TREES
    for file in TREES:
        text = file.read_text(encoding="utf-8")
        if "sous_arbre:" in text.split("\n")[0]:
            continue
        over = ended(text, DAY)
        found = parse(f"operators/{file.parts[-3]}/trees/{file.name}", over).file
        assert found
        assert found.valid_until == DAY
        assert changed(text, over) == [f"+ valide_jusqu_au: {DAY}"]


def test_a_tree_that_had_a_last_day_has_another() -> None:
    over = ended(ended(TREE, date(2030, 1, 1)), DAY)
    assert over == ended(TREE, DAY)


@pytest.mark.parametrize("text", ["", "a: [", "arbre: x\n", "{operateur: cpam}", "- operateur"])
def test_a_text_that_is_no_tree_is_told(text: str) -> None:
    with pytest.raises(InvalidInput):
        ended(text, DAY)
