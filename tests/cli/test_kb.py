"""`kb` as it is typed: which files it reads and writes, what it says, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb_app.cli import main
from kb_app.library.files import write_folder
from tests.factories import sheet_text, small_library

ROW = {"id": "F1", "title": "Un titre", "text": "Un texte."}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, that holds the small library as files."""
    write_folder(tmp_path / "content", small_library().items())
    monkeypatch.chdir(tmp_path)
    for name, place in (("INSTANCE", "instance"), ("INDEX", "index"), ("CONTENT", "content")):
        monkeypatch.setenv(f"KB_{name}", str(tmp_path / place))
    return tmp_path


@pytest.fixture
def kb(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    return Kb(monkeypatch, capsys)


class Kb:
    """Runs `kb`: `kb("check", "content")` gives the exit status and all that was written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self._monkeypatch.setattr("sys.argv", ["kb", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        written = self._capsys.readouterr()
        return int(end.value.code or 0), written.out + written.err


def test_check_names_the_file_and_line_and_ends_with_one(house: Path, kb: Kb) -> None:
    assert kb("check", "content")[0] == 0
    bad = house / "content/operators/caf/mauvaise.md"
    bad.write_text(sheet_text("CAF-09", titre=None), encoding="utf-8")
    status, said = kb("check", "content")
    assert status == 1
    assert "content/operators/caf/mauvaise.md:2: erreur Y06" in said
    assert kb("check", "content/operators/cpam")[0] == 0
    assert kb("check", "content/operators/cpam", str(bad))[0] == 1


def test_check_looks_into_every_folder_named(house: Path, kb: Kb) -> None:
    write_folder(house / "autre", {"operators/cnav/a.md": sheet_text("AA-1")}.items())
    status, said = kb("check", "content", "autre", "--json")
    assert status == 1
    [problem] = json.loads(said)
    assert (problem["file"], problem["code"]) == ("autre/operators/cnav/a.md", "D10")


def test_fix_mends_only_what_was_named(house: Path, kb: Kb) -> None:
    asked, other = (house / f"content/operators/caf/{name}.md" for name in ("asked", "other"))
    for file in (asked, other):
        file.write_bytes(sheet_text(f"CAF-{file.stem.upper()}").replace("\n", " \r\n").encode())
    before = other.read_bytes()
    kb("check", "--fix", str(asked))
    assert b"\r" not in asked.read_bytes()
    assert other.read_bytes() == before
    assert {f.name for f in asked.parent.iterdir() if f.name.startswith(".")} == set()


@pytest.mark.parametrize("command", ["check", "import"])
def test_a_folder_without_documents_is_told(house: Path, kb: Kb, command: str) -> None:
    (house / "vide").mkdir()
    status, said = kb(command, "vide")
    assert status == 1
    assert "operators/" in said


def test_rows_that_cannot_come_in_are_told_by_their_line(house: Path, kb: Kb) -> None:
    rows = [ROW, ROW | {"id": "F2", "title": "x" * 300}, ROW | {"id": "F3", "text": ""}, ROW]
    lines = [json.dumps(row).encode() for row in rows] + [b'{"id": "F4", "title": "\xe9"}']
    (house / "base.jsonl").write_bytes(b"\n".join(lines))
    status, said = kb("import", "base.jsonl", "--operator", "dila")
    assert status == 1
    for line, why in ((2, "D04"), (3, "J01"), (4, "J01"), (5, "UTF-8")):
        assert any(f"base.jsonl:{line}:" in told and why in told for told in said.splitlines())
    assert "2 versions ajoutées" in said  # the first row, and a card for its operator
    assert "4 refusés" in said


def test_what_is_exported_comes_back_unchanged(house: Path, kb: Kb) -> None:
    assert kb("import", "content")[0] == 0
    assert kb("export", "sortie")[0] == 0
    status, said = kb("import", "sortie")
    assert status == 0
    assert "0 versions ajoutées, 5 textes déjà connus" in said


def test_the_index_is_built_and_searched(house: Path, kb: Kb) -> None:
    kb("import", "content")
    assert kb("index", "--rebuild")[0] == 0
    status, said = kb("search", "carte verte", "--json")
    assert status == 0
    assert json.loads(said)["results"][0]["path"] == "operators/cpam/carte-vitale.md"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nulle-part"],
        ["check", "absent"],
        ["export", "content/operators/caf/operator.yaml"],
        ["export", "content/operators/caf/operator.yaml/dedans/sortie"],
        ["import", "content", "--operator", "caf"],
        ["user", "disable", "personne"],
        ["search", "mot " * 100],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_what_is_refused_ends_with_one_and_a_message(
    house: Path, kb: Kb, arguments: list[str]
) -> None:
    kb("import", "content")
    status, said = kb(*arguments)
    assert status == 1
    assert said.strip()
    assert "Traceback" not in said


def test_a_reason_too_long_to_keep_is_refused(house: Path, kb: Kb) -> None:
    status, said = kb("import", "content", "--reason", "x" * 501)
    assert status == 1
    assert "500" in said


def test_a_broken_address_of_the_database_is_told(
    house: Path, kb: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE_URL", "mysql://a:secret@b/c")
    status, said = kb("export", "sortie")
    assert status == 1
    assert "KB_DATABASE_URL" in said
    assert "secret" not in said
