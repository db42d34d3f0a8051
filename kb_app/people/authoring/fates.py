"""What became of drafts that were written for something else, as whoever wrote them asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import tzinfo
from types import MappingProxyType

from sqlalchemy import Connection

from kb_app.people.activity.model import Fate, ProposalState
from kb_app.people.authoring import store, tables
from kb_app.people.authoring.model import Action, Draft

_ENDS: Mapping[Action, ProposalState] = MappingProxyType(
    {
        Action.PUBLISH: ProposalState.DONE,
        Action.PUBLISH_URGENT: ProposalState.DONE,
        Action.DROP: ProposalState.DROPPED,
    }
)
"""What settles a draft. Approval only confirms a text that readers have already."""


def fates(
    connection: Connection, draft_ids: Collection[str], timezone: tzinfo
) -> Mapping[str, Fate]:
    """Return how the drafts that are settled were, and on which day there; the others are absent.

    The drafts of a bundle are settled together: any of them tells.
    """
    found = store.where(connection, tables.drafts.c.id.in_(draft_ids)) if draft_ids else ()
    return {draft.id: fate for draft in found if (fate := _fate(draft, timezone))}


def _fate(draft: Draft, timezone: tzinfo) -> Fate | None:
    end = next((move for move in draft.moves if move.action in _ENDS), None)
    return Fate(_ENDS[end.action], end.at.astimezone(timezone).date()) if end else None
