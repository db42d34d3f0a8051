"""`kb audit`: the log read and verified from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import Result
from sqlalchemy import text

from kb_app.database.engine import create, writing
from tests.cli.conftest import Run


def tamper(url: str, change: str) -> None:
    engine = create(url)
    with writing(engine) as connection:
        connection.execute(text(change))
    engine.dispose()


def said(done: Result) -> str:
    return done.output.replace("\u00a0", " ")


def test_a_sound_library_is_said_to_hold_with_the_seal_to_note(run: Run, files: Path) -> None:
    run("import", files)
    done = run("audit", "verify")
    assert done.exit_code == 0, done.output
    assert "5 entrées du journal, 5 versions de 5 documents : tout se tient." in said(done)
    [head] = re.findall(r"^[0-9a-f]{64}$", done.output, re.MULTILINE)
    assert run("audit", "verify", "--head", head).exit_code == 0
    missed = run("audit", "verify", "--head", "0" * 64)
    assert missed.exit_code == 1
    assert "l’empreinte notée n’y est plus" in missed.output


def test_what_was_changed_is_named_and_ends_with_one(
    run: Run, files: Path, database_url: str
) -> None:
    run("import", files)
    tamper(database_url, "UPDATE audit SET subject = 'operators/caf/x.md' WHERE sequence = 2")
    tamper(database_url, "UPDATE versions SET text = 'faux' WHERE path LIKE '%carte-vitale.md'")
    done = run("audit", "verify")
    assert done.exit_code == 1
    assert re.search(r"journal : entrée 2 du \d{4}-\d\d-\d\d \d\d:\d\d : changée", said(done))
    assert re.search(r"cpam/carte-vitale\.md : version 1 du .* : son texte n’est", said(done))
    found = json.loads(run("audit", "verify", "--json").stdout)
    assert {(b["path"], b["number"]) for b in found["breaks"]} >= {
        ("journal", 2),
        ("operators/cpam/carte-vitale.md", 1),
    }
    assert (found["entries"], found["versions"]) == (5, 5)


def test_entries_are_listed_newest_first_for_people_and_for_programs(run: Run, files: Path) -> None:
    run("import", files)
    options = ("--name", "Jeanne Martin", "--role", "agent", "--password", "huit lampadaires verts")
    run("user", "add", "jeanne", *options)
    lines = run("audit", "list").output.splitlines()
    assert len(lines) == 6
    assert "compte_cree" in lines[0]
    assert "compte:1 · agent · commande du serveur" in lines[0]
    assert "operators/caf/demander-le-rsa.md version 1" in " ".join(lines)
    rows = [json.loads(line) for line in run("audit", "list", "--json").output.splitlines()]
    assert [row["sequence"] for row in rows] == [6, 5, 4, 3, 2, 1]
    assert "Jeanne" not in str(rows)
    assert run("audit", "list", "--since", "2999-01-01").output == ""
    assert len(run("audit", "list", "--since", "2020-01-01").output.splitlines()) == 6


def test_what_cannot_be_read_is_refused(run: Run) -> None:
    for words in (("list", "--since", "hier"), ("verify", "--head", "abc")):
        done = run("audit", *words)
        assert done.exit_code == 1
        assert str(done.exception)
