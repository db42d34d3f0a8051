"""What readers are told of freshness: on the page, in every list, at the end of a tree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.web.french import date_fr
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.trees import TREE
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.draft_pages import words
from tests.web.due_sheets import ROOM, Add, adding, read
from tests.web.walked import walk


@pytest.fixture
def add(filled: House) -> Add:
    return adding(filled)


@pytest.mark.parametrize(
    ("days", "told"), [(0, "en retard depuis aujourd’hui"), (-1, "depuis hier"), (-9, "9 jours")]
)
def test_an_overdue_sheet_says_so_loudly_and_what_to_do(
    sign_in: SignIn, add: Add, days: int, told: str
) -> None:
    address = add(days)
    page = sign_in(Role.AGENT).get(address).get_data(as_text=True)
    assert 'class="overdue"' in page
    said = words(page)
    assert told in said
    assert "à la source" in said
    assert "appelez l’opérateur" in said
    assert ROOM not in page
    assert "Relire et confirmer" in read(sign_in(Role.TRAINER), address)
    assert "Relire et confirmer" in read(sign_in(Role.OPERATOR), address)


@pytest.mark.parametrize(("days", "badge"), [(1, "à relire avant le"), (31, "valable jusqu’au")])
def test_a_sheet_that_holds_says_until_when(
    sign_in: SignIn, add: Add, filled: House, days: int, badge: str
) -> None:
    address = add(days)
    page = sign_in(Role.AGENT).get(address).get_data(as_text=True)
    assert 'class="overdue"' not in page
    day = filled.today() + timedelta(days=days if days < 31 else days - 1)
    today = date_fr(filled.today())
    assert f"Importée le {today} · {badge} {date_fr(day)}" in words(page)


@pytest.mark.parametrize(("days", "state"), [(-1, "late"), (9, "soon"), (99, "ok")])
def test_every_list_says_the_same(
    sign_in: SignIn, add: Add, filled: House, days: int, state: str
) -> None:
    address = add(days, mots_du_public=[f"zugzwang {abs(days)}"])
    filled.finder.keep_up()
    client = sign_in(Role.AGENT)
    found = client.get(f"/recherche?q=zugzwang+{abs(days)}").get_data(as_text=True)
    assert f"fresh-{state}" in found.split(f'href="{address}"')[0].split("<article")[-1]
    operator = client.get("/operateurs/caf").get_data(as_text=True)
    line = operator.split(f'href="{address}"')[1].split("</li>")[0]
    assert ("fresh-" in line) == (state != "ok")
    handout = client.get(f"{address}/imprimer").get_data(as_text=True)
    assert ("attend une relecture" in handout) == (state == "late")
    assert ("valable jusqu’au" in handout) == (state != "late")


def test_a_past_day_is_not_said_to_be_overdue_today(sign_in: SignIn, add: Add) -> None:
    page = sign_in(Role.AGENT).get(f"{add(-5)}?le=2021-01-01").get_data(as_text=True)
    assert 'class="overdue"' not in page


def test_colleagues_are_told_the_side_that_reread_and_keepers_the_name(
    sign_in: SignIn, filled: House
) -> None:
    address = "/fiches/caf/relue"
    today = date_fr(filled.today())
    assert f"Relue le {today} par la rédaction ·" in read(sign_in(Role.AGENT), address)
    named = f"Relue le {today} par {hidden.CAF_READER} (la rédaction) ·"
    assert named in read(sign_in(Role.OPERATOR), address)
    assert named in read(sign_in(Role.TRAINER), address)


def test_a_corrected_or_erased_name_is_so_at_once(sign_in: SignIn, filled: House, add: Add) -> None:
    address = add(5)
    path = f"operators{address.removeprefix('/fiches')}.md"
    login = "brieve@example.fr"
    brief = filled.accounts.create(login, "Brève Martin", Role.TRAINER, hidden.PASSWORD)
    subject = filled.upkeep.subject(brief, path)
    filled.upkeep.confirm(brief, path, 1, subject.proposed, [0])
    filled.library.refresh()
    client = sign_in(Role.TRAINER)
    assert "par Brève Martin (la rédaction)" in read(client, address)
    filled.accounts.rename(brief.id, "Longue Martin")
    assert "par Longue Martin (la rédaction)" in read(client, address)
    filled.accounts.erase(brief.id)
    said = read(client, address)
    assert "Martin" not in said
    assert "par la rédaction" in said


# Trees and their outcomes


@pytest.fixture
def overdue_card(filled: House) -> str:
    """Make the sheet that the small tree leads to overdue, for the rest of the module."""
    text = sheet_text(
        "CPAM-02",
        "Carte Vitale perdue",
        valide_du="2020-01-01",
        a_revoir_avant="2020-06-01",
    )
    newest = filled.library.newest(hidden.VITALE)
    assert newest
    if "2020-06-01" not in newest[1]:
        again = {hidden.VITALE: with_version(hidden.VITALE, text, newest[0].number)}
        assert import_texts(filled.library, incoming(again), "essai").added
        filled.library.refresh()
    return "/fiches/cpam/carte-vitale"


def test_an_outcome_says_which_of_its_sheets_is_overdue(
    agent: FlaskClient, sign_in: SignIn, overdue_card: str
) -> None:
    visit = walk(agent, "perdue", "rien", "oui")
    page = agent.get(f"{visit}/issue").get_data(as_text=True)
    told = page.split('class="overdue"')[1].split("</section>")[0]
    assert f'href="{overdue_card}"' in told
    assert ROOM not in told
    handout = agent.get(f"{visit}/imprimer").get_data(as_text=True)
    assert "attendent une relecture" in handout


def test_an_overdue_tree_says_so_before_its_first_question(
    agent: FlaskClient, sign_in: SignIn, filled: House
) -> None:
    path = "operators/caf/trees/vieux.yaml"
    text = TREE.replace("cpam", "caf").replace("caf/carte-vitale", "cpam/carte-vitale")
    dates = "valide_du: 2020-01-01\na_revoir_avant: 2020-06-01\n"
    dated = f"{text.replace('essai', 'vieux', 1)}{dates}"
    assert import_texts(filled.library, incoming({path: dated}), "essai").added
    filled.library.refresh()
    address = "/orientation/caf/vieux"
    assert "Cet arbre n’est plus sûr" in read(agent, address)
    assert ROOM not in agent.get(address).get_data(as_text=True)
    assert f'href="{ROOM}/caf/arbres/vieux"' in sign_in(Role.TRAINER).get(address).get_data(
        as_text=True
    )
    for listing in ("/orientation", "/operateurs/caf"):
        page = agent.get(listing).get_data(as_text=True)
        assert "fresh-late" in page.split(f'href="{address}"')[1].split("</li>")[0]
