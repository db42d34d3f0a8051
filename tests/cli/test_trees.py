"""`kb tree` as it is typed: on files alone, wherever they stand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb_app.cli import kb as command
from tests.factories import sheet_text
from tests.knowledge.triage.case_values import ACCOUNT, EXAMPLE, VITALE

CASES = VITALE.replace(".yaml", ".cases.yaml")
Kb = Callable[..., Result]

VISIT = {
    "answers": {"pour_qui": "soi", "situation": "pas_recue", "date_commande": "2025-11-01"},
    "today": "2025-11-21",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, that holds the example of the format as a library."""
    shutil.copytree(EXAMPLE, tmp_path / "exemple")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KB_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("KB_CONTENT", str(tmp_path / "livre"))
    return tmp_path


@pytest.fixture
def kb() -> Kb:
    return lambda *words: CliRunner().invoke(command, ["tree", *map(str, words)])


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def refused(result: Result) -> str:
    """Return what a command that is refused says."""
    assert result.exit_code == 1
    return str(result.exception)


@pytest.mark.parametrize("path", [f"exemple/{VITALE}", f"exemple/{ACCOUNT}", "exemple"])
def test_nothing_is_said_when_there_is_nothing_to_say(folder: Path, kb: Kb, path: str) -> None:
    result = kb("check", path)
    assert (result.exit_code, result.output) == (0, "")


def test_a_mistake_is_told_at_its_file_as_given_and_its_line(folder: Path, kb: Kb) -> None:
    change(folder / "exemple" / VITALE, "va: age_enfant", "va: age_enfnat")
    for path in ("exemple", f"exemple/{VITALE}", f"./exemple/{CASES}"):
        result = kb("check", path)
        assert result.exit_code == 1
        assert f"{Path(path).parts[0]}/{VITALE}:26: erreur R01" in result.output
    [row] = json.loads(kb("check", "exemple", "--json").output)
    assert (row["file"], row["line"], row["code"]) == (f"exemple/{VITALE}", 26, "R01")
    assert row["level"] == "erreur"


def test_a_mistake_of_a_subtree_is_told_once_and_in_its_own_file(folder: Path, kb: Kb) -> None:
    change(folder / "exemple" / ACCOUNT, "va: a_l_aise", "va: a_laise")
    [line] = kb("check", "exemple").output.splitlines()
    assert line.startswith(f"exemple/{ACCOUNT}:")


def test_what_stands_beside_a_tree_is_looked_at_only_when_it_is_there(folder: Path, kb: Kb) -> None:
    root = folder / "exemple"
    (root / "vocabulary").mkdir()
    documents = "piece_identite: { texte: Une pièce, forme: original }\n"
    (root / "vocabulary/documents.yaml").write_text(documents, encoding="utf-8")
    (root / "operators/cpam/operator.yaml").write_text("files: [droits]\n", encoding="utf-8")
    (root / "operators/msa").mkdir()
    card = "files: { sante: { nom: Santé } }\n"
    (root / "operators/msa/operator.yaml").write_text(card, encoding="utf-8")
    result = kb("check", root)
    told = [line.split(" : ")[0].split()[-1] for line in result.output.splitlines()]
    assert result.exit_code == 1
    assert set(told) == {"I04", "I06"}
    assert "cpam/cartes" in result.output
    assert "photo_identite" in result.output
    assert "msa/sante" not in result.output


def test_sheets_are_looked_for_as_soon_as_there_is_one(folder: Path, kb: Kb) -> None:
    sheet = folder / "exemple/operators/cpam/carte-vitale.md"
    sheet.write_text(sheet_text("CPAM-02"), encoding="utf-8")
    result = kb("check", "exemple")
    assert "L01" in result.output
    lost = [line.replace("\u00a0", " ") for line in result.output.splitlines() if "L01" in line]
    assert any("msa/carte-vitale" in line for line in lost)
    assert not any("fiche « cpam/carte-vitale »" in line for line in lost)
    assert "V04" in result.output


@pytest.mark.parametrize("place", ["compte-en-ligne.yaml", "commun/compte-en-ligne.yaml", ACCOUNT])
def test_a_tree_out_of_any_library_finds_its_subtree_beside_it(
    folder: Path, kb: Kb, place: str
) -> None:
    alone = folder / "seul"
    (alone / place).parent.mkdir(parents=True)
    shutil.copy(EXAMPLE / VITALE, alone / "carte-vitale.yaml")
    result = kb("check", "seul/carte-vitale.yaml")
    assert "A01" in result.output
    shutil.copy(EXAMPLE / ACCOUNT, alone / place)
    assert kb("check", "seul/carte-vitale.yaml").output == ""


def test_the_shipped_subtrees_are_found_last(folder: Path, kb: Kb) -> None:
    shutil.copy(EXAMPLE / VITALE, folder / "carte-vitale.yaml")
    assert "A01" in kb("check", "carte-vitale.yaml").output
    shutil.copytree(EXAMPLE, folder / "livre")
    assert kb("check", "carte-vitale.yaml").output == ""


def test_a_subtree_is_never_looked_for_out_of_these_folders(folder: Path, kb: Kb) -> None:
    shutil.copy(EXAMPLE / ACCOUNT, folder / "ailleurs.yaml")
    file = folder / "exemple" / VITALE
    change(file, "sous_arbre: commun/compte-en-ligne", "sous_arbre: ../../../../ailleurs")
    assert (file.parent / "../../../../ailleurs.yaml").is_file()
    assert "A01" in kb("check", file).output


def test_the_cases_are_played_and_their_coverage_told(folder: Path, kb: Kb) -> None:
    result = kb("cases", "exemple")
    assert result.exit_code == 0
    assert result.output == (
        f"exemple/{CASES}\u00a0: 17 cas, 0 en échec\u00a0; "
        "issues 100\u00a0%, réponses 100\u00a0%, flèches 100\u00a0%\n"
    )


def test_strict_cases_must_hold_each_spot(folder: Path, kb: Kb) -> None:
    result = kb("cases", f"exemple/{VITALE}", "--strict")
    assert result.exit_code == 1
    assert "alerte E06" in result.output
    assert "mandat → faire_signer_mandat (ne_sait_pas)" in result.output
    proposed = result.output.split("Cas proposés")[1].split("\n\n", 1)[1]
    with (folder / "exemple" / CASES).open("a", encoding="utf-8") as file:
        file.write(proposed)
    assert kb("cases", "exemple", "--strict").exit_code == 0


def test_a_failing_case_ends_with_one(folder: Path, kb: Kb) -> None:
    change(folder / "exemple" / CASES, "issue: patienter", "issue: regime")
    result = kb("cases", f"exemple/{CASES}")
    assert result.exit_code == 1
    assert f"exemple/{CASES}:25: erreur E01" in result.output
    report = json.loads(kb("cases", "exemple", "--json").output)
    assert [row["code"] for row in report["problems"]] == ["E01"]
    [file] = report["files"]
    assert (file["cases"], file["failed"], file["answers_percent"]) == (17, 1, 100)


def test_a_tree_that_is_refused_is_said_instead_of_its_cases(folder: Path, kb: Kb) -> None:
    change(folder / "exemple" / VITALE, "va: age_enfant", "va: age_enfnat")
    result = kb("cases", "exemple")
    assert result.exit_code == 1
    assert [line.split()[2] for line in result.output.splitlines()] == ["R01"]


@pytest.mark.parametrize("words", [("check",), ("cases",)])
def test_a_folder_without_trees_is_told(folder: Path, kb: Kb, words: tuple[str, ...]) -> None:
    (folder / "vide").mkdir()
    assert "Aucun arbre" in refused(kb(*words, "vide"))


def visits(folder: Path, *lines: object) -> Path:
    file = folder / "visites.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_visits_are_replayed_line_by_line(folder: Path, kb: Kb) -> None:
    cases, out = visits(folder, VISIT, {"answers": {}}), folder / "sortie.jsonl"
    result = kb("replay", f"exemple/{VITALE}", "--cases", cases, "--out", out)
    assert (result.exit_code, result.output) == (0, "")
    first, second = rows(out)
    assert (first["outcome"], first["deadline"]) == ("patienter", "2025-11-22")
    assert (second["asked"], second["stopped_at"]) == (["pour_qui"], "pour_qui")


def test_a_file_name_keeps_no_tree_from_being_replayed(folder: Path, kb: Kb) -> None:
    shutil.copy(EXAMPLE / VITALE, folder / "exemple/arbre.yaml")
    cases, out = visits(folder, VISIT), folder / "sortie.jsonl"
    result = kb("replay", "exemple/arbre.yaml", "--cases", cases, "--out", out)
    assert result.exit_code == 0
    assert "S04" in result.output
    assert [row["outcome"] for row in rows(out)] == ["patienter"]


def test_a_tree_with_an_error_is_not_replayed(folder: Path, kb: Kb) -> None:
    change(folder / "exemple" / VITALE, "va: age_enfant", "va: age_enfnat")
    cases, out = visits(folder, VISIT), folder / "sortie.jsonl"
    result = kb("replay", f"exemple/{VITALE}", "--cases", cases, "--out", out)
    assert "n’est pas un arbre" in refused(result)
    assert "erreur R01" in result.output
    assert not out.exists()


def test_a_line_that_is_no_visit_is_told_by_its_number(folder: Path, kb: Kb) -> None:
    cases = visits(folder, VISIT, [])
    result = kb("replay", f"exemple/{VITALE}", "--cases", cases, "--out", folder / "s.jsonl")
    assert f"{cases}:2: " in refused(result)
    result = kb("migrate", f"exemple/{VITALE}", f"exemple/{VITALE}", "--cases", cases)
    assert f"{cases}:2: " in refused(result)


def test_visits_are_taken_to_the_new_version(folder: Path, kb: Kb) -> None:
    new = folder / "nouveau/carte-vitale.yaml"
    new.parent.mkdir()
    shutil.copy(EXAMPLE / VITALE, new)
    shutil.copy(EXAMPLE / ACCOUNT, new.parent / "compte-en-ligne.yaml")
    change(new, '"< 21"', '"< 14"')
    cases, out = visits(folder, VISIT, {"answers": {"pour_qui": "soi"}}), folder / "verdicts.jsonl"
    result = kb("migrate", f"exemple/{VITALE}", new, "--cases", cases, "--out", out)
    assert result.exit_code == 0
    first, second = rows(out)
    assert (first["verdict"], first["question"]) == ("continue", "regime")
    assert (first["outcome_before"], first["outcome"]) == ("patienter", None)
    assert (second["verdict"], second["answers"]) == ("même suite", {"pour_qui": "soi"})
    result = kb("migrate", f"exemple/{VITALE}", new, "--cases", cases)
    assert result.stdout.startswith('{"verdict": "continue", ')
    assert result.stderr == "     1 continue\n     1 même suite\n"


@pytest.mark.parametrize("form", [(), ("--texte",), ("--svg",)])
def test_a_tree_is_drawn_as_text_or_as_a_picture(
    folder: Path, kb: Kb, form: tuple[str, ...]
) -> None:
    result = kb("graph", f"exemple/{VITALE}", *form)
    assert result.exit_code == 0
    assert result.stdout.startswith("<svg") == (form == ("--svg",))
    assert "Pour qui venez-vous" in result.stdout.replace("\n", " ")


def test_half_a_character_goes_out_as_it_came_in(folder: Path, kb: Kb) -> None:
    cases = visits(folder, {"answers": {"pour_qui": "\ud83d"}})
    result = kb("replay", f"exemple/{VITALE}", "--cases", cases, "--out", folder / "s.jsonl")
    assert result.exit_code == 0
    [row] = rows(folder / "s.jsonl")
    assert isinstance(row["refused"], dict)
    assert "\ud83d" in row["refused"]["message"]


def test_the_schema_of_the_format_is_json(kb: Kb) -> None:
    result = kb("schema")
    assert result.exit_code == 0
    assert json.loads(result.output)["$schema"].startswith("https://json-schema.org/")
