"""Files in the name of an account: the rights, the checks and the history of the web."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb_app.errors import Refused
from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import export_texts, import_texts, incoming
from kb_app.library.files import read_folder, write_folder
from kb_app.people.accounts.model import Account
from kb_app.people.authoring.from_files import Proposed, export_for, propose_texts
from kb_app.people.authoring.model import State
from tests.factories import sheet_text, small_library
from tests.people.authoring.newsroom import BETTER, PRIME, RSA, SYNONYMS, VITALE, WORDS, Newsroom

NEW = "operators/caf/nouvelle.md"
CAF = {path for path in small_library() if path.startswith("operators/caf/")}


def propose(room: Newsroom, account: Account, texts: dict[str, str]) -> Proposed:
    return propose_texts(room.library, room.authoring, account, incoming(texts), "de mes fichiers")


def test_new_texts_become_one_bundle_that_waits_for_someone_else(engine: Engine) -> None:
    room = Newsroom(engine)
    texts = {RSA: with_version(RSA, BETTER, 1), NEW: sheet_text("CAF-50", "Nouvelle")}
    made = propose(room, room.caf, texts)
    assert {d.path: d.base for d in made.drafts} == {RSA: 1, NEW: 0}
    now = [room.now(draft) for draft in made.drafts]
    assert {d.state for d in now} == {State.IN_REVIEW}
    assert {d.author_id for d in now} == {room.caf.id}
    assert len({d.bundle for d in now}) == 1
    assert room.versions() == [1]
    with pytest.raises(Refused):
        room.publish(room.caf, made.drafts[0])
    room.publish(room.allocs, made.drafts[0])
    assert room.library.version(RSA, 2)[1] == BETTER
    assert [v.author_id for v in room.library.history(NEW)] == [room.caf.id]


def test_what_is_outside_ones_section_is_listed_and_not_looked_at(engine: Engine) -> None:
    room = Newsroom(engine)
    texts = {
        VITALE: "n’importe quoi",
        SYNONYMS: WORDS,
        RSA: with_version(RSA, BETTER, 1),
    }
    made = propose(room, room.caf, texts)
    assert sorted(made.outside) == [VITALE, SYNONYMS]
    assert [d.path for d in made.drafts] == [RSA]
    assert (made.report.refused, made.report.conflicts) == ([], [])
    assert propose(room, room.rose, {SYNONYMS: WORDS}).outside == []


@pytest.mark.parametrize("who", ["agent", "manager"])
def test_who_writes_nowhere_brings_and_takes_nothing(engine: Engine, who: str) -> None:
    room = Newsroom(engine)
    with pytest.raises(Refused, match="nulle part"):
        propose(room, getattr(room, who), {RSA: BETTER})
    with pytest.raises(Refused, match="nulle part"):
        export_for(room.library, getattr(room, who))


def test_conflicts_errors_and_known_texts_are_told_as_by_import(engine: Engine) -> None:
    room = Newsroom(engine)
    texts = {
        RSA: BETTER,  # says no version
        PRIME: small_library()[PRIME],
        NEW: sheet_text("CAF-50", titre=None),
    }
    made = propose(room, room.caf, texts)
    assert made.drafts == ()
    [conflict] = made.report.conflicts
    assert (conflict.path, conflict.latest, conflict.mine) == (RSA, 1, BETTER)
    assert made.report.skipped == [PRIME]
    assert {p.path for p in made.report.refused} == {NEW}
    assert all(p.line for p in made.report.refused)
    assert room.authoring.drafts(room.chef) == ()


def test_the_same_files_again_are_not_proposed_twice(engine: Engine) -> None:
    room = Newsroom(engine)
    texts = {RSA: with_version(RSA, BETTER, 1)}
    first = propose(room, room.caf, texts)
    again = propose(room, room.caf, texts)
    assert (again.drafts, again.waiting) == ((), [RSA])
    room.publish(room.allocs, first.drafts[0])
    assert propose(room, room.caf, texts).report.skipped == [RSA]


def test_an_operator_takes_out_its_own_section_only_and_brings_it_back(
    engine: Engine, tmp_path: Path
) -> None:
    room = Newsroom(engine)
    assert dict(export_for(room.library, room.rose)) == dict(export_texts(room.library))
    write_folder(tmp_path / "sortie", export_for(room.library, room.caf))
    texts = read_folder(tmp_path / "sortie").texts
    assert texts.keys() == CAF
    assert sorted(propose(room, room.caf, texts).report.skipped) == sorted(CAF)
    edited = texts[RSA].replace("Demander le RSA", "Obtenir le RSA")
    made = propose(room, room.caf, texts | {RSA: edited})
    assert [(d.path, d.base, d.title) for d in made.drafts] == [(RSA, 1, "Obtenir le RSA")]


@pytest.mark.parametrize("mangled", ["\r\n", "\r"])
def test_files_mangled_by_an_editor_come_back_as_they_went(
    engine: Engine, tmp_path: Path, mangled: str
) -> None:
    """Withdrawn and planned documents too; line ends and a byte-order mark change nothing."""
    room = Newsroom(engine)
    gone = sheet_text(
        "CPAM-02", "Carte Vitale perdue", retrait={"motif": "Doublon", "remplacee_par": RSA}
    )
    later = sheet_text(valide_du="2099-01-01", a_revoir_avant="2099-12-31")
    texts = {VITALE: with_version(VITALE, gone, 1), RSA: with_version(RSA, later, 1)}
    report = import_texts(room.library, incoming(texts), "essai")
    assert [v.number for v in report.added] == [2, 2], report
    write_folder(tmp_path / "sortie", export_texts(room.library))
    for file in (tmp_path / "sortie").rglob("*.*"):
        text = file.read_text("utf-8").replace("\n", mangled)
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    read = read_folder(tmp_path / "sortie")
    again = import_texts(room.library, incoming(read.texts), "retour")
    assert (read.problems, again.added, again.conflicts, again.refused) == ((), [], [], [])
    assert sorted(again.skipped) == sorted(small_library())
    edited = read.texts[VITALE].replace("Doublon", "Regroupée ailleurs")
    ahead = read.texts[RSA].replace("2099-01-01", "2098-01-01")
    report = import_texts(room.library, incoming({VITALE: edited, RSA: ahead}), "retour")
    assert {v.path: (v.number, v.withdrawn, v.valid_from) for v in report.added} == {
        VITALE: (3, True, date(2026, 1, 1)),
        RSA: (3, False, date(2098, 1, 1)),
    }
