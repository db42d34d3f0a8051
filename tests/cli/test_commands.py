"""The command line on both databases: what goes in comes out."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest

from kb_app.errors import InvalidInput
from tests.cli.conftest import Run
from tests.factories import sheet_text

RSA = "operators/caf/demander-le-rsa.md"
PASSWORD = "soleil rivage cuisine tambour"


def test_import_search_and_export_go_round(run: Run, files: Path, tmp_path: Path) -> None:
    first = run("import", files)
    assert first.exit_code == 0, first.output
    assert "5 versions ajoutées" in first.output
    found = json.loads(run("search", "carte verte", "--json").stdout)
    assert (found["query"], found["corrected"]) == ("carte verte", None)
    assert found["took_ms"] >= 0
    best = found["results"][0]
    assert best["code"] == "CPAM-02"
    assert set(best) == {"kind", "path", "code", "title", "operator", "ending", "score", "passage"}
    assert run("export", tmp_path / "sortie").exit_code == 0
    again = run("import", tmp_path / "sortie")
    assert again.exit_code == 0
    assert "0 versions ajoutées, 5 textes déjà connus" in again.output


def test_a_search_can_be_made_as_of_a_day(run: Run, files: Path) -> None:
    run("import", files)
    before = json.loads(run("search", "rsa", "--json", "--on", "2025-06-01").stdout)
    assert [r["kind"] for r in before["results"] if r["kind"] == "sheet"] == []
    after = json.loads(run("search", "rsa", "--json", "--on", "2026-06-01").stdout)
    assert after["results"][0]["path"] == RSA


def test_results_are_limited_and_nothing_found_is_said(run: Run, files: Path) -> None:
    run("import", files)
    one = json.loads(run("search", "demander", "--json", "--limit", "1").stdout)
    assert len(one["results"]) == 1
    assert "Aucun résultat" in run("search", "zzzz").stdout


def test_a_conflict_and_a_mistake_are_listed_and_the_rest_goes_in(run: Run, files: Path) -> None:
    run("import", files)
    (files / RSA).write_text(sheet_text(title="Autre titre"), encoding="utf-8")
    bad, good = files / "operators/caf/fautive.md", files / "operators/caf/bonne.md"
    bad.write_text(sheet_text("CAF-77", resume=None), encoding="utf-8")
    good.write_text(sheet_text("CAF-78"), encoding="utf-8")
    report = run("import", files)
    assert report.exit_code == 1
    assert f"{RSA}:1: conflit" in report.output
    assert re.search(r"operators/caf/fautive.md:\d+: erreur Y06", report.output)
    assert re.search(r"\b1 version", report.output)


def test_rows_move_in_under_an_operator_that_gets_a_card(run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "base.jsonl"
    row = {"id": "sp:F22", "title": "Préavis", "text": "Le préavis est d’un mois."}
    rows.write_text(json.dumps(row) + "\n{mal\n", encoding="utf-8")
    report = run("import", rows, "--operator", "reprise")
    assert report.exit_code == 1
    assert "base.jsonl:2: erreur J01" in report.output
    best = json.loads(run("search", "preavis", "--json").stdout)["results"][0]
    assert (best["code"], best["ending"]) == ("SP-F22", "a_preciser")


def test_accounts_from_the_command_line(run: Run) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    words = ["user", "add", "a.martin@ville.fr", "--name", "A. Martin", "--role", "operateur"]
    assert run(*words, "--operator", "caf", typed=typed).exit_code == 0
    assert "Opérateur" in run("user", "list").output
    assert run("user", "password", "a.martin@ville.fr", typed=typed).exit_code == 0
    assert run("user", "role", "a.martin@ville.fr", "agent").exit_code == 0
    assert run("user", "disable", "a.martin@ville.fr").exit_code == 0
    assert "désactivé" in run("user", "list").output
    assert run("user", "enable", "a.martin@ville.fr").exit_code == 0
    assert run("user", "erase", "a.martin@ville.fr", "--yes").exit_code == 0
    assert "Martin" not in run("user", "list").output


def test_a_weak_password_is_refused(run: Run) -> None:
    words = ["user", "add", "x@ville.fr", "--name", "X", "--role", "agent"]
    assert isinstance(run(*words, typed="court\ncourt\n").exception, InvalidInput)


def test_a_port_already_taken_is_said_at_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("KB_PORT", str(other.getsockname()[1]))
        refusal = run("serve").exception
    assert isinstance(refusal, InvalidInput)
    assert "KB_PORT=" in str(refusal)


def test_settings_are_listed_without_a_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SECRET_KEY", "tres-secret")
    monkeypatch.setenv("KB_DATABASE_URL", "postgresql+psycopg://relais:tres-secret@base/relais")
    listed = run("settings").output
    assert "KB_INSTANCE" in listed
    assert "tres-secret" not in listed


def test_eval_prints_the_agreed_form(run: Run, tmp_path: Path) -> None:
    corpus, qrels = tmp_path / "c.jsonl", tmp_path / "q.jsonl"
    rows = [
        {"id": "1", "title": "Carte grise", "theme": None, "text": "Le véhicule."},
        {"id": "2", "title": "Permis", "text": "Conduire."},
    ]
    corpus.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    asked = {"query": "carte grise", "doc_id": "1", "grade": 1, "topic": "t", "set": "s"}
    qrels.write_text(json.dumps(asked), encoding="utf-8")
    figures = json.loads(run("eval", "--corpus", corpus, "--qrels", qrels, "--json").stdout)
    assert figures["sets"] == {"s": {"topics": 1, "hit@10": 1.0, "mrr@10": 1.0, "ndcg@10": 1.0}}
    assert {"p50_ms", "p95_ms", "build_s"} <= set(figures)
    qrels.write_text("{", encoding="utf-8")
    assert isinstance(run("eval", "--corpus", corpus, "--qrels", qrels).exception, InvalidInput)
