"""The editor of a tree: two texts, one form, what both give beside; nothing lost or leaked."""

from __future__ import annotations

import json
from functools import partial

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb_app.knowledge.content.kinds import id_of
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import Draft, State
from kb_app.web.house import House
from tests.timing import seconds
from tests.web.conftest import SignIn, csrf
from tests.web.draft_pages import someone
from tests.web.tree_drafts import CASES_TEXT, TREE, both, publish_cases, text_of_tree

_TEXTS = 100_000


@pytest.fixture(scope="module")
def with_cases(filled: House) -> House:
    publish_cases(filled)
    return filled


@pytest.fixture
def drafts(with_cases: House) -> tuple[Draft, ...]:
    return both(with_cases)


def send(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    token = csrf(client, "/compte/mot-de-passe")
    return client.post(address, data={"csrf_token": token, **fields})


def saved_by_script(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    token = csrf(client, "/compte/mot-de-passe")
    headers = {"Accept": "application/json"}
    return client.post(address, data={"csrf_token": token, **fields}, headers=headers)


def revision(*drafts: Draft) -> str:
    return str(drafts[0].revision * _TEXTS + (drafts[1].revision if len(drafts) > 1 else 0))


def test_a_tree_and_its_cases_are_begun_and_written_together(
    sign_in: SignIn, with_cases: House
) -> None:
    trainer = sign_in(Role.TRAINER)
    begun = send(trainer, "/redaction/modifier", path=TREE, motif="Seuil")
    assert begun.status_code == 303
    page = trainer.get(begun.location).get_data(as_text=True)
    assert 'name="texte"' in page
    assert 'name="texte_cas"' in page
    assert "1 cas joué" in page.replace("\u00a0", " ")
    assert "Dessin de l’arbre" in page
    assert "Aucune situation ne change" in page


def test_cases_lead_to_their_tree(sign_in: SignIn, drafts: tuple[Draft, ...]) -> None:
    answer = sign_in(Role.TRAINER).get(f"/redaction/{drafts[1].id}")
    assert answer.location == f"/redaction/{drafts[0].id}"


def test_both_texts_are_saved_at_once_and_one_may_stay_as_it_is(
    sign_in: SignIn, with_cases: House, drafts: tuple[Draft, ...]
) -> None:
    trainer, tree = sign_in(Role.TRAINER), drafts[0]
    typed = text_of_tree(with_cases).replace("titre: Carte", "titre: La carte", 1)
    fields = {"texte": typed, "texte_cas": CASES_TEXT, "revision": revision(*drafts)}
    saved = saved_by_script(trainer, f"/redaction/{tree.id}", **fields)
    assert saved.status_code == 200
    assert saved.json is not None
    assert saved.json["revision"] == 2 * _TEXTS + 1
    fields["revision"] = str(saved.json["revision"])
    asked = send(trainer, f"/redaction/{tree.id}", geste="relecture", **fields)
    assert asked.location == f"/relecture/{tree.id}"
    me = someone(with_cases, Role.TRAINER)
    assert all(with_cases.authoring.draft(me, d.id)[0].state is State.IN_REVIEW for d in drafts)
    published = send_review(with_cases, tree)
    assert published.state is State.PUBLISHED
    newest = with_cases.library.newest(drafts[1].path)
    assert newest
    assert newest[0].number == drafts[1].base


def send_review(house: House, draft: Draft) -> Draft:
    other = someone(house, Role.ADMINISTRATOR)
    review = house.authoring.review(other, draft.id)
    assert not review.has_errors, [p for part in review.parts for p in part.problems]
    ids = [change.id for change in review.changes]
    return house.authoring.publish(other, draft.id, review.mark, True, ids)


def test_a_text_saved_meanwhile_stops_its_own_text_alone(
    sign_in: SignIn, with_cases: House, drafts: tuple[Draft, ...]
) -> None:
    trainer, me = sign_in(Role.TRAINER), someone(with_cases, Role.ADMINISTRATOR)
    theirs = CASES_TEXT.replace("Mme P.", "Mme R.")
    with_cases.authoring.save(me, drafts[1].id, theirs, 1)
    typed = text_of_tree(with_cases).replace("titre: ", "titre: La ", 1)
    mine = CASES_TEXT.replace("Mme P.", "Mme Q.")
    fields = {"texte": typed, "texte_cas": mine, "revision": revision(*drafts)}
    told = saved_by_script(trainer, f"/redaction/{drafts[0].id}", **fields)
    assert told.status_code == 409
    assert told.json is not None
    assert told.json["conflict"] == f"/redaction/{drafts[1].id}/fusion"
    page = send(trainer, f"/redaction/{drafts[0].id}", **fields)
    assert page.status_code == 409
    html = page.get_data(as_text=True)
    assert "Mme R." in html
    assert "Mme Q." in html
    kept = with_cases.authoring.draft(me, drafts[0].id)[1]
    assert kept == typed


def test_both_texts_saved_meanwhile_are_both_given_back(
    sign_in: SignIn, with_cases: House, drafts: tuple[Draft, ...]
) -> None:
    trainer, other = sign_in(Role.TRAINER), someone(with_cases, Role.ADMINISTRATOR)
    text = text_of_tree(with_cases)
    with_cases.authoring.save(other, drafts[0].id, text.replace("titre: ", "titre: Leur ", 1), 1)
    with_cases.authoring.save(other, drafts[1].id, CASES_TEXT.replace("Mme P.", "Mme R."), 1)
    mine = {"texte": text.replace("titre: ", "titre: Mon ", 1), "texte_cas": f"{CASES_TEXT}# moi"}
    page = send(trainer, f"/redaction/{drafts[0].id}", revision=revision(*drafts), **mine)
    assert page.status_code == 409
    html = page.get_data(as_text=True)
    assert "titre: Mon " in html
    assert "# moi" in html


def test_what_is_typed_is_judged_drawn_played_and_compared_unsaved(
    sign_in: SignIn, with_cases: House, drafts: tuple[Draft, ...]
) -> None:
    trainer, address = sign_in(Role.TRAINER), f"/redaction/{drafts[0].id}/arbre"
    text = text_of_tree(with_cases)
    wrong = text.replace("debut: ", "debout: x\ndebut: ", 1)
    told = send(trainer, address, texte=wrong, texte_cas=CASES_TEXT).json
    assert told is not None
    line = wrong[: wrong.index("debout")].count("\n") + 1
    assert [p["line"] for p in told["problems"] if "debout" in p["message"]] == [line]
    failing = CASES_TEXT.replace("type: referent", "type: autonomie")
    told = send(trainer, address, texte=text, texte_cas=failing).json
    assert told is not None
    assert "Échoue" in told["cas"]
    assert any("type attendu" in p["message"] for p in told["cases_problems"])
    assert "<svg" in told["dessin"]
    other = text.replace("cpam/droits", "cpam/essai-autre") if "cpam/droits" in text else text
    told = send(trainer, address, texte=other, texte_cas=CASES_TEXT, partie="suite").json
    assert told is not None
    assert "changements" in told
    assert with_cases.authoring.draft(someone(with_cases, Role.TRAINER), drafts[0].id)[1] == text


@pytest.mark.parametrize("name", ["deep", "alias", "wide", "flow", "binary"])
def test_hostile_texts_are_told_and_never_slow(
    sign_in: SignIn, drafts: tuple[Draft, ...], name: str
) -> None:
    hostile = {
        "deep": "questions:\n" + "".join(f"{' ' * n}k{n}:\n" for n in range(200)),
        "alias": "a: &a [x]\n" + "b: [" + "*a, " * 9000 + "*a]\n",
        "wide": "questions:\n"
        + "".join(
            f"  q{n}: {{ demander: Q ?, ne_sait_pas: q{n + 1}, "
            f"reponses: {{ a: {{ va: q{n + 1} }}, b: {{ va: q{n + 2} }} }} }}\n"
            for n in range(900)
        ),
        "flow": "[" * 30000 + "]" * 30000,
        "binary": "titre: !!python/object/apply:os.system ['true']\n\u202e\ufeff",
    }[name]
    trainer, address = sign_in(Role.TRAINER), f"/redaction/{drafts[0].id}/arbre"
    typed = {"texte": hostile[:65536], "texte_cas": hostile[:65536]}
    for part in ("", "suite"):
        answers: list[TestResponse] = []
        ask = partial(send, trainer, address, partie=part, **typed)
        assert seconds(lambda: answers.append(ask()), 2) < 2  # noqa: B023 - called at once
        assert answers[0].status_code in (200, 413)
        if not part and answers[0].status_code == 200:
            assert answers[0].json is not None
            assert answers[0].json["problems"]


def test_others_know_nothing_of_it(sign_in: SignIn, drafts: tuple[Draft, ...]) -> None:
    address = f"/redaction/{drafts[0].id}/arbre"
    assert send(sign_in(Role.AGENT), address, texte="", texte_cas="").status_code == 403
    assert send(sign_in(Role.OPERATOR), address, texte="", texte_cas="").status_code == 404
    assert sign_in(Role.OPERATOR).get(f"{address}/mots").status_code == 404
    assert send(sign_in(Role.TRAINER), address, texte="").status_code == 400


def test_completion_knows_the_keys_and_the_ids_of_the_library(
    sign_in: SignIn, drafts: tuple[Draft, ...]
) -> None:
    answer = sign_in(Role.TRAINER).get(f"/redaction/{drafts[0].id}/arbre/mots")
    known = json.loads(answer.get_data(as_text=True))
    assert ["va", "La question ou l’issue qui suit."] in known["keys"]["questions.*.reponses.*"]
    assert "cpam/droits" in [word for word, _ in known["inboxes"]] or known["inboxes"]
    assert known["sheets"][0][0].startswith("cpam/")
    assert known["cases"]["tree"] == id_of(drafts[0].path)
    assert "nom" in [word for word, _ in known["cases"]["keys"]["cas"]]
    assert known["answers"]["oui_non"] == ["oui", "non"]
    for _, _, _, questions in known["subtrees"]:
        assert all("subtree" in each or each["said"] for each in questions.values())
