"""`kb check` asks the search cases again, and names the line of each that lost its sheet."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

CASES = """cas:
  - question: carte verte perdue
    codes: [CPAM-02]
  - question: zyzzyva
    codes: [CAF-03]
"""


def test_a_lost_case_fails_the_check_at_its_line(run: Run, files: Path) -> None:
    cases = files / "vocabulary/search-cases.yaml"
    cases.parent.mkdir(exist_ok=True)
    cases.write_text(CASES, encoding="utf-8")
    result = run("check", files)
    assert result.exit_code == 1
    assert f"{cases}:4: erreur M05" in result.output
    assert f"{cases}:2" not in result.output
    synonyms = files / "vocabulary/synonyms.yaml"
    synonyms.write_text("vers:\n  zyzzyva: [rsa]\n", encoding="utf-8")
    result = run("check", files)
    assert (result.exit_code, "M05" in result.output) == (0, False)
    # The sheet changes, and with it what it was found by.
    sheet = files / "operators/cpam/carte-vitale.md"
    text = sheet.read_text("utf-8")
    for said in ("carte verte", "carte de la sécu perdue", "Carte Vitale perdue"):
        text = text.replace(said, "La vitre brisée")
    sheet.write_text(text, encoding="utf-8")
    result = run("check", files)
    assert result.exit_code == 1
    assert f"{cases}:2: erreur M05" in result.output
