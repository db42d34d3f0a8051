"""Drafts as lines of a list, by what whoever asks has to do with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from kb_app.knowledge.content.kinds import kind_of, slug_of
from kb_app.knowledge.content.model import Kind
from kb_app.people.authoring.model import STATE_LABELS, Draft
from kb_app.people.authoring.piles import Bundle, Pile
from kb_app.people.authoring.rights import operator_of
from kb_app.web.access import current_account
from kb_app.web.house import house
from kb_app.web.views.lines import operator_label

HEADINGS: Mapping[Pile, str] = MappingProxyType(
    {
        Pile.TO_APPROVE: "Publiés en urgence, à approuver",
        Pile.TO_REVIEW: "À relire",
        Pile.SENT_BACK: "Renvoyés, à reprendre",
        Pile.MINE: "Mes autres brouillons",
        Pile.OTHERS: "Chez d’autres pour l’instant",
    }
)
KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.SHEET: "Fiche",
        Kind.OPERATOR: "Carte d’opérateur",
        Kind.TREE: "Arbre",
        Kind.CASES: "Cas d’un arbre",
        Kind.SYNONYMS: "Synonymes",
        Kind.DOCUMENTS: "Pièces à réunir",
        Kind.THEMES: "Thèmes",
        Kind.SEARCH_CASES: "Recherches à garder justes",
        Kind.FIGURES: "Montants",
        Kind.GLOSSARY: "Sigles",
    }
)
_NAMED = (Kind.SHEET, Kind.OPERATOR, Kind.TREE)


@dataclass(frozen=True, slots=True)
class DraftLine:
    address: str
    title: str
    kind: str
    operator: str | None
    """None for what all operators share."""
    is_new: bool
    others: tuple[str, ...]
    """Titles of the texts published with it."""
    reason: str
    author: str
    state: str
    since: datetime
    comment: str
    """Of whoever sent it back, if someone did."""


@dataclass(frozen=True, slots=True)
class PileView:
    id: str
    heading: str
    lines: tuple[DraftLine, ...]


def pile_views(bundles: Iterable[Bundle]) -> tuple[PileView, ...]:
    """Return the piles that hold something, in the order of HEADINGS."""
    names = house().accounts.names()
    found: dict[Pile, list[DraftLine]] = {pile: [] for pile in HEADINGS}
    for bundle in bundles:
        found[bundle.pile].append(draft_line(bundle.drafts, names))
    return tuple(
        PileView(pile.value, HEADINGS[pile], tuple(lines)) for pile, lines in found.items() if lines
    )


def draft_line(drafts: tuple[Draft, ...], names: Mapping[int, str]) -> DraftLine:
    """Return the line of a bundle, under the name of its first document by path."""
    first, *rest = sorted(drafts, key=lambda draft: draft.path)
    back = first.sent_back
    operator = operator_of(first.path)
    operators = house().library.snapshot().operators
    return DraftLine(
        address=draft_address(first.id),
        title=title_of(first),
        kind=kind_label(first.path),
        operator=operator_label(operators, operator) if operator else None,
        is_new=first.base == 0,
        others=tuple(title_of(draft) for draft in rest),
        reason=first.reason,
        author=names.get(first.author_id, ""),
        state=STATE_LABELS[first.state],
        since=first.updated_at,
        comment=back.comment if back else "",
    )


def title_of(draft: Draft) -> str:
    """Return the title of a document, or what it is when it has none."""
    kind = kind_of(draft.path)
    if kind in _NAMED:
        return draft.title
    if kind is Kind.CASES:
        return f"Cas de l’arbre « {slug_of(draft.path)} »"
    return kind_label(draft.path)


def kind_label(path: str) -> str:
    kind = kind_of(path)
    return KINDS[kind] if kind else path


def draft_address(draft_id: str) -> str:
    return f"/relecture/{draft_id}"


def reviews_waiting() -> int:
    """Return how many drafts wait for whoever asks for the page."""
    account = current_account()
    return house().authoring.waiting(account) if account else 0
