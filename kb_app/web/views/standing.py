"""One of one's own visits, as it stands today on the version of the tree it was begun on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb_app.errors import NotFound
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import Walk
from kb_app.library.trees import PublishedTree
from kb_app.people.visits import moves
from kb_app.people.visits.model import State, Visit
from kb_app.web.access import current_account
from kb_app.web.house import house


@dataclass(frozen=True, slots=True)
class Standing:
    visit: Visit
    published: PublishedTree
    tree: Tree
    state: State
    """Computed again on the day `today`; that of a closed visit is what was kept of it."""
    walk: Walk
    today: date

    @property
    def operator(self) -> str:
        return self.tree.file.operator

    @property
    def address(self) -> str:
        return visit_address(self.visit.id)

    @property
    def here(self) -> str:
        """The address of the page the visit is at."""
        return where(self.visit.id, self.state)


def visit_address(visit_id: str) -> str:
    return f"/visites/{visit_id}"


def question_address(visit_id: str, question: str) -> str:
    return f"{visit_address(visit_id)}/questions/{question}"


def where(visit_id: str, state: State) -> str:
    """Return the address of the page at which a visit in that state is."""
    if state.stopped_at and not state.conclusion:
        return question_address(visit_id, state.stopped_at)
    return f"{visit_address(visit_id)}/issue"


def standing(visit_id: str) -> Standing:
    """Return the visit of whoever asks. Raises NotFound when it is no visit of theirs."""
    visit = house().visits.find(visit_id, account_id())
    published = _pinned(visit)
    tree = published.tree
    if tree is None:
        raise NotFound("La version de cet arbre sur laquelle la visite a commencé est illisible.")
    today = house().today()
    state = visit.state if visit.closed_at else moves.walked(visit.state, tree, today)
    return Standing(visit, published, tree, state, moves.position(state, tree, today), today)


def account_id() -> int:
    """Return the account that walks; the permission has already asked for one."""
    account = current_account()
    if account is None:
        raise NotFound("Connectez-vous pour orienter une demande.")
    return account.id


def _pinned(visit: Visit) -> PublishedTree:
    """Return the tree as it was when the visit began, or moved."""
    library = house().library
    published = library.snapshot().trees.get(visit.tree)
    if published is None or published.digest != visit.pin.digest:
        return library.tree_at(visit.tree, visit.pin.sequence, visit.pin.day)
    return published
