"""Comments, changes and urgency, as the pages of drafts and of readers show and take them."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from flask import Flask

from kb_app.library.tree_changes import Change
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import Draft, State
from kb_app.web.app import create_app
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import SignIn, checked, csrf, enter
from tests.web.draft_pages import Begin, address, beginning, post, read, send, someone, state, words

BODY = "## En bref\n\nEn ligne.\n\n## Délai\n\nDeux mois.\n"
HOSTILE = "<script>alert(1)</script>\"'{{7*7}}"


@pytest.fixture
def begin(filled: House) -> Begin:
    return beginning(filled)


def line_of(house: House, draft: Draft, said: str) -> int:
    text = house.authoring.draft(someone(house, Role.ADMINISTRATOR), draft.id)[1]
    return next(n for n, line in enumerate(text.split("\n"), start=1) if said in line)


# Comments


def test_a_passage_is_commented_then_settled(sign_in: SignIn, filled: House, begin: Begin) -> None:
    draft = begin(body=BODY)
    line = line_of(filled, draft, "Deux mois.")
    chief, trainer = sign_in(Role.ADMINISTRATOR), sign_in(Role.TRAINER)
    here = f"/relecture/{draft.id}"
    assert f'href="?passage={line}#passage-{line}"' in read(chief, draft)
    form = chief.get(f"{here}?passage={line}").get_data(as_text=True)
    assert f'id="commentaire-{line}"' in form
    said = {"passage": line, "revision": 1, "commentaire": "Un mois <b>seulement</b> ?"}
    answer = post(chief, f"{here}/commentaires", **said)
    assert (answer.status_code, answer.location) == (303, f"{here}#passage-{line}")
    page = read(trainer, draft)
    beside = page.split(f'id="passage-{line}"')[1].split('<div class="passage ')[0]
    assert "Un mois &lt;b&gt;seulement&lt;/b&gt; ?" in beside
    assert "1 commentaire n’est pas réglé" in words(page)
    assert "?passage=" in page  # the trainer may review elsewhere, and comments here as well
    assert send(chief, draft, "renvoi", commentaire="").status_code == 303
    [comment] = filled.authoring.comments(someone(filled, Role.TRAINER), draft.id)
    assert post(trainer, f"{here}/commentaires/{comment.id}/regle").status_code == 303
    assert "Réglé par vous" in words(read(trainer, draft))


def test_a_comment_refused_comes_back_as_it_was_typed(sign_in: SignIn, begin: Begin) -> None:
    draft = begin(body=BODY)
    chief, here = sign_in(Role.ADMINISTRATOR), f"/relecture/{draft.id}/commentaires"
    typed = "trop long " * 200
    answer = post(chief, here, passage=2, revision=1, commentaire=typed)
    assert answer.status_code == 400
    [area] = re.findall(
        r'id="commentaire-2"[^>]*>\n(.*?)</textarea>', answer.get_data(as_text=True), re.DOTALL
    )
    assert html.unescape(area) == typed
    assert post(chief, here, passage=2, revision=9, commentaire="x").status_code == 409
    for wrong in ("", "-1", "é", "9" * 9):
        assert post(chief, here, passage=wrong, revision=1, commentaire="x").status_code == 400


def test_unchanged_passages_are_folded(sign_in: SignIn, begin: Begin) -> None:
    page = read(sign_in(Role.ADMINISTRATOR), begin())
    assert re.search(r"\d+ passages inchangés", page)


# What changes practice, and what changes for visitors


def test_a_draft_is_said_to_change_practice(sign_in: SignIn, begin: Begin) -> None:
    draft = begin()
    trainer = sign_in(Role.TRAINER)
    assert post(trainer, f"/relecture/{draft.id}/pratique", pratique="oui").status_code == 303
    assert "change de pratique" in words(read(sign_in(Role.ADMINISTRATOR), draft))
    assert post(trainer, f"/relecture/{draft.id}/pratique", pratique="non").status_code == 303
    assert "change de pratique" not in words(read(trainer, draft))


def test_each_situation_is_ticked_and_comes_back_ticked(filled: House, begin: Begin) -> None:
    draft = begin()
    found = tuple(
        Change(
            id, "operators/caf/trees/essai.yaml", f"Situation {id} <b>", "Seul", "Aidé", ("Q ?",)
        )
        for id in ("aaa", "bbb")
    )
    authoring = Authoring(filled.engine, filled.library, filled.now, changes=lambda texts: found)
    client = checked(create_app(replace(filled, authoring=authoring))).test_client()
    assert enter(client, hidden.LOGINS[Role.ADMINISTRATOR], hidden.PASSWORD) == 303
    page = read(client, draft)
    assert "Situation aaa &lt;b&gt;" in page
    assert "Un exemple de visite" in page
    refused = send(client, draft, "publication", situation="aaa")
    assert refused.status_code == 400
    assert "il en reste 1" in words(refused.get_data(as_text=True))
    ticks = dict(
        re.findall(
            r'id="lu-publication-\d" name="situation" value="(\w+)"( checked)?',
            refused.get_data(as_text=True),
        )
    )
    assert ticks == {"aaa": " checked", "bbb": ""}
    token = csrf(client, "/compte/sessions")
    mark = re.findall(r'name="vu" value="([^"]+)"', page)[0]
    form = {"csrf_token": token, "vu": mark, "situation": ["aaa", "bbb"]}
    assert client.post(f"/relecture/{draft.id}/publication", data=form).status_code == 303


# Urgency, as readers see it


def test_agents_are_told_of_urgency_until_someone_has_approved(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    chief, agent = sign_in(Role.ADMINISTRATOR), sign_in(Role.AGENT)
    assert send(sign_in(Role.TRAINER), draft, "urgence", commentaire="Panne").status_code == 303
    filled.library.refresh()
    filled.authoring._urgencies._looked = float("-inf")
    page = words(agent.get(address(draft)).get_data(as_text=True))
    assert "Publiée en urgence le" in page
    assert "en attente d’une seconde lecture" in page
    assert "Panne" not in page
    history = f"{address(draft)}/versions"
    assert "en attente d’une seconde lecture : Panne" in words(
        chief.get(history).get_data(as_text=True)
    )
    assert "Panne" not in agent.get(history).get_data(as_text=True)
    assert send(chief, draft, "approbation").status_code == 303
    filled.authoring._urgencies._looked = float("-inf")
    assert "seconde lecture" not in agent.get(address(draft)).get_data(as_text=True)
    assert "Publiée en urgence : Panne" in words(chief.get(history).get_data(as_text=True))


def test_a_conflict_leads_to_the_page_that_joins_the_texts(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    trainer = someone(filled, Role.TRAINER)
    number = draft.reason.split()[1]
    rival = filled.authoring.start(
        trainer, draft.path, sheet_text(f"ESSAI-{number}", "Plus vite"), 1, "plus vite"
    )
    filled.authoring.submit(trainer, rival.id)
    assert send(sign_in(Role.ADMINISTRATOR), rival, "publication").status_code == 303
    assert f'href="/redaction/{draft.id}/fusion"' in read(sign_in(Role.TRAINER), draft)
    assert state(filled, draft) is State.IN_REVIEW


def test_hostile_words_stay_words(app: Flask, sign_in: SignIn, filled: House, begin: Begin) -> None:
    draft = begin(title=HOSTILE, body=f"{HOSTILE}\n")
    admin = someone(filled, Role.ADMINISTRATOR)
    filled.authoring.comment(admin, draft.id, HOSTILE, 0, 1)
    filled.authoring.comment(admin, draft.id, HOSTILE, line_of(filled, draft, "titre"), 1)
    filled.authoring.send_back(admin, draft.id)
    filled.authoring.save(
        someone(filled, Role.TRAINER), draft.id, sheet_text(title=HOSTILE + "x"), 1
    )
    for role in (Role.TRAINER, Role.ADMINISTRATOR, Role.OPERATOR):
        page = read(sign_in(role), draft)
        assert "Le passage a changé" in page
        assert "<script>alert" not in page
        assert "{{7*7}}" in page
