"""An amount that changes, told at each sheet that cites it: to its reviewer, then in the news."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.library.library import Library
from kb_app.people.accounts.model import Role
from kb_app.web.house import House
from tests.amounts import PATH, figure_text, value_text
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.draft_pages import someone, words

NEWS, FEED = "/nouveautes", "/nouveautes.atom"
NEW = "operators/caf/apres-coup.md"
BODY = "## Combien\n\nElle reçoit {{ montant: aide }} par enfant.\n\nRien d’autre.\n"
RESERVED = "## Combien\n\nDemander.\n\n:::agent\nDire {{ montant: aide }}.\n:::\n"


@pytest.fixture(scope="module")
def day_after(filled: House) -> None:
    """An amount of which the value of today was written days ago, and another published today."""
    today = filled.today()
    ago = datetime.now(UTC) - timedelta(days=9)
    before = Library(filled.engine, lambda: ago.date(), lambda: ago)
    newest = before.newest(PATH)
    assert newest
    last = value_text("1000", today - timedelta(days=90), today - timedelta(days=1))
    first = value_text("1100", today, today + timedelta(days=90))
    plafond = value_text("900", today - timedelta(days=90), today + timedelta(days=90))

    def figures(ceiling: str) -> str:
        aide = figure_text(last, first, id_="aide", label="Aide zorgaide")
        return newest[1] + aide + figure_text(ceiling, id_="plafond", label="Plafond d’essai")

    texts = {
        PATH: with_version(PATH, figures(plafond), newest[0].number),
        "operators/caf/aide-suivie.md": sheet_text(
            "CAF-81", "Aide suivie", BODY, cout="{{ montant: plafond }}", valide_du="2020-01-01"
        ),
        "operators/cpam/aide-reservee.md": sheet_text(
            "CPAM-81", "Aide réservée", RESERVED, valide_du="2020-01-01"
        ),
        NEW: sheet_text("CAF-82", "Aide citée après", "## A\n\nB.\n", valide_du="2020-01-01"),
    }
    assert len(import_texts(before, incoming(texts), "avant").added) == len(texts)
    filled.library.refresh()
    now = value_text("950", today - timedelta(days=90), today + timedelta(days=90))
    later = {
        PATH: with_version(PATH, figures(now), newest[0].number + 1),
        NEW: with_version(NEW, sheet_text("CAF-82", "Aide citée après", BODY), 1),
    }
    assert len(import_texts(filled.library, incoming(later), "après").added) == len(later)
    filled.library.refresh()


def entries(client: FlaskClient, address: str) -> list[str]:
    """Return the lines of the page, or the entries of the feed, that tell of an amount."""
    page = client.get(address).get_data(as_text=True)
    tag = "entry" if address == FEED else "li"
    found = re.findall(rf"<{tag}>.*?</{tag}>", page, re.DOTALL)
    plain = [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in found]
    return [each for each in plain if "modifié" in each and "Montant" in each]


@pytest.mark.usefixtures("day_after")
@pytest.mark.parametrize("address", [NEWS, FEED])
def test_a_changed_amount_is_news_at_each_sheet_that_cited_it(
    sign_in: SignIn, address: str
) -> None:
    found = entries(sign_in(Role.AGENT), address)
    assert len(found) == 2
    [followed] = [each for each in found if "Aide suivie" in each]
    assert "Montants modifiés" in followed
    assert "Aide zorgaide, 1 100 € par mois au lieu de 1 000 € par mois" in followed
    assert "Plafond d’essai, 950 € par mois au lieu de 900 € par mois" in followed
    [reserved] = [each for each in found if "Aide réservée" in each]
    assert "Montant modifié" in reserved
    # It was made to cite the amount today: that is what changed in it.
    assert "Aide citée après" not in "".join(found)


@pytest.mark.usefixtures("day_after")
def test_what_agents_alone_read_is_announced_to_them_alone(
    public_app: Flask, sign_in: SignIn
) -> None:
    readers = {
        "public": public_app.test_client(),
        "operator": sign_in(Role.OPERATOR),
        "agent": sign_in(Role.AGENT),
    }
    for address in (NEWS, FEED):
        told = {name: "".join(entries(client, address)) for name, client in readers.items()}
        assert all("Aide suivie" in each for each in told.values())
        # An operator reads the passages reserved to agents in its own section only.
        assert {name for name, each in told.items() if "Aide réservée" in each} == {"agent"}


@pytest.mark.usefixtures("day_after")
def test_the_reviewer_of_amounts_reads_each_sheet_before_and_after(
    sign_in: SignIn, filled: House
) -> None:
    author = someone(filled, Role.TRAINER)
    newest = filled.library.newest(PATH)
    assert newest
    text = newest[1].replace("valeur: 1100", "valeur: 1200").replace("valeur: 950", "valeur: 950,0")
    text += figure_text(id_="seule", label="Que rien ne cite")
    draft = filled.authoring.start(author, PATH, text, newest[0].number, "essai")
    page = sign_in(Role.ADMINISTRATOR).get(f"/relecture/{draft.id}").get_data(as_text=True)
    [section] = re.findall(r'<section aria-labelledby="montants">.*?</section>', page, re.DOTALL)
    told = words(f"<main {section}</main>")
    assert "Aide zorgaide 1 100 € par mois 1 200 € par mois dès la publication" in told
    assert "Plafond d’essai" not in told
    assert "Que rien ne cite 646,52 € par mois dès la publication" in told
    assert "Aucune fiche ne cite ce montant" in told
    assert "Cité par 3 fiches" in told
    for title in ("Aide suivie", "Aide réservée", "Aide citée après"):
        assert f'">{title}</a>' in html.unescape(section)
    was, now = "1 100 € par mois par enfant.", "1 200 € par mois par enfant."
    assert f"Texte Elle reçoit {was} Elle reçoit {now}" in told
    assert "Rien d’autre" not in told
    filled.authoring.drop(author, draft.id)


@pytest.mark.usefixtures("day_after")
def test_a_value_of_later_is_told_with_its_day_and_the_trees_that_lead_to_it(
    sign_in: SignIn, filled: House
) -> None:
    today = filled.today()
    citing = sheet_text("CPAM-02", "Carte Vitale perdue", "Un plafond de {{ montant: plafond }}.")
    newest = filled.library.newest(hidden.VITALE)
    assert newest
    texts = {hidden.VITALE: with_version(hidden.VITALE, citing, newest[0].number)}
    assert import_texts(filled.library, incoming(texts), "essai").added
    snapshot = filled.library.refresh()
    trees = [tree.file.title for tree in snapshot.trees_to[hidden.VITALE]]
    assert trees
    author, held = someone(filled, Role.TRAINER), filled.library.newest(PATH)
    assert held
    end = today + timedelta(days=90)
    after = value_text("970", end + timedelta(days=1), end + timedelta(days=300))
    text = held[1] + after  # the last amount of the file
    draft = filled.authoring.start(author, PATH, text, held[0].number, "essai")
    page = words(sign_in(Role.ADMINISTRATOR).get(f"/relecture/{draft.id}").get_data(as_text=True))
    assert "950 € par mois 970 € par mois à partir du" in page
    assert all(title in page for title in trees)
    assert "Un plafond de 950 € par mois. Un plafond de 970 € par mois." in page
    filled.authoring.drop(author, draft.id)


def test_other_drafts_have_no_amounts_to_tell(sign_in: SignIn, filled: House) -> None:
    author = someone(filled, Role.TRAINER)
    text = sheet_text("CAF-97", "Sans montant")
    draft = filled.authoring.start(author, "operators/caf/sans.md", text, 0, "essai")
    page = sign_in(Role.ADMINISTRATOR).get(f"/relecture/{draft.id}").get_data(as_text=True)
    assert "Ce que les agents liront" not in page
    filled.authoring.drop(author, draft.id)
