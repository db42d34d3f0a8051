"""An agent at a desk, a small tree, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Engine, text

from kb_app.knowledge.triage.model import Tree
from kb_app.people.visits.model import Pin, Visit
from kb_app.people.visits.purge import Retention
from kb_app.people.visits.visits import Visits
from tests.people.accounts.people_at_work import Clock, People
from tests.trees import tree_of

TODAY = date(2026, 11, 22)
Answers = Mapping[str, object]
PIN = Pin(7, TODAY, "a" * 64)
RETENTION = Retention(timedelta(hours=12), timedelta(days=365))

QUESTIONS = """
q:
  demander: Pour qui venez-vous ?
  reponses:
    soi: { texte: Pour moi, va: situation }
    enfant: { texte: Pour mon enfant, va: age }
  ne_sait_pas: interdit
age:
  type: nombre
  demander: Quel âge a l’enfant ?
  min: 0
  max: 25
  puis: [ { si: { age: "< 12" }, va: seul }, { sinon: situation } ]
  ne_sait_pas: interdit
situation:
  demander: Que s’est-il passé ?
  reponses:
    perdue: { texte: Elle est perdue, va: depuis }
    volee: { texte: Elle a été volée, va: papiers }
  ne_sait_pas: depuis
papiers:
  type: choix_multiple
  demander: D’autres papiers ?
  reponses:
    identite: { texte: Carte d’identité }
    banque: { texte: Carte de banque }
    hopital: { texte: On m’attend à l’hôpital }
    aucun: { texte: Rien d’autre, exclusif: oui }
  puis: [ { sinon: depuis } ]
  ne_sait_pas: depuis
depuis:
  type: date
  demander: Depuis quand ?
  avant: aujourd_hui
  puis: [ { sinon: precision } ]
  ne_sait_pas: precision
precision:
  type: texte_court
  demander: Autre chose ?
  vide: permis
  puis: [ { sinon: ensemble } ]
  ne_sait_pas: interdit
"""
ALERTS = """
alertes:
  - { si: { papiers: { contient: hopital } }, va: contact }
"""


def small_tree() -> Tree:
    return tree_of(QUESTIONS, ALERTS)


@dataclass
class Desk:
    engine: Engine
    tree: Tree = field(default_factory=small_tree)
    clock: Clock = field(default_factory=Clock)
    today: date = TODAY

    def __post_init__(self) -> None:
        people = People(self.engine, clock=self.clock)
        self.agent = people.someone().id
        self.colleague = people.someone("paul@ville.fr").id
        self.visits = Visits(self.engine, self.clock, RETENTION)

    def open(self, facts: Answers | None = None, words: str = "") -> Visit:
        return self.visits.open(self.agent, self.tree, PIN, self.today, facts=facts, words=words)

    def answer(self, visit: Visit, question: str, raw: object, base: int | None = None) -> Visit:
        """Answer from a form shown at the visit's own revision, or at `base`."""
        base = visit.revision if base is None else base
        given = (visit.id, self.agent, self.tree, question, raw, self.today, base)
        return self.visits.answer(*given)

    def walked(self, answers: Answers, words: str = "") -> Visit:
        visit = self.open(words=words)
        for question, raw in answers.items():
            visit = self.answer(visit, question, raw)
        return visit

    def rows(self, table: str) -> str:
        """Return all that a table holds, as text."""
        with self.engine.connect() as connection:
            return "\n".join(map(str, connection.execute(text(f"SELECT * FROM {table}"))))
