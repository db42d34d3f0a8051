"""Files in, files out: never overwritten, never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from kb_app.database.engine import writing
from kb_app.errors import InvalidInput
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import Report, export_texts, import_texts, incoming
from kb_app.library.files import read_folder, write_folder
from kb_app.library.library import Library
from kb_app.library.tables import versions
from tests import factories
from tests.factories import sheet_text, small_library

RSA = "operators/caf/demander-le-rsa.md"


def bring(library: Library, texts: dict[str, str]) -> Report:
    return import_texts(library, incoming(texts), "essai")


def stored(library: Library) -> dict[str, str]:
    return {
        path: library.version(path, len(library.history(path)))[1]
        for path, _ in export_texts(library)
    }


def test_a_first_import_makes_version_one_of_everything(engine: Engine) -> None:
    library = factories.library(engine)
    report = bring(library, small_library())
    assert {v.path: v.number for v in report.added} == dict.fromkeys(small_library(), 1)
    assert stored(library) == small_library()
    assert set(library.refresh().operators) == {"caf", "cpam"}


def test_importing_again_changes_nothing(engine: Engine) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    report = bring(library, small_library())
    assert report.added == []
    assert sorted(report.skipped) == sorted(small_library())


def test_exporting_then_importing_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    bring(library, {RSA: with_version(RSA, sheet_text(title="Le RSA"), 1)})
    before = library.refresh()
    write_folder(tmp_path / "sortie", export_texts(library))
    folder = read_folder(tmp_path / "sortie")
    assert folder.problems == ()
    report = bring(library, folder.texts)
    assert (report.added, report.conflicts, report.refused) == ([], [], [])
    assert library.refresh() is before


def test_an_exported_file_that_is_edited_becomes_the_next_version(engine: Engine) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    exported = dict(export_texts(library))[RSA]
    report = bring(library, {RSA: exported.replace("Demander le RSA", "Obtenir le RSA")})
    assert [(v.path, v.number) for v in report.added] == [(RSA, 2)]
    assert stored(library)[RSA] == sheet_text(title="Obtenir le RSA")


def test_a_new_text_that_does_not_say_what_it_continues_is_a_conflict(engine: Engine) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    mine = sheet_text(title="Mon RSA")
    report = bring(library, {RSA: mine})
    assert report.added == []
    [conflict] = report.conflicts
    assert (conflict.path, conflict.latest, conflict.mine) == (RSA, 1, mine)
    assert conflict.theirs == stored(library)[RSA] == sheet_text()


def test_a_text_that_continues_an_old_version_is_a_conflict(engine: Engine) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    bring(library, {RSA: with_version(RSA, sheet_text(title="Deux"), 1)})
    report = bring(library, {RSA: with_version(RSA, sheet_text(title="Aussi deux"), 1)})
    assert (len(report.added), len(report.conflicts)) == (0, 1)
    assert len(library.history(RSA)) == 2


def test_an_old_text_is_already_known_and_does_not_come_back(engine: Engine) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    bring(library, {RSA: with_version(RSA, sheet_text(title="Deux"), 1)})
    report = bring(library, {RSA: with_version(RSA, sheet_text(), 2)})
    assert report.skipped == [RSA]
    assert len(library.history(RSA)) == 2


def test_an_unsound_text_is_refused_with_its_line_and_the_rest_goes_in(engine: Engine) -> None:
    library = factories.library(engine)
    texts = small_library() | {"operators/caf/bancale.md": sheet_text("CAF-09", titre=None)}
    report = bring(library, texts)
    assert len(report.added) == len(small_library())
    assert {p.path for p in report.refused} == {"operators/caf/bancale.md"}
    assert all(p.line >= 1 for p in report.refused)


def test_what_leans_on_a_refused_text_is_refused_with_it(engine: Engine) -> None:
    library = factories.library(engine)
    texts = small_library() | {
        "operators/caf/a.md": sheet_text("CAF-91", voir_aussi=["operators/caf/b.md"]),
        "operators/caf/b.md": sheet_text("CAF-92", voir_aussi=["operators/caf/c.md"]),
        "operators/caf/c.md": sheet_text("CAF-93", resume=None),
    }
    report = bring(library, texts)
    assert {p.path for p in report.refused} == {f"operators/caf/{x}.md" for x in "abc"}
    assert len(report.added) == len(small_library())


def test_a_code_that_a_published_sheet_has_is_not_taken_twice(engine: Engine) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    before, after = "operators/caf/a.md", "operators/caf/z.md"
    report = bring(library, {before: sheet_text("CAF-03"), after: sheet_text("CAF-04")})
    assert report.added == []
    assert {(p.path, p.code) for p in report.refused} == {(before, "D09"), (after, "D09")}


def test_what_is_planned_may_be_linked_to_and_keeps_its_code(engine: Engine) -> None:
    library = factories.library(engine)
    planned = "operators/caf/planifiee.md"
    bring(library, small_library() | {planned: sheet_text("CAF-20", valide_du="2027-01-01")})
    assert planned not in library.refresh().sheets
    linking = {"operators/caf/a.md": sheet_text("CAF-21", voir_aussi=[planned])}
    assert len(bring(library, linking).added) == 1
    [refused] = bring(library, {"operators/caf/b.md": sheet_text("CAF-20")}).refused
    assert refused.code == "D09"


def test_every_sheet_of_an_operator_without_a_card_is_listed(engine: Engine) -> None:
    sheets = {f"operators/caff/{n}.md": sheet_text(f"AA-{n}") for n in range(300)}
    report = bring(factories.library(engine), small_library() | sheets)
    assert len(report.added) == len(small_library())
    assert {p.path for p in report.refused} == set(sheets)
    assert {p.code for p in report.refused} == {"D10"}


def test_a_batch_is_stored_whole_or_not_at_all(engine: Engine) -> None:
    library = factories.library(engine)
    done: list[int] = []

    def stop(count: int) -> None:
        done.append(count)
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_texts(library, incoming(small_library()), "essai", progress=stop, batch=2)
    assert library.refresh().sequence == 2
    bring(library, small_library())
    assert stored(library) == small_library()


def test_a_reason_too_long_to_keep_is_refused(engine: Engine) -> None:
    library = factories.library(engine)
    with pytest.raises(InvalidInput, match="500"):
        import_texts(library, incoming(small_library()), "x" * 501)
    assert library.refresh().sequence == 0


def test_exports_of_one_house_enter_an_empty_one(engine: Engine) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    bring(library, {RSA: with_version(RSA, sheet_text(title="Deux"), 1)})
    texts = dict(export_texts(library))
    with writing(engine) as connection:
        connection.execute(delete(versions))
    empty = factories.library(engine)
    assert len(bring(empty, texts).added) == len(texts)
    assert stored(empty)[RSA] == sheet_text(title="Deux")


def test_export_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("à garder", encoding="utf-8")
    with pytest.raises(InvalidInput):
        write_folder(tmp_path, [(RSA, sheet_text())])
    assert [f.name for f in tmp_path.iterdir()] == ["notes.txt"]


def test_windows_line_ends_and_byte_order_mark_make_no_new_version(
    engine: Engine, tmp_path: Path
) -> None:
    library = factories.library(engine)
    bring(library, small_library())
    file = tmp_path / RSA
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xef\xbb\xbf" + sheet_text().replace("\n", "\r\n").encode())
    report = bring(library, read_folder(tmp_path).texts)
    assert report.skipped == [RSA]


def test_files_that_cannot_be_read_are_named_and_links_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "operators" / "caf"
    folder.mkdir(parents=True)
    (folder / "latin.md").write_bytes("é".encode("latin-1"))
    (folder / "Majuscule.md").write_text("x", encoding="utf-8")
    (folder / "bonne.md").write_text(sheet_text(), encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (folder / "lien.md").symlink_to(tmp_path / "secret")
    read = read_folder(tmp_path)
    assert set(read.texts) == {"operators/caf/bonne.md"}
    assert {(p.path, p.code) for p in read.problems} == {
        ("operators/caf/latin.md", "D15"),
        ("operators/caf/Majuscule.md", "D01"),
    }


@pytest.mark.parametrize("place", [".", "operators", "operators/caf", "operators/caf/a.md"])
def test_a_document_keeps_its_path_from_wherever_its_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    write_folder(tmp_path / "sortie", [("operators/caf/a.md", sheet_text())])
    for here, asked in (
        (tmp_path, Path("sortie") / place),
        (tmp_path / "sortie", Path(place)),
        (tmp_path / "sortie" / "operators" / "caf", Path("..", "..", place)),
        (tmp_path, (tmp_path / "sortie" / place)),
    ):
        monkeypatch.chdir(here)
        assert set(read_folder(asked).texts) == {"operators/caf/a.md"}
    monkeypatch.chdir(tmp_path / "sortie" / "operators" / "caf")
    assert set(read_folder(Path("a.md")).texts) == {"operators/caf/a.md"}


titles = st.text("abcdé ’«»#:", min_size=1, max_size=12).filter(str.strip)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits=st.lists(st.tuples(titles, st.integers(0, 4)), max_size=8))
def test_no_order_of_imports_ever_loses_an_accepted_text(
    sqlite_engine: Engine, edits: list[tuple[str, int]]
) -> None:
    with writing(sqlite_engine) as connection:
        connection.execute(delete(versions))
    library = factories.library(sqlite_engine)
    accepted: list[str] = []
    for title, base in edits:
        text = sheet_text(titre=title)
        report = bring(library, {RSA: with_version(RSA, text, base) if base else text})
        outcomes = [report.added, report.skipped, report.conflicts, report.refused]
        assert sum(bool(o) for o in outcomes) == 1
        accepted += [text] if report.added else []
    if accepted:
        history = library.history(RSA)
        assert [library.version(RSA, v.number)[1] for v in history] == accepted
