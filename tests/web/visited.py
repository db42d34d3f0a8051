"""Visits scripted on the trees of the filled house, and closed: what figures are made of."""

from __future__ import annotations

from collections.abc import Mapping

from kb_app.people.visits.model import Closing, How
from kb_app.people.visits.pins import current
from kb_app.web.house import House
from tests.trees import TREE

CARD = "cpam/carte"
CAF = "caf/essai"
CAF_PATH = "operators/caf/trees/essai.yaml"

Answers = Mapping[str, object]


def texts() -> dict[str, str]:
    """Return a tree of the CAF, which is in no life situation."""
    text = TREE.replace("cpam", "caf").replace("caf/carte-vitale", "cpam/carte-vitale")
    return {CAF_PATH: text.replace("situations: [papiers]\n", "")}


def closed(
    house: House, account: int, tree: str, answers: Answers, times: int = 5, words: str = ""
) -> None:
    """Walk a tree several times and close each visit, as left when it came to no outcome."""
    for _ in range(times):
        visit_id = walked(house, account, tree, answers, words)
        arrived = house.visits.find(visit_id, account).state.conclusion
        house.visits.close(visit_id, account, Closing.DONE if arrived else Closing.ABANDONED)


def blocked(house: House, account: int, tree: str, answers: Answers, times: int = 5) -> None:
    """Walk a tree several times to an outcome that blocks, and end at the referent."""
    walkable, _ = current(house.library.snapshot(), tree)
    for _ in range(times):
        visit_id = walked(house, account, tree, answers)
        house.visits.detour(visit_id, account, walkable, How.BLOCKED, house.today())
        house.visits.close(visit_id, account, Closing.REFERRED)


def walked(house: House, account: int, tree: str, answers: Answers, words: str = "") -> str:
    walkable, pin = current(house.library.snapshot(), tree)
    today = house.today()
    visit = house.visits.open(account, walkable, pin, today, words=words)
    for question, raw in answers.items():
        visit = house.visits.answer(
            visit.id, account, walkable, question, raw, today, visit.revision
        )
    return visit.id
