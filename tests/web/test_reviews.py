"""The pages of review: what they show, what they refuse, and what is never lost."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from kb_app.knowledge.content.model import Kind
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import NewText, State
from kb_app.web.app import create_app
from kb_app.web.house import House
from kb_app.web.views.review_lines import KINDS
from tests.factories import sheet_text
from tests.web import hidden
from tests.web.conftest import SignIn, checked, enter
from tests.web.draft_pages import Begin, beginning, read, send, someone, state, words

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


@pytest.fixture
def begin(filled: House) -> Begin:
    return beginning(filled)


def test_a_reviewer_reads_what_changes_and_publishes_it(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin(body="## En bref\n\nEn ligne.\n\n:::agent\nAppeler le poste 12.\n:::\n")
    client = sign_in(Role.ADMINISTRATOR)
    page = read(client, draft)
    assert "<del>ancien</del>" in page
    assert "<ins>nouveau</ins>" in page
    assert "Comme les agents la verront" in page
    assert "Appeler le poste 12" in page.split('class="sheet"')[1].split("</article>")[0]
    assert draft.reason in page
    assert "Personne formateur" in words(page)
    answer = send(client, draft, "publication")
    assert (answer.status_code, answer.location) == (303, f"/relecture/{draft.id}")
    after = read(client, draft)
    assert "Publié." in after
    filled.library.refresh()
    address = f"/fiches/caf/{draft.path.split('/')[-1].removesuffix('.md')}"
    assert "Titre nouveau" in client.get(address).get_data(as_text=True)
    assert "devenu la version 2" in after
    assert "<form" not in after.split("<main")[1]


def test_an_author_is_told_that_someone_else_reviews(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    page = read(sign_in(Role.TRAINER), draft)
    assert "Vous êtes l’auteur : une autre personne doit relire." in words(page)
    assert f"/relecture/{draft.id}/publication" not in page
    answer = send(sign_in(Role.TRAINER), draft, "publication")
    assert answer.status_code == 403
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert state(filled, draft) is State.IN_REVIEW


def test_a_draft_one_may_write_leads_to_where_it_is_written(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    editor = f'href="/redaction/{draft.id}"'
    assert editor not in read(sign_in(Role.TRAINER), draft)
    filled.authoring.send_back(someone(filled, Role.ADMINISTRATOR), draft.id, "À revoir")
    assert editor in read(sign_in(Role.TRAINER), draft)
    comments = f'href="/relecture/{draft.id}#passages"'
    assert comments in sign_in(Role.TRAINER).get(f"/redaction/{draft.id}").get_data(as_text=True)


def test_sending_back_without_a_word_gives_the_page_back(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    client = sign_in(Role.ADMINISTRATOR)
    refused = send(client, draft, "renvoi", commentaire="  ")
    assert refused.status_code == 400
    assert "Dites à l’auteur" in refused.get_data(as_text=True)
    assert send(client, draft, "renvoi", commentaire="Le délai est faux.").status_code == 303
    mine = sign_in(Role.TRAINER).get("/relecture").get_data(as_text=True)
    assert "Le délai est faux." in mine.split("Renvoyés, à reprendre")[1]
    assert send(sign_in(Role.TRAINER), draft, "soumission").status_code == 303
    assert state(filled, draft) is State.IN_REVIEW


def test_what_was_typed_comes_back_when_it_is_refused(sign_in: SignIn, begin: Begin) -> None:
    draft = begin()
    typed = "Une remarque bien trop longue. " * 40
    answer = send(sign_in(Role.ADMINISTRATOR), draft, "renvoi", commentaire=typed)
    assert answer.status_code == 400
    [area] = re.findall(
        r'id="dire-renvoi"[^>]*>\n(.*?)</textarea>', answer.get_data(as_text=True), re.DOTALL
    )
    assert html.unescape(area) == typed


def test_an_urgent_publication_waits_for_someone_else(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    trainer, chief = sign_in(Role.TRAINER), sign_in(Role.ADMINISTRATOR)
    assert send(trainer, draft, "urgence", commentaire="").status_code == 400
    assert send(trainer, draft, "urgence", commentaire="Le site est fermé.").status_code == 303
    page = words(read(trainer, draft))
    assert "publié en urgence, à approuver" in page
    assert "une autre personne doit l’approuver" in page
    assert send(trainer, draft, "approbation").status_code == 403
    waiting = chief.get("/relecture").get_data(as_text=True)
    assert draft.id in waiting.split("Publiés en urgence")[1].split("<section")[0]
    assert send(chief, draft, "approbation").status_code == 303
    assert state(filled, draft) is State.PUBLISHED


def test_a_draft_is_dropped_and_still_read(sign_in: SignIn, filled: House, begin: Begin) -> None:
    draft = begin()
    answer = send(sign_in(Role.OPERATOR), draft, "retrait", commentaire="Doublon.")
    assert answer.status_code == 303
    assert state(filled, draft) is State.DROPPED
    page = words(read(sign_in(Role.TRAINER), draft))
    assert "Doublon." in page
    assert "Titre nouveau" in page
    ends = sign_in(Role.TRAINER).get("/relecture").get_data(as_text=True)
    assert draft.id in ends.split("Mes derniers textes terminés")[1]


def test_errors_are_named_with_their_line_and_keep_the_text_from_being_published(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin(voir_aussi=["operators/caf/absente.md"], body="# Un titre\n\nTexte.\n")
    page = read(sign_in(Role.ADMINISTRATOR), draft)
    assert "« operators/caf/absente.md » n’existe pas" in words(page)
    assert re.search(r"ligne \d+", words(page))
    assert f"/relecture/{draft.id}/publication" not in page
    answer = send(sign_in(Role.ADMINISTRATOR), draft, "publication")
    assert answer.status_code == 400
    assert "le texte a des erreurs" in answer.get_data(as_text=True)
    assert state(filled, draft) is State.IN_REVIEW


def test_a_text_published_meanwhile_gives_the_three_texts(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    chief = sign_in(Role.ADMINISTRATOR)
    before = read(chief, draft)
    theirs = sheet_text(f"ESSAI-{draft.reason.split()[1]}", "Titre publié entre-temps")
    rival = filled.authoring.start(
        someone(filled, Role.TRAINER), draft.path, theirs, 1, "plus vite"
    )
    filled.authoring.submit(someone(filled, Role.TRAINER), rival.id)
    assert send(chief, rival, "publication").status_code == 303
    mark = re.findall(r'name="vu" value="([^"]+)"', before)[0]
    answer = send(chief, draft, "publication", vu=mark)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    texts = [html.unescape(t) for t in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)]
    assert [
        bool(re.search(f'titre: "Titre {end}"', "".join(texts)))
        for end in ("ancien", "publié entre-temps", "nouveau")
    ] == [True, True, True]
    assert "la version 2 a été publiée" in words(page)
    assert state(filled, draft) is State.IN_REVIEW
    assert f"/relecture/{draft.id}/publication" not in read(chief, draft)


def test_a_page_read_before_the_text_changed_publishes_nothing(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    chief = sign_in(Role.ADMINISTRATOR)
    mark = re.findall(r'name="vu" value="([^"]+)"', read(chief, draft))[0]
    trainer = someone(filled, Role.TRAINER)
    filled.authoring.send_back(someone(filled, Role.OPERATOR), draft.id, "à revoir")
    other = sheet_text(f"ESSAI-{draft.reason.split()[1]}", "Encore un autre")
    filled.authoring.save(trainer, draft.id, other, 1)
    filled.authoring.submit(trainer, draft.id)
    answer = send(chief, draft, "publication", vu=mark)
    assert answer.status_code == 409
    assert "Relisez-les avant de publier" in words(answer.get_data(as_text=True))


def test_what_would_be_lost_is_read_and_ticked_first(filled: House, begin: Begin) -> None:
    draft = begin()
    lost = "« rsa » ne mène plus à CAF-03 <b>"
    authoring = Authoring(filled.engine, filled.library, filled.now, warnings=lambda texts: (lost,))
    app = checked(create_app(replace(filled, authoring=authoring)))
    client = app.test_client()
    assert enter(client, hidden.LOGINS[Role.ADMINISTRATOR], hidden.PASSWORD) == 303
    page = read(client, draft)
    assert html.escape(lost) in page
    assert 'name="confirme"' in page
    refused = send(client, draft, "publication")
    assert refused.status_code == 400
    assert "Cochez la case" in refused.get_data(as_text=True)
    assert send(client, draft, "publication", confirme="oui").status_code == 303


def test_texts_that_go_together_are_read_together(sign_in: SignIn, filled: House) -> None:
    same = sheet_text("LOT-3", "La même")
    assert import_texts(filled.library, incoming({"operators/caf/meme.md": same}), "essai").added
    texts = [
        NewText("operators/caf/lot.md", sheet_text("LOT-1", "La fiche du lot"), 0),
        NewText("operators/cpam/lot.md", sheet_text("LOT-2", "L’autre du lot"), 0),
        NewText("operators/caf/meme.md", same, 1),
    ]
    trainer = someone(filled, Role.TRAINER)
    drafts = filled.authoring.start_together(trainer, texts, "un lot")
    filled.authoring.submit(trainer, drafts[0].id)
    page = read(sign_in(Role.ADMINISTRATOR), drafts[0])
    assert "Ce qui change&nbsp;: La fiche du lot" in page
    assert "Ce qui change&nbsp;: L’autre du lot" in page
    assert "Ces deux textes disent la même chose." in page.split("Ce qui change&nbsp;: La même")[1]
    assert "inchangés" not in page
    caf = read(sign_in(Role.OPERATOR), drafts[0])
    assert "L’autre du lot" not in caf
    assert drafts[1].id not in caf
    assert "qui ne sont pas de votre périmètre" in words(caf)
    assert sign_in(Role.OPERATOR).get(f"/relecture/{drafts[1].id}").status_code == 404
    assert send(sign_in(Role.ADMINISTRATOR), drafts[1], "publication").status_code == 303
    assert {state(filled, draft) for draft in drafts} == {State.PUBLISHED}


def test_a_text_that_is_no_sheet_is_compared_line_by_line(sign_in: SignIn, filled: House) -> None:
    first = "groupes:\n  - [carte verte, carte vitale]\n  - [rsa, revenu de solidarité]\n"
    report = import_texts(filled.library, incoming({hidden.SYNONYMS: first}), "essai")
    assert report.added
    text = first.replace("carte verte", "carte vert")
    trainer = someone(filled, Role.TRAINER)
    draft = filled.authoring.start(trainer, hidden.SYNONYMS, text, 1, "le vert")
    page = read(sign_in(Role.ADMINISTRATOR), draft)
    assert 'class="by-line"' in page
    assert "<ins>vert,</ins>" in page
    assert "  - [rsa, revenu de solidarité]" in page
    assert "Comme les agents la verront" not in page


def test_every_kind_of_document_has_a_name() -> None:
    assert set(KINDS) == set(Kind)


def test_hostile_words_stay_words(sign_in: SignIn, filled: House, begin: Begin) -> None:
    draft = begin(title=HOSTILE, body=f"## {HOSTILE}\n\n{HOSTILE}\n", resume=HOSTILE)
    trainer, admin = (someone(filled, r) for r in (Role.TRAINER, Role.ADMINISTRATOR))
    filled.authoring.send_back(admin, draft.id, HOSTILE)
    filled.authoring.submit(trainer, draft.id, HOSTILE)
    second = filled.authoring.start(trainer, draft.path, "---\n" + HOSTILE, 1, HOSTILE)
    for address in ("/relecture", f"/relecture/{draft.id}", f"/relecture/{second.id}"):
        for role in (Role.TRAINER, Role.ADMINISTRATOR, Role.OPERATOR):
            page = sign_in(role).get(address).get_data(as_text=True)
            assert "alert(1)" in page
            assert "<script>alert" not in page
            assert "<img" not in page
            assert "{{7*7}}" in page


def test_the_number_of_drafts_that_wait_is_on_every_page(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    before = {role: waiting(sign_in(role).get("/aide")) for role in (Role.TRAINER, Role.OPERATOR)}
    draft = begin(by=Role.TRAINER)
    assert waiting(sign_in(Role.OPERATOR).get("/aide")) == before[Role.OPERATOR] + 1
    assert waiting(sign_in(Role.TRAINER).get("/aide")) == before[Role.TRAINER]
    filled.authoring.send_back(someone(filled, Role.OPERATOR), draft.id, "à revoir")
    assert waiting(sign_in(Role.TRAINER).get("/aide")) == before[Role.TRAINER] + 1
    assert "/relecture" not in sign_in(Role.AGENT).get("/aide").get_data(as_text=True)


def waiting(answer: TestResponse) -> int:
    found = re.search(r'Rédaction <span class="state">(\d+)', answer.get_data(as_text=True))
    return int(found[1]) if found else 0


def test_a_form_without_its_token_decides_nothing(
    sign_in: SignIn, filled: House, begin: Begin
) -> None:
    draft = begin()
    client = sign_in(Role.ADMINISTRATOR)
    for action in ("publication", "urgence", "renvoi", "retrait", "approbation", "soumission"):
        assert client.post(f"/relecture/{draft.id}/{action}").status_code == 400
        assert client.get(f"/relecture/{draft.id}/{action}").status_code == 405
    assert state(filled, draft) is State.IN_REVIEW


@pytest.mark.parametrize("id", ["%00", "é", "a" * 300, "..%2f..", "AAAAAAAAAAA%0a"])
def test_an_address_that_is_no_draft_is_not_found(sign_in: SignIn, id: str) -> None:
    assert sign_in(Role.TRAINER).get(f"/relecture/{id}").status_code == 404
