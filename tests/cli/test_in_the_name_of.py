"""`kb import --au-nom-de`, `kb export --au-nom-de`: the rights of an account, from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

RSA = "operators/caf/demander-le-rsa.md"
CARD = "operators/cpam/carte-vitale.md"


@pytest.fixture
def taken(run: Run, files: Path, tmp_path: Path) -> Path:
    """What the operator of the CAF took out of a filled library."""
    run("import", files)
    for login, role, *more in (("caf", "operateur", "--operator", "caf"), ("lea", "agent")):
        options = ("--name", login, "--role", role, "--password", "huit lampadaires verts", *more)
        assert run("user", "add", login, *options).exit_code == 0
    done = run("export", tmp_path / "sortie", "--au-nom-de", "caf")
    assert (done.exit_code, "3 documents écrits" in done.output) == (0, True), done.output
    return tmp_path / "sortie"


def test_an_edited_file_is_submitted_and_publishes_nothing(run: Run, taken: Path) -> None:
    file = taken / RSA
    file.write_text(file.read_text("utf-8").replace("Demander le", "Obtenir le"), "utf-8")
    done = run("import", taken, "--au-nom-de", "CAF")
    assert done.exit_code == 0, done.output
    assert "1 textes soumis à relecture, 2 textes déjà connus" in done.output
    run("export", taken.parent / "apres")
    assert "Obtenir" not in (taken.parent / "apres" / RSA).read_text("utf-8")
    again = run("import", taken, "--au-nom-de", "caf")
    assert "0 textes soumis" in again.output
    assert f"{RSA}:1: ce texte est déjà dans un brouillon ouvert" in again.output


def test_a_file_of_another_section_is_refused_by_name(run: Run, taken: Path, files: Path) -> None:
    (taken / CARD).parent.mkdir(parents=True)
    (taken / CARD).write_text((files / CARD).read_text("utf-8"), "utf-8")
    done = run("import", taken, "--au-nom-de", "caf")
    assert done.exit_code == 1
    assert f"{CARD}:1: refusé\u00a0: hors du périmètre de ce compte" in done.output


@pytest.mark.parametrize("login", ["lea", "personne"])
def test_who_writes_nowhere_is_told(run: Run, taken: Path, login: str) -> None:
    for words in (("import", taken), ("export", taken.parent / "autre")):
        done = run(*words, "--au-nom-de", login)
        assert done.exit_code == 1
        assert str(done.exception)
    assert not (taken.parent / "autre").exists()
