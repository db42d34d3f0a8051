"""The version an exported file continues is written and read back, byte for byte."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kb_app.knowledge.content.read import read
from kb_app.knowledge.content.versioning import split_version, with_version
from tests.factories import operator_text, sheet_text

SHEET = "operators/caf/rsa.md"
CARD = "operators/caf/operator.yaml"

TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ["---", "\n", "\r\n", "\r", "version: 3", "version: 3\n", " ", "a: b", "\ufeff"]
        )
    ).map("".join),
    st.just(sheet_text()),
)


@example(SHEET, "---\r", 1)
@given(st.sampled_from([SHEET, CARD, "vocabulary/themes.yaml"]), TEXTS, st.integers(1, 10**8))
def test_splitting_gives_back_exactly_what_was_written(path: str, text: str, number: int) -> None:
    assert split_version(path, with_version(path, text, number)) == (text, number)


def test_the_line_stands_first_in_the_header() -> None:
    assert with_version(SHEET, sheet_text(), 7).startswith("---\nversion: 7\ncode: ")
    assert with_version(CARD, operator_text(), 7).startswith("version: 7\nnom: ")
    for path, text in ((SHEET, sheet_text()), (CARD, operator_text())):
        assert read(path, with_version(path, text, 7)).problems == ()


def test_a_file_without_version_is_returned_as_it_is() -> None:
    text = sheet_text(body="version: 3\n\n---\nversion: 4\n")
    assert split_version(SHEET, text) == (text, None)


def test_the_line_counts_where_a_hand_moved_it() -> None:
    moved = sheet_text().replace("titre:", 'version: "12" \r\ntitre:', 1)
    assert split_version(SHEET, moved) == (sheet_text(), 12)
    assert split_version(CARD, operator_text() + "version: 5") == (operator_text(), 5)
