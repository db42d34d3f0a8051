"""`kb import` says which questions it would lose, before anything is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.factories import sheet_text

CASES = """cas:
  - question: carte verte
    codes: [CPAM-02]
  - question: bidule
    codes: [CAF-03]
"""
CARD = "operators/cpam/carte-vitale.md"


@pytest.fixture
def kept(run: Run, files: Path) -> Path:
    """Files once imported, of which a sheet then loses the words of a question."""
    (files / "vocabulary").mkdir()
    (files / "vocabulary/search-cases.yaml").write_text(CASES, encoding="utf-8")
    first = run("import", files)
    assert (first.exit_code, "6 versions ajoutées" in first.output) == (0, True), first.output
    assert run("index").exit_code == 0
    text = sheet_text("CPAM-02", "Document perdu", mots_du_public=["plastique"])
    (files / CARD).write_text(f"---\nversion: 1\n{text[4:]}", encoding="utf-8")
    return files


def test_nothing_is_imported_when_a_question_would_lose_its_sheet(run: Run, kept: Path) -> None:
    (kept / "operators/caf/autre.md").write_text(sheet_text("CAF-77", "Autre"), encoding="utf-8")
    refused = run("import", kept)
    assert refused.exit_code == 1
    assert "search-cases.yaml:2: erreur M05" in refused.output
    assert "« carte verte »" in refused.output
    assert "bidule" not in refused.output  # lost before: not what this import does
    assert "Rien n’a été importé : une question perdrait la fiche" in str(refused.exception)
    run("export", kept.parent / "sortie")
    assert not (kept.parent / "sortie/operators/caf/autre.md").exists()
    assert "version: 1\n" in (kept.parent / "sortie" / CARD).read_text("utf-8")


def test_it_is_imported_all_the_same_when_that_is_asked(run: Run, kept: Path) -> None:
    done = run("import", kept, "--malgre-les-cas")
    assert (done.exit_code, "1 versions ajoutées" in done.output) == (0, True), done.output


def test_an_import_that_brings_the_words_back_loses_nothing(run: Run, kept: Path) -> None:
    words = "groupes:\n  - [carte verte, plastique]\n"
    (kept / "vocabulary/synonyms.yaml").write_text(words, encoding="utf-8")
    done = run("import", kept)
    assert (done.exit_code, "2 versions ajoutées" in done.output) == (0, True), done.output


def test_cases_are_not_asked_when_no_text_is_new(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", kept, "--malgre-les-cas")
    monkeypatch.setattr("kb_app.library.search_replay.lost_by", None)
    again = run("import", kept)
    assert (again.exit_code, "0 versions ajoutées" in again.output) == (0, True), again.output
