"""Withdrawals, restorations and the calendar of what comes, as their pages show and take them."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest

from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import State
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import SignIn
from tests.web.draft_pages import Begin, address, beginning, post, read, send, someone, words
from tests.web.visited import CAF

HOSTILE = "<script>alert(1)</script>\"'{{7*7}}"


@pytest.fixture
def begin(filled: House) -> Begin:
    return beginning(filled)


# Withdrawing, restoring


def test_a_sheet_is_withdrawn_from_its_page_and_points_to_its_successor(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin(title="Fiche à retirer")
    chief, trainer = sign_in(Role.ADMINISTRATOR), sign_in(Role.TRAINER)
    assert send(chief, draft, "publication").status_code == 303
    filled.library.refresh()
    filled.finder.keep_up()
    page = trainer.get(address(draft)).get_data(as_text=True)
    [form] = re.findall(r'href="(/relecture/retirer[^"]+)"', page)
    assert "/relecture/retirer" not in sign_in(Role.AGENT).get(address(draft)).get_data(
        as_text=True
    )
    assert post(trainer, form, motif=" ").status_code == 400
    looked = post(trainer, form, chercher="oui", cherche="rsa", motif="Elle ne sert plus")
    assert looked.status_code == 200
    assert "Elle ne sert plus" in looked.get_data(as_text=True)
    assert f'value="{hidden.RSA}"' in looked.get_data(as_text=True)
    answer = post(trainer, form, motif=f"Elle ne sert plus {HOSTILE}", remplacante=hidden.RSA)
    assert answer.status_code == 303
    proposed = str(answer.location)
    assert trainer.get(address(draft)).status_code == 200
    mark = re.findall(r'name="vu" value="([^"]+)"', chief.get(proposed).get_data(as_text=True))[0]
    form_of = post(chief, f"{proposed}/publication", vu=mark, confirme="oui")
    assert form_of.status_code == 303
    filled.library.refresh()
    gone = sign_in(Role.AGENT).get(address(draft))
    assert gone.status_code == 410
    text = gone.get_data(as_text=True)
    assert "Elle ne sert plus" in text
    assert "<script>alert" not in text
    assert 'href="/fiches/caf/demander-le-rsa"' in text
    # The page itself offers to put it back, to who may write there alone.
    assert "/relecture/retablir" not in text
    own = words(sign_in(Role.OPERATOR).get(address(draft)).get_data(as_text=True))
    assert "Rétablir cette fiche" in own
    offered = f"/relecture/retablir?document={draft.path}&amp;version=2"
    assert offered in trainer.get(address(draft)).get_data(as_text=True)
    cpam = sign_in(Role.OPERATOR).get(f"/fiches/{hidden.WITHDRAWN[10:-3]}")
    assert "/relecture/retablir" not in cpam.get_data(as_text=True)
    old = trainer.get(f"{address(draft)}/versions/2").get_data(as_text=True)
    [restore] = re.findall(r'href="(/relecture/retablir[^"]+)"', old)
    back = post(trainer, html.unescape(restore), motif="Elle sert encore")
    assert back.status_code == 303
    assert "Elle sert encore" in trainer.get(str(back.location)).get_data(as_text=True)


def test_the_newest_version_offers_no_restoration(sign_in: SignIn) -> None:
    for role in (Role.TRAINER, Role.AGENT):
        client = sign_in(role)
        newest = client.get("/fiches/caf/prime-d-activite/versions/1").get_data(as_text=True)
        assert "/relecture/retablir" not in newest


@pytest.mark.parametrize(
    "document", ["", "x", "../../etc/passwd", "operators/", "%00", "vocabulary/themes.yaml"]
)
def test_what_is_no_document_is_not_found(sign_in: SignIn, document: str) -> None:
    trainer = sign_in(Role.TRAINER)
    assert trainer.get(f"/relecture/retirer?document={document}").status_code == 404
    assert trainer.get(f"/relecture/retablir?document={document}&version=1").status_code == 404


def test_a_tree_that_is_over_keeps_its_address_and_says_why(sign_in: SignIn, filled: House) -> None:
    path = f"operators/{CAF.split('/')[0]}/trees/{CAF.split('/')[1]}.yaml"
    trainer, admin = (someone(filled, role) for role in (Role.TRAINER, Role.ADMINISTRATOR))
    draft = filled.authoring.withdraw(trainer, path, "Plus personne ne le demande")
    review = filled.authoring.review(admin, draft.id)
    filled.authoring.publish(
        admin, draft.id, review.mark, True, [change.id for change in review.changes]
    )
    filled.library.refresh()
    try:
        answer = sign_in(Role.AGENT).get(f"/orientation/{CAF}")
        assert answer.status_code == 410
        assert "Plus personne ne le demande" in answer.get_data(as_text=True)
        assert "/relecture/retablir" not in answer.get_data(as_text=True)
        assert post(sign_in(Role.AGENT), f"/orientation/{CAF}").status_code == 410
        kept = sign_in(Role.TRAINER).get(f"/orientation/{CAF}").get_data(as_text=True)
        assert f"document={path}&amp;version=1" in kept
    finally:
        back = filled.authoring.restore(trainer, path, 1, "On le demande encore")
        filled.authoring.submit(trainer, back.id)
        review = filled.authoring.review(admin, back.id)
        filled.authoring.publish(
            admin, back.id, review.mark, True, [change.id for change in review.changes]
        )
        filled.library.refresh()
    assert sign_in(Role.AGENT).get(f"/orientation/{CAF}").status_code == 200


# The calendar


def test_the_calendar_says_what_comes_and_plans_again_what_was_hidden(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    later = (date.today() + timedelta(days=70)).isoformat()
    draft = begin(title="Fiche de plus tard", valide_du=later, a_revoir_avant="2099-01-01")
    chief, trainer = sign_in(Role.ADMINISTRATOR), sign_in(Role.TRAINER)

    def lines() -> list[str]:
        page = chief.get("/relecture/calendrier").get_data(as_text=True)
        assert "Le RSA zorgtextefutur" in page
        found = re.findall(r'<li><time class="day".*?</li>', page, re.DOTALL)
        return [line for line in found if "Fiche de plus tard" in line]

    assert "proposée, à relire" in lines()[0]
    assert send(chief, draft, "publication").status_code == 303
    assert "à venir" in lines()[0]
    assert f"{address(draft)}/comparer?de=1&amp;a=2" in lines()[0]
    number = draft.reason.split()[1]
    now = filled.authoring.start(
        someone(filled, Role.TRAINER),
        draft.path,
        sheet_text(f"ESSAI-{number}", "Corrigée"),
        2,
        "faute",
    )
    filled.authoring.submit(someone(filled, Role.TRAINER), now.id)
    page = words(read(chief, now))
    assert "n’entrera jamais en vigueur" in page
    # Compared with what agents read until then, it is one title that changes.
    assert "Comparé avec la version 1, que les agents lisent jusque-là." in page
    assert "à partir de la version 1" in page
    assert "la version 2 est déjà publiée pour le" in page
    change = page.split("Ce qui change")[1].split("Comme les agents")[0]
    assert "Titre ancien" in change
    assert "Fiche de plus tard" not in change
    assert send(chief, now, "publication").status_code == 400
    assert send(chief, now, "publication", confirme="oui").status_code == 303
    assert "remplacée avant d’entrer en vigueur" in lines()[0]
    assert "par la version 3" in lines()[0]
    [again] = re.findall(r'href="(/relecture/retablir[^"]+)"', lines()[0])
    form = trainer.get(html.unescape(again)).get_data(as_text=True)
    assert "Planifiée à nouveau pour le" in form
    assert "y est réuni d’abord" in words(form)
    # The page of what replaced it leads there too.
    done = read(trainer, now)
    assert "n’entrera pas en vigueur. Celle-ci l’a remplacée." in words(done)
    assert again in done
    back = post(trainer, html.unescape(again), motif="À nouveau")
    assert back.status_code == 303
    # It does not take the correction away: both texts are there to be united.
    draft_id = str(back.location).split("/")[2]
    assert back.location == f"/redaction/{draft_id}/fusion"
    united = words(trainer.get(str(back.location)).get_data(as_text=True))
    assert "Publié, version 3" in united
    assert "Corrigée" in united
    planned = filled.authoring.draft(someone(filled, Role.TRAINER), draft_id)
    assert f'"{later}"' in planned[1]
    assert planned[0].state is State.DRAFT
