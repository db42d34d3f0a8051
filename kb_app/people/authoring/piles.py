"""Open drafts sorted by what whoever looks has to do with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb_app.people.accounts.model import Account, Permission
from kb_app.people.authoring.model import Action, Draft, State
from kb_app.people.authoring.rights import barred, may_at


class Pile(StrEnum):
    TO_APPROVE = "a_approuver"
    TO_REVIEW = "a_relire"
    SENT_BACK = "renvoyes"
    MINE = "les_miens"
    """One's own, on which someone else works next, or which one is still writing."""
    OTHERS = "des_autres"


WAITING = (Pile.TO_APPROVE, Pile.TO_REVIEW, Pile.SENT_BACK)
"""The piles that wait for whoever looks."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Drafts that move together, or one alone: those whoever looks may read."""

    drafts: tuple[Draft, ...]
    pile: Pile


def sort(account: Account, drafts: Iterable[Draft]) -> tuple[Bundle, ...]:
    """Sort open drafts, whole bundles of them; what the account may not read is left out."""
    bundles: dict[str, list[Draft]] = {}
    for draft in drafts:
        bundles.setdefault(draft.bundle or draft.id, []).append(draft)
    return tuple(
        Bundle(tuple(visible), _pile(account, bundle))
        for bundle in bundles.values()
        if (visible := [d for d in bundle if may_at(account, Permission.DRAFT_READ, d.path)])
    )


def _pile(account: Account, bundle: Sequence[Draft]) -> Pile:
    state = bundle[0].state
    if state is State.PUBLISHED_URGENT and not barred(account, bundle, Action.APPROVE):
        return Pile.TO_APPROVE
    if state is State.IN_REVIEW and not barred(account, bundle, Action.PUBLISH):
        return Pile.TO_REVIEW
    if any(d.sent_back and d.author_id == account.id for d in bundle):
        return Pile.SENT_BACK
    if any(account.id in draft.writers for draft in bundle):
        return Pile.MINE
    return Pile.OTHERS
