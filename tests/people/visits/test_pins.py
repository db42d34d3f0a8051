"""Which version a visit is on, and what a newer one changes for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from kb_app.errors import NotFound
from kb_app.knowledge.content.reviewing import reread
from kb_app.knowledge.triage.migrate import Move
from kb_app.library.library import Library
from kb_app.people.visits import pins
from kb_app.people.visits.closing import reduced
from kb_app.people.visits.model import Visit
from tests.factories import library, new_version
from tests.people.visits.desk import ALERTS, QUESTIONS, TODAY, Desk
from tests.trees import OUTCOMES, tree_of

PATH = "operators/cpam/trees/essai.yaml"


def tree_text(questions: str = QUESTIONS) -> str:
    indented = "".join(f"  {line}\n" for line in questions.strip().split("\n"))
    return (
        "arbre: essai\ntitre: Essai\noperateur: cpam\ndebut: q\n"
        f"{ALERTS}questions:\n{indented}{OUTCOMES}"
    )


def publish(held: Library, text: str, base: int, valid_from: date = date(2026, 1, 1)) -> None:
    held.publish(new_version(PATH, text, valid_from), base)
    held.refresh()


def begun(held: Library, desk: Desk, **answers: object) -> Visit:
    tree, pin = pins.current(held.snapshot(), "cpam/essai")
    desk.tree = tree
    visit = desk.visits.open(desk.agent, tree, pin, TODAY)
    for question, raw in answers.items():
        visit = desk.answer(visit, question, raw)
    return visit


def test_a_visit_stays_on_the_text_it_began_on(sqlite_engine: Engine) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    publish(held, tree_text(), 0)
    visit = begun(held, desk, q="soi")
    publish(held, tree_text(QUESTIONS.replace("Depuis quand ?", "Quel jour ?")), 1)
    assert pins.pinned(held, visit).questions["depuis"].prompts[0].text == "Depuis quand ?"
    assert pins.current(held.snapshot(), "cpam/essai")[1] != visit.pin


def test_a_tree_that_is_only_confirmed_interrupts_nobody(sqlite_engine: Engine) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    text = f"{tree_text()}relu_le: 2026-01-05\na_revoir_avant: 2026-12-01\n"
    publish(held, text, 0)
    visit = begun(held, desk, q="soi")
    publish(held, reread(text, date(2027, 4, 1), TODAY), 1)
    assert pins.current(held.snapshot(), "cpam/essai")[1] != visit.pin
    assert pins.newer(held, visit, TODAY) is None
    publish(held, text.replace("Depuis quand ?", "Quel jour ?"), 2)
    assert pins.newer(held, visit, TODAY)


def test_a_publication_elsewhere_changes_nothing_for_a_visit(sqlite_engine: Engine) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    publish(held, tree_text(), 0)
    visit = begun(held, desk)
    held.publish(new_version(), 0)
    held.refresh()
    assert pins.newer(held, visit, TODAY) is None


def test_the_agent_is_told_what_a_newer_version_changes(sqlite_engine: Engine) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    publish(held, tree_text(), 0)
    visit = begun(held, desk, q="soi", situation="volee", papiers=["banque"])
    publish(held, tree_text(QUESTIONS.replace("va: papiers", "va: depuis")), 1)
    newer = pins.newer(held, visit, TODAY)
    assert newer is not None
    assert newer.verdict.kind is Move.SET_ASIDE
    assert newer.verdict.set_aside == ("papiers",)
    moved = desk.visits.move_to(
        visit.id, desk.agent, newer.tree, newer.pin, newer.verdict.answers, TODAY
    )
    assert desk.visits.find(visit.id, desk.agent) == moved
    assert (moved.pin, moved.state.stopped_at) == (newer.pin, "depuis")
    assert moved.state.aside == {"papiers": ("banque",)}
    assert pins.newer(held, moved, TODAY) is None


def test_a_version_published_for_later_is_not_the_one_a_visit_began_on(
    sqlite_engine: Engine,
) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    publish(held, tree_text(), 0)
    publish(
        held, tree_text(QUESTIONS.replace("Depuis quand ?", "Quel jour ?")), 1, date(2027, 1, 1)
    )
    visit = begun(held, desk)
    elsewhere = replace(visit, pin=replace(visit.pin, digest="c" * 64))
    assert pins.pinned(held, elsewhere).questions["depuis"].prompts[0].text == "Depuis quand ?"


def test_a_visit_goes_on_when_its_tree_is_no_longer_in_force(sqlite_engine: Engine) -> None:
    held, desk = library(sqlite_engine), Desk(sqlite_engine)
    publish(held, tree_text(), 0)
    visit = begun(held, desk)
    publish(held, tree_text().replace("debut: q", "debut: q\nvalide_jusqu_au: 2026-11-01"), 1)
    with pytest.raises(NotFound):
        pins.current(held.snapshot(), "cpam/essai")
    assert pins.newer(held, visit, TODAY) is None
    assert pins.pinned(held, visit).id == "cpam/essai"


PERSON = """
q:
  demander: Quoi ?
  reponses: { a: { va: pour_qui }, b: { va: pour_qui } }
  ne_sait_pas: pour_qui
pour_qui:
  demander: Pour qui ?
  reponses: { soi: { va: regime }, enfant: { va: regime } }
  ne_sait_pas: interdit
regime:
  demander: Quelle caisse ?
  reponses: { general: { va: compte }, msa: { va: compte } }
  ne_sait_pas: compte
compte:
  sous_arbre: commun/compte
  avec: { service: SERVICE }
  sorties: { oui: seul, non: ensemble }
"""
ACCOUNT = """
sous_arbre: compte
titre: Compte
parametres: [service]
sorties: [oui, non]
debut: a_un_compte
questions:
  a_un_compte:
    demander: Avez-vous un {service} ?
    reponses: { oui: { va: mail }, non: { va: mail } }
    ne_sait_pas: mail
  mail:
    demander: Avez-vous une adresse ?
    reponses: { oui: { va: sortie.oui }, non: { va: sortie.non } }
    ne_sait_pas: sortie.non
"""


def test_another_request_of_the_same_person_asks_less(sqlite_engine: Engine) -> None:
    first = tree_of(PERSON.replace("SERVICE", "compte ameli"), compte=ACCOUNT)
    other = tree_of(PERSON.replace("SERVICE", "espace CAF"), compte=ACCOUNT)
    desk = Desk(sqlite_engine, first)
    said = {"q": "a", "pour_qui": "soi", "regime": "msa"}
    visit = desk.walked({**said, "compte.a_un_compte": "oui", "compte.mail": "non"})
    shared = {"pour_qui": "soi", "regime": "msa", "compte.mail": "non"}
    assert pins.shared_facts(first, other, visit) == shared
    assert pins.shared_facts(first, first, visit) == {**shared, "compte.a_un_compte": "oui"}
    closed = replace(visit, state=reduced(visit.state))
    assert pins.shared_facts(first, other, closed) == shared
    desk.tree = other
    again = desk.open(pins.shared_facts(first, other, visit))
    assert desk.answer(again, "q", "b").state.stopped_at == "compte.a_un_compte"
