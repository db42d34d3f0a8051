"""The owner of a page reads what was said of it and answers; whoever said it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kb_app.knowledge.content.versioning import with_version
from kb_app.people.accounts.model import Role
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web.conftest import SignIn, csrf
from tests.web.reported import (
    BODY,
    MINE,
    OWNER,
    address,
    answers,
    bring,
    forget,
    number_of,
    read,
    reports,
    says,
    written,
)

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg/onload=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "{{7*7}} {% raw %}",
    "]]> <!-- &lt;b&gt;",
    "\u202etxet\x00\x1b[2J",
)


@pytest.fixture
def sheet(filled: House) -> str:
    """The path of a sheet of the CAF that no other test knows."""
    return written(filled, "caf", BODY)


@pytest.fixture(autouse=True)
def _no_reports_left(filled: House) -> Iterator[None]:
    yield
    forget(filled)


def test_its_owner_reads_it_by_document_and_passage_and_no_name(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    says(sign_in(Role.AGENT), sheet, passage="s-conditions", texte="premier")
    says(sign_in(Role.MANAGER), sheet, passage="s-conditions", texte="second", genre="perime")
    page = read(sign_in(Role.OPERATOR), OWNER)
    assert page.count("Fiche signalée") >= 1
    assert "2 signalements" in page
    assert "premier" in page
    assert "second" in page
    assert "Agent · aujourd’hui" in page
    assert "Responsable de maison · aujourd’hui" in page
    assert "Personne agent" not in page
    assert "Personne responsable" not in page


def test_another_sections_reports_are_not_there(sign_in: SignIn, filled: House) -> None:
    path = written(filled, "cpam", BODY)
    says(sign_in(Role.AGENT), path, texte="zorgailleurs")
    assert "zorgailleurs" not in read(sign_in(Role.OPERATOR), OWNER)
    assert "zorgailleurs" in read(sign_in(Role.TRAINER), OWNER)
    (report,) = reports(filled, path)
    assert answers(sign_in(Role.OPERATOR), [report.id], "corrige").status_code == 404
    token = csrf(sign_in(Role.OPERATOR), "/compte/mot-de-passe")
    form = {"csrf_token": token, "signalement": report.id, "operateur": "caf"}
    sent = sign_in(Role.OPERATOR).post(f"{OWNER}/transmission", data=form)
    assert sent.status_code == 404


def test_the_owner_sees_that_the_passage_changed_since(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    says(sign_in(Role.AGENT), sheet, passage="s-conditions")
    page = read(sign_in(Role.OPERATOR), OWNER)
    assert "Le passage a changé depuis" not in page
    assert "Lire le passage" in page
    newer = sheet_text(f"SIG-{number_of(sheet)}", "Fiche signalée", BODY.replace("25", "26"))
    bring(filled, sheet, with_version(sheet, newer, 1))
    page = read(sign_in(Role.OPERATOR), OWNER)
    assert "Le passage a changé depuis" in page
    assert f"{address(sheet)}/comparer?de=1&amp;a=2" in page
    gone = newer.replace("## Conditions", "## Pour qui")
    bring(filled, sheet, with_version(sheet, gone, 2))
    assert "Passage qui n’est plus dans la page" in read(sign_in(Role.OPERATOR), OWNER)


def test_a_sheet_withdrawn_since_is_still_answered(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    says(sign_in(Role.AGENT), sheet, texte="zorgparti")
    withdrawn = sheet_text(
        f"SIG-{number_of(sheet)}", "Fiche signalée", BODY, retrait={"motif": "Finie"}
    )
    bring(filled, sheet, with_version(sheet, withdrawn, 1))
    page = read(sign_in(Role.OPERATOR), OWNER)
    assert "zorgparti" in page
    assert "La page n’est plus publiée" in page
    (report,) = reports(filled, sheet)
    assert answers(sign_in(Role.OPERATOR), [report.id], "corrige").status_code == 303
    mine = read(sign_in(Role.AGENT), MINE)
    assert "Une page qui n’est plus publiée" in mine
    assert "Fiche signalée" not in mine


def test_the_agent_is_told_in_the_bar_until_they_look(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    client = sign_in(Role.AGENT)
    says(client, sheet)
    (report,) = reports(filled, sheet)
    assert "à vos signalements" not in read(client, "/aide")
    answers(sign_in(Role.OPERATOR), [report.id], "corrige", "zorgmerci")
    assert "réponse à vos signalements" in read(client, "/aide")
    assert re.search(r"1.réponse", read(client, "/compte"))
    # Neither a look ahead nor a question about the page is a look.
    client.get(MINE, headers={"Sec-Purpose": "prefetch"})
    FlaskClient.open(client, MINE, method="HEAD")
    assert "réponse à vos signalements" in read(client, "/aide")
    page = read(client, MINE)
    assert "zorgmerci" in page
    assert "Nouvelle réponse" in page
    assert "réponse à vos signalements" not in read(client, "/aide")
    assert "Nouvelle réponse" not in read(client, MINE)


def test_reports_are_ones_own(sign_in: SignIn, sheet: str) -> None:
    says(sign_in(Role.AGENT), sheet, texte="zorgamoi")
    assert "zorgamoi" in read(sign_in(Role.AGENT), MINE)
    for role in (Role.MANAGER, Role.OPERATOR, Role.ADMINISTRATOR):
        assert "zorgamoi" not in read(sign_in(role), MINE)


def test_a_refused_answer_gives_back_what_was_typed(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    says(sign_in(Role.AGENT), sheet)
    (report,) = reports(filled, sheet)
    refused = answers(sign_in(Role.OPERATOR), [report.id], "peut-etre", "mes mots")
    assert refused.status_code == 400
    assert "mes mots" in refused.get_data(as_text=True)
    assert answers(sign_in(Role.OPERATOR), [report.id], "ouvert").status_code == 400
    assert answers(sign_in(Role.OPERATOR), [report.id], "sans_suite").status_code == 400
    assert answers(sign_in(Role.OPERATOR), [report.id], "sans_suite", "C’est juste").location
    assert answers(sign_in(Role.OPERATOR), [report.id], "corrige").status_code == 409


def test_handed_over_it_changes_owner_and_says_where_from(
    sign_in: SignIn, filled: House, sheet: str
) -> None:
    says(sign_in(Role.AGENT), sheet, passage="s-reserve", extrait="motdagent", texte="zorgpasse")
    (report,) = reports(filled, sheet)
    client = sign_in(Role.OPERATOR)
    token = csrf(client, "/compte/mot-de-passe")
    form = {"csrf_token": token, "signalement": report.id, "operateur": "cpam"}
    sent = client.post(f"{OWNER}/transmission", data=form)
    assert (sent.status_code, sent.location) == (303, OWNER)
    assert "zorgpasse" not in read(client, OWNER)
    page = read(sign_in(Role.TRAINER), OWNER)
    assert "concernait d’abord «\xa0Fiche signalée" in page
    assert "motdagent" not in page


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_words_are_only_ever_words(
    sign_in: SignIn, filled: House, sheet: str, attack: str
) -> None:
    says(sign_in(Role.AGENT), sheet, texte=attack[:700], extrait=attack)
    for report in reports(filled, sheet):
        assert answers(
            sign_in(Role.OPERATOR), [report.id], "en_cours", attack[:700]
        ).status_code in (
            303,
            400,
        )
    # CheckedClient holds these pages to no inline script, no handler, sound HTML.
    assert sign_in(Role.OPERATOR).get(OWNER).status_code == 200
    assert sign_in(Role.AGENT).get(MINE).status_code == 200
