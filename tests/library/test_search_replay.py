"""Search cases asked again: a publication that loses one is told, and only for what it does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kb_app.knowledge.content.model import Document, SearchCase
from kb_app.knowledge.search import index as index_files
from kb_app.knowledge.search.index import build, open_index
from kb_app.library import search_replay
from kb_app.library.entries import Findable
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from tests.factories import TODAY, operator_text, sheet_text, small_library

RSA = "operators/caf/demander-le-rsa.md"
VITALE = "operators/cpam/carte-vitale.md"
SYNONYMS = "vocabulary/synonyms.yaml"
CASES = """cas:
  - question: carte verte égarée
    codes: [CPAM-02]
  - question: demander le rsa
    codes: [CAF-04, CAF-03]
  - question: zyzzyva
    codes: [CAF-03]
  - question: sésame santé
    codes: [CPAM-02]
"""
NICKNAMES = "vers:\n  sésame: [carte vitale]\n"


def documents(texts: Mapping[str, str]) -> dict[str, Document]:
    found = {path: read(path, text).document for path, text in texts.items()}
    return {path: document for path, document in found.items() if document}


def library(**more: str) -> Snapshot:
    texts = small_library() | {search_replay.PATH: CASES, SYNONYMS: NICKNAMES} | more
    return search_replay.of_documents(documents(texts), TODAY)


def served(folder: Path, snapshot: Snapshot) -> Path:
    index_files.update(folder, lambda: Findable(snapshot))
    return folder


def questions(cases: tuple[SearchCase, ...]) -> list[str]:
    return [case.question for case in cases]


def vitale(**changes: object) -> dict[str, Document]:
    keys: dict[str, Any] = {"mots_du_public": ["la vitale"], "resume": "Que faire."} | changes
    return documents({VITALE: sheet_text("CPAM-02", "Carte Vitale perdue", **keys)})


def test_a_case_whose_sheet_is_not_found_is_lost_and_its_line_told() -> None:
    lost = search_replay.replayed(library())
    assert [(case.question, case.line) for case in lost] == [("zyzzyva", 6)]
    [problem] = search_replay.problems_of(lost)
    assert (problem.path, problem.line, problem.code) == (search_replay.PATH, 6, "M05")
    assert "«\u00a0zyzzyva\u00a0» ne mène plus à CAF-03 parmi les 3 premières" in problem.message


def test_one_of_its_sheets_is_enough_and_the_vocabulary_counts() -> None:
    assert "demander le rsa" not in questions(search_replay.replayed(library()))
    without = library(**{SYNONYMS: "vers:\n  autre: [carte vitale]\n"})
    assert questions(search_replay.replayed(without)) == ["zyzzyva", "sésame santé"]


def test_only_the_first_three_sheets_count_whatever_trees_and_cards_come_before() -> None:
    others = {
        f"operators/caf/autre-{n}.md": sheet_text(
            f"CAF-1{n}", "Carte verte égarée", mots_du_public=["carte verte égarée"]
        )
        for n in range(3)
    }
    assert "carte verte égarée" in questions(search_replay.replayed(library(**others)))
    others.popitem()
    others |= {
        f"operators/op{n}/operator.yaml": operator_text("Carte verte égarée", f"OP{n}")
        for n in range(3)
    }
    assert "carte verte égarée" not in questions(search_replay.replayed(library(**others)))


def test_a_case_without_a_published_sheet_is_not_asked() -> None:
    cases = "cas:\n  - question: perdu\n    codes: [CPAM-09]\n"
    assert search_replay.replayed(library(**{search_replay.PATH: cases})) == ()


def test_a_publication_that_loses_a_case_says_which(tmp_path: Path) -> None:
    before = library()
    folder = served(tmp_path, before)
    lost = search_replay.lost_by(before, vitale(titre="Une vitre brisée"), folder)
    # "zyzzyva" found nothing before: it is not lost by this.
    assert questions(lost) == ["carte verte égarée", "sésame santé"]
    assert search_replay.lost_by(before, vitale(mots_du_public=["carte verte"]), folder) == ()
    assert search_replay.lost_by(before, {}, folder) == ()


def test_a_vocabulary_that_loses_a_case_says_which(tmp_path: Path) -> None:
    before = library()
    changed = documents({SYNONYMS: "groupes:\n  - [auto, voiture]\n"})
    lost = search_replay.lost_by(before, changed, served(tmp_path, before))
    assert questions(lost) == ["sésame santé"]


def test_a_new_case_that_finds_nothing_is_told(tmp_path: Path) -> None:
    before = library()
    more = f"{CASES}  - question: quetzal\n    codes: [CAF-03]\n"
    lost = search_replay.lost_by(
        before, documents({search_replay.PATH: more}), served(tmp_path, before)
    )
    assert questions(lost) == ["quetzal"]


def test_what_is_published_stays_as_it_is(tmp_path: Path) -> None:
    before = library()
    folder = served(tmp_path, before)
    files = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.name != "lock"}
    search_replay.lost_by(before, vitale(), folder)
    now = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.name != "lock"}
    assert now == files


@pytest.mark.parametrize("kind", ["in step", "late", "damaged", "missing"])
def test_from_the_index_in_service_or_anew_the_same_is_lost(tmp_path: Path, kind: str) -> None:
    before = library()
    changes = vitale(titre="Une vitre brisée") | documents({RSA: sheet_text("CAF-03", "Le RSA")})
    late = search_replay.changed(before, documents({RSA: sheet_text("CAF-03", "Zyzzyva")}))
    folder = tmp_path / "index"
    if kind != "missing":
        served(folder, late if kind == "late" else before)
    if kind == "damaged":
        next(folder.rglob("*.seg")).write_bytes(b"")
    after = search_replay.changed(before, changes)
    assert search_replay.replayed(after, folder) == search_replay.replayed(after)
    assert questions(search_replay.replayed(after, folder)) == [
        "carte verte égarée", "zyzzyva", "sésame santé",
    ]  # fmt: skip
    lost = search_replay.lost_by(before, changes, folder)
    assert questions(lost) == ["carte verte égarée", "sésame santé"]


def test_an_index_made_beside_the_one_in_service_equals_one_made_anew(tmp_path: Path) -> None:
    before = library()
    folder = served(tmp_path / "served", before)
    after = Findable(search_replay.changed(before, vitale()))
    index_files.update(tmp_path / "beside", lambda: after, base=folder)
    build(tmp_path / "anew", [after.entry(path) for path in after.digests], after.sequence)
    beside, anew = open_index(tmp_path / "beside"), open_index(tmp_path / "anew")
    assert beside is not None
    assert anew is not None
    assert beside.dump() == anew.dump()
    assert beside.digests == anew.digests
    # Also when there is nothing to change.
    index_files.update(tmp_path / "same", lambda: Findable(before), base=folder)
    same, as_served = open_index(tmp_path / "same"), open_index(folder)
    assert same is not None
    assert as_served is not None
    assert same.dump() == as_served.dump()
