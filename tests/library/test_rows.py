"""An existing knowledge base moves in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.knowledge.content.model import Ending, Operator, Sheet
from kb_app.knowledge.content.read import read
from kb_app.knowledge.rendering.plain import plain
from kb_app.library.rows import operator_card, read_rows
from tests.factories import TODAY

ROW = {
    "id": "sp:F22",
    "title": "Faute grave pendant un préavis ?",
    "theme": "Travail > Licenciement",
    "text": "Le préavis peut être interrompu. L’employeur respecte la procédure.\n- un\n- deux",
    "url": "https://www.service-public.fr/particuliers/vosdroits/F22",
    "updated": "2020-07",
}

LINES = [
    "# titre",
    "1. un",
    "> cité",
    "*gras* _et_ `code`",
    "<b>html</b> & co",
    ":::agent",
    "---",
    "===",
    "[lien](javascript:x)",
    "| a | b |",
    "~~~",
    "a  \nb",
    "    quatre espaces",
    "+ plus",
    "\\x",
]
"""What Markdown would read as something else than words."""


def moved_in(**changes: object) -> Sheet:
    rows = read_rows("f.jsonl", [json.dumps(ROW | changes)], "dila", TODAY)
    assert rows.problems == ()
    [(path, text)] = rows.texts.items()
    reading = read(path, text)
    assert isinstance(reading.document, Sheet), (text, reading.problems)
    return reading.document


def test_a_row_becomes_a_sheet_whose_ending_is_left_to_choose() -> None:
    sheet = moved_in()
    assert (sheet.path, sheet.code) == ("operators/dila/sp-f22.md", "SP-F22")
    assert sheet.title == ROW["title"]
    assert sheet.summary.startswith("Le préavis peut être interrompu.")
    assert sheet.ending is Ending.UNKNOWN
    assert (sheet.valid_from.isoformat(), sheet.review_before.isoformat()) == (
        "2020-07-01",
        "2021-07-01",
    )
    assert sheet.sources[0].url == ROW["url"]


@pytest.mark.parametrize(
    ("updated", "expected"),
    [
        ("2018", "2018-01-01"),
        ("2021-03-09", "2021-03-09"),
        ("2020-02-29", "2020-02-29"),
        ("2021-02-29", TODAY.isoformat()),
        (None, TODAY.isoformat()),
        ("hier", TODAY.isoformat()),
        ("2019-14", TODAY.isoformat()),
        ("2999", TODAY.isoformat()),
    ],
)
def test_the_date_of_the_text_is_its_own(updated: str | None, expected: str) -> None:
    assert moved_in(updated=updated).valid_from.isoformat() == expected


def test_an_address_that_is_not_https_stays_readable_but_is_no_link() -> None:
    sheet = moved_in(url="http://ancien.exemple.fr/page")
    assert sheet.sources == ()
    assert "http://ancien.exemple.fr/page" in plain(sheet.body).public


@pytest.mark.parametrize("line", LINES)
def test_what_the_text_says_is_what_is_read(line: str) -> None:
    text = plain(moved_in(text=f"avant\n{line}\naprès").body)
    read_back = "".join("".join((*text.headings, text.public)).split())
    for word in line.replace("# ", "").split():
        assert word in read_back


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON"),
        ("[1]", "objet"),
        (json.dumps(ROW | {"title": ""}), "title"),
        (json.dumps({k: v for k, v in ROW.items() if k != "id"}), "id"),
        (json.dumps(ROW | {"text": 7}), "text"),
        ("[" * 100_000, "JSON"),
        ("1" * 10_000, "JSON"),
        ('{"id": "\udce9"}', "UTF-8"),
        (json.dumps(ROW | {"id": "SP F22"}), "ligne 1"),
    ],
)
def test_a_row_that_cannot_be_a_sheet_is_listed_with_its_line(line: str, reason: str) -> None:
    rows = read_rows("f.jsonl", [json.dumps(ROW), "", line], "dila", TODAY)
    assert len(rows.texts) == 1
    [problem] = rows.problems
    assert problem.line == 3
    assert reason in problem.message


def test_a_base_moves_in_on_a_29_february_too() -> None:
    rows = read_rows("f.jsonl", [json.dumps(ROW | {"updated": ""})], "dila", date(2028, 2, 29))
    [(path, text)] = rows.texts.items()
    sheet = read(path, text).document
    assert isinstance(sheet, Sheet)
    assert (sheet.valid_from, sheet.review_before) == (date(2028, 2, 29), date(2029, 2, 28))


@pytest.mark.parametrize("between", ["\t", "\r", "\r\n", "\u2028", "\x85", "\x0c", "\u00a0"])
def test_two_words_stay_two_words(between: str) -> None:
    sheet = moved_in(text=f"Premier{between}second.", theme=f"Un{between}# deux\n:::agent\nx")
    assert plain(sheet.body).public.split()[:2] == ["Premier", "second."]
    assert "Un # deux :::agent x" in " ".join(plain(sheet.body).public.split())


def test_a_text_that_never_ends_still_has_a_summary() -> None:
    assert moved_in(text="a" * 1000).summary == "a" * 239 + "…"


def test_each_sheet_says_which_line_it_comes_from() -> None:
    lines = [json.dumps(ROW), "", json.dumps(ROW | {"id": "autre"})]
    assert list(read_rows("f.jsonl", lines, "dila", TODAY).lines.values()) == [1, 3]


def test_the_same_id_twice_is_listed() -> None:
    rows = read_rows("f.jsonl", [json.dumps(ROW)] * 2, "dila", TODAY)
    assert len(rows.texts) == 1
    assert rows.problems[0].line == 2


def test_an_operator_without_a_card_gets_a_sound_one() -> None:
    path, text = operator_card("base-reprise")
    assert isinstance(read(path, text).document, Operator)


@settings(max_examples=150)
@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=400))
def test_any_row_with_words_becomes_a_sound_sheet(title: str, text: str) -> None:
    row = json.dumps(ROW | {"title": f"a{title}"[:200], "text": f"mot {text}"})
    rows = read_rows("f.jsonl", [row], "dila", TODAY)
    [(path, sheet)] = rows.texts.items()
    reading = read(path, sheet)
    assert reading.document, (sheet, reading.problems)


@pytest.mark.slow
def test_every_real_row_becomes_a_sheet_or_is_listed(corpus: Path) -> None:
    with (corpus / "sheets.jsonl").open(encoding="utf-8") as lines:
        rows = read_rows("sheets.jsonl", lines, "dila", TODAY)
    assert len(rows.texts) == 2285
    problems = [p for path, text in rows.texts.items() for p in read(path, text).problems]
    errors = [p for p in problems if p.level == "erreur"]
    assert len({p.path for p in errors}) <= 3, errors[:5]
