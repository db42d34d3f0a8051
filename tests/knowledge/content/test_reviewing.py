"""« Toujours juste » written into a text: its dates move, every other byte stays as it was."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import pytest

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.content.read import read
from kb_app.knowledge.content.reviewing import reread, still_right
from kb_app.knowledge.triage.reading.parse import parse
from tests.factories import sheet_text
from tests.trees import TREE

CONTENT = Path(__file__).resolve().parents[3] / "content"
SHEETS = sorted(CONTENT.glob("operators/*/*.md"))
TREES = sorted(p for p in CONTENT.glob("operators/*/trees/*.yaml") if ".cases" not in p.name)
UNTIL, ON = date(2031, 4, 1), date(2030, 2, 3)


def sheet(text: str) -> Sheet:
    document = read("operators/caf/x.md", text).document
    assert isinstance(document, Sheet)
    return document


def changed_parts(before: str, after: str) -> list[str]:
    """Return what was written that was not there, and nothing else may have gone but a date."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [after[b:c] for tag, _, _, b, c in matcher.get_opcodes() if tag != "equal"]


@pytest.mark.parametrize("file", SHEETS, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_a_shipped_sheet_changes_by_its_dates_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    before = sheet(text)
    numbers = range(len(before.sources))
    after = still_right(text, UNTIL, ON, numbers)
    assert sheet(after).review_before == UNTIL
    assert {source.consulted for source in sheet(after).sources} <= {ON}
    # Put the old dates back, and it is the old text, byte for byte.
    back = after.replace(f"a_revoir_avant: {UNTIL}", f"a_revoir_avant: {before.review_before}")
    for source in before.sources:
        back = back.replace(f"consulte_le: {ON}", f"consulte_le: {source.consulted}", 1)
    assert back == text


@pytest.mark.parametrize("file", TREES, ids=lambda f: f"{f.parent.parent.name}/{f.stem}")
def test_a_shipped_tree_changes_by_its_dates_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    path = f"operators/{file.parent.parent.name}/trees/{file.name}"
    before = parse(path, text).file
    after = parse(path, edited := reread(text, UNTIL, ON)).file
    assert before
    assert after
    assert (after.reviewed_on, after.review_before) == (ON, UNTIL)
    kept = [line for line in edited.split("\n") if not line.startswith(("relu_le", "a_revoir"))]
    assert kept == [line for line in text.split("\n") if not line.startswith(("relu_le", "a_rev"))]


def test_only_the_sources_reopened_are_dated() -> None:
    sources = [
        {"titre": t, "adresse": f"https://{t}.fr", "consulte_le": "2026-01-05"} for t in "ab"
    ]
    after = still_right(sheet_text(sources=sources), UNTIL, ON, [1])
    assert [each.consulted for each in sheet(after).sources] == [date(2026, 1, 5), ON]


@pytest.mark.parametrize(
    "written",
    [
        "sources:\n  - titre: Site\n    adresse: https://a.fr # la page\n",
        "sources:\n  - { adresse: https://a.fr, titre: Site }\n",
        'sources: [{"titre": "Site", "adresse": "https://a.fr"}]\n',
    ],
)
def test_a_source_never_dated_gets_its_day_beside_its_address(written: str) -> None:
    text = sheet_text(sources=None).replace("valide_du", f"{written}valide_du", 1)
    text = text.replace('"valide_du', "valide_du")
    after = still_right(text, UNTIL, ON, [0])
    assert [each.consulted for each in sheet(after).sources] == [ON]
    assert sheet(after).body == sheet(text).body
    assert len(after) - len(text) <= len("    consulte_le: 2030-02-03\n")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_date_stays_in_its_quotes_beside_its_comment(quote: str) -> None:
    line = f"a_revoir_avant: {quote}2027-03-31{quote}   # avant le barème\n"
    text = sheet_text(a_revoir_avant=None).replace("---\n## ", f"{line}---\n## ")
    expected = text.replace("2027-03-31", UNTIL.isoformat())
    assert still_right(text, UNTIL, ON) == expected


def test_a_date_quoted_in_the_body_is_no_date_of_the_header() -> None:
    body = "## En bref\n\na_revoir_avant: 2027-03-31\nconsulte_le: 2026-11-20\n"
    after = still_right(sheet_text(body=body), UNTIL, ON, [0])
    assert after.endswith(body)


def test_a_tree_without_dates_gets_them_below_its_title() -> None:
    text = "".join(
        line
        for line in TREE.splitlines(keepends=True)
        if not line.startswith(("relu_le", "a_revoir_avant"))
    )
    after = reread(text, UNTIL, ON)
    added = [line for line in after.split("\n") if line not in text.split("\n")]
    assert added == ["relu_le: 2030-02-03", "a_revoir_avant: 2031-04-01"]


def test_a_source_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidInput, match="pas de cette fiche"):
        still_right(sheet_text(), UNTIL, ON, [3])
    with pytest.raises(InvalidInput, match="pas de cette fiche"):
        still_right(sheet_text(sources=None), UNTIL, ON, [0])


@pytest.mark.parametrize("text", ["", "sans en-tête\n", "---\ntitre: [\n---\n", "---\n---\n"])
def test_what_cannot_be_dated_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        still_right(text, UNTIL, ON)


@pytest.mark.parametrize(
    "line",
    [
        "a_revoir_avant: >-\n  2027-03-31\ncout: gratuit\n",
        "a_revoir_avant: |-\n  2027-03-31\n# rien\ncout: gratuit\n",
    ],
)
def test_a_date_written_on_its_own_line_is_left_to_a_draft(line: str) -> None:
    text = sheet_text(a_revoir_avant=None).replace("---\n## ", f"{line}---\n## ")
    sheet(text)
    with pytest.raises(InvalidInput, match="brouillon"):
        still_right(text, UNTIL, ON)


def test_confirming_again_the_same_day_changes_nothing() -> None:
    once = still_right(sheet_text(), UNTIL, ON, [0])
    assert still_right(once, UNTIL, ON, [0]) == once
    assert changed_parts(once, still_right(once, UNTIL, ON)) == []
