"""What stands first on a sheet: the short answer, then what decides and where each answer leads."""

from __future__ import annotations

import pytest

from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web.conftest import SignIn

BODY = "## En bref\n\nFaites ceci.\n\n## Pièges\n\nAucun piège.\n"
DECIDES = "A-t-elle un compte\u00a0? Oui\u00a0: autonomie. Non\u00a0: accompagnement."


@pytest.fixture(scope="module")
def pages(filled: House) -> None:
    texts = {
        "operators/caf/decidee.md": sheet_text("CAF-83", "Décidée", BODY, critere=DECIDES),
        "operators/caf/demandee.md": sheet_text("CAF-84", "Demandée", BODY, critere="Un compte ?"),
    }
    assert len(import_texts(filled.library, incoming(texts), "essai").added) == 2
    filled.library.refresh()


@pytest.mark.usefixtures("pages")
def test_the_short_answer_comes_before_what_stands_beside_the_text(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get("/fiches/caf/decidee").get_data(as_text=True)
    places = [page.index(each) for each in ("Faites ceci.", "Ce qui décide", "Aucun piège.")]
    assert places == sorted(places)
    assert page.count("Faites ceci.") == 1


@pytest.mark.usefixtures("pages")
def test_each_answer_of_what_decides_is_on_a_line_of_its_own(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get("/fiches/caf/decidee").get_data(as_text=True)
    for line in ("Oui\u00a0: autonomie.", "Non\u00a0: accompagnement."):
        assert f"<li>{line}</li>" in page
    assert "<p>A-t-elle un compte\u00a0?</p>" in page
    alone = sign_in(Role.AGENT).get("/fiches/caf/demandee").get_data(as_text=True)
    assert "<p>Un compte ?</p>" in alone
