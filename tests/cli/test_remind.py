"""`kb remind`: what it shows, what it sends, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb_app.errors import InvalidInput
from tests.cli.conftest import Run
from tests.factories import sheet_text
from tests.people.upkeep.relay import Relay, listening

PASSWORD = "huit lampadaires verts"
SENDER = "relais@exemple.fr"


@pytest.fixture
def late(run: Run, files: Path) -> None:
    """A library with an overdue sheet of the CAF, and two accounts that keep it."""
    sheet = files / "operators/caf/demander-le-rsa.md"
    sheet.write_text(sheet_text(valide_du="2020-01-01", a_revoir_avant="2020-06-01"), "utf-8")
    assert run("import", files).exit_code == 0
    for login, role in (("rose@exemple.fr", "formateur"), ("noe@exemple.fr", "administrateur")):
        words = ("user", "add", login, "--name", "Rose", "--role", role, "--password", PASSWORD)
        assert run(*words).exit_code == 0


@pytest.fixture
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KB_SMTP_URL", "KB_MAIL_FROM", "KB_SITE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("late", "without_settings")
def test_a_dry_run_shows_the_letters_and_notes_nothing(run: Run) -> None:
    for _ in range(2):
        shown = run("remind", "--dry-run")
        assert shown.exit_code == 0
        assert "À : rose@exemple.fr" in shown.output
        assert "Demander le RSA" in shown.output
        assert "2 e-mails à envoyer." in shown.output
    told = json.loads(run("remind", "--dry-run", "--json").output)
    assert [each["to"] for each in told["letters"]] == ["noe@exemple.fr", "rose@exemple.fr"]


@pytest.mark.usefixtures("late", "without_settings")
def test_nothing_configured_says_so_and_nobody_is_noted(run: Run) -> None:
    refused = run("remind")
    assert refused.exit_code == 1
    assert isinstance(refused.exception, InvalidInput)
    assert "KB_SMTP_URL" in str(refused.exception)
    assert len(json.loads(run("remind", "--dry-run", "--json").output)["letters"]) == 2


@pytest.mark.usefixtures("late")
def test_each_is_written_to_once_a_day(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(Relay()) as relay:
        monkeypatch.setenv("KB_SMTP_URL", f"smtp://127.0.0.1:{relay.port}")
        monkeypatch.setenv("KB_MAIL_FROM", SENDER)
        monkeypatch.setenv("KB_SITE_URL", "https://relais.exemple.fr/")
        assert run("remind").output == "2 e-mails envoyés.\n"
        again = run("remind", "--json")
    assert json.loads(again.output) == {"sent": [], "unsure": [], "failed": []}
    assert [to for to, _ in relay.received] == ["noe@exemple.fr", "rose@exemple.fr"]
    assert "https://relais.exemple.fr/redaction/fraicheur" in relay.received[0][1]


@pytest.mark.usefixtures("late")
def test_what_did_not_leave_is_said_and_sent_next_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_MAIL_FROM", SENDER)
    with listening(Relay(refuses=frozenset({"noe@exemple.fr"}))) as relay:
        monkeypatch.setenv("KB_SMTP_URL", f"smtp://127.0.0.1:{relay.port}")
        refused = run("remind")
        assert refused.exit_code == 1
        assert "noe@exemple.fr : le serveur refuse" in refused.output
    with listening(Relay()) as relay:
        monkeypatch.setenv("KB_SMTP_URL", f"smtp://127.0.0.1:{relay.port}")
        assert run("remind").exit_code == 0
    assert [to for to, _ in relay.received] == ["noe@exemple.fr"]


@pytest.mark.usefixtures("late")
def test_a_server_that_does_not_answer_loses_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(Relay()) as relay:
        gone = relay.port
    monkeypatch.setenv("KB_MAIL_FROM", SENDER)
    monkeypatch.setenv("KB_SMTP_URL", f"smtp://moi:motdepasse@127.0.0.1:{gone}")
    refused = run("remind")
    assert refused.exit_code == 1
    assert "motdepasse" not in f"{refused.output}{refused.exception}"
    assert len(json.loads(run("remind", "--dry-run", "--json").output)["letters"]) == 2
