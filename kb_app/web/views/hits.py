"""Search results as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb_app.knowledge.content.kinds import id_of, kind_of, tree_path
from kb_app.knowledge.content.model import Kind, Online, Phone, Sheet
from kb_app.knowledge.search.model import Facet, Piece, Result, Results, Suggestion
from kb_app.knowledge.triage.exploring.remaining_told import remaining_told
from kb_app.knowledge.triage.model import Tree
from kb_app.library.snapshot import Snapshot
from kb_app.web.links import address_of
from kb_app.web.views.endings import ENDINGS, EndingLook
from kb_app.web.views.entry import Entry
from kb_app.web.views.freshness import Freshness, freshness, tree_freshness
from kb_app.web.views.heard import NOTHING, heard
from kb_app.web.views.lines import operator_label
from kb_app.web.views.question import Question
from kb_app.web.views.told import length_words


@dataclass(frozen=True, slots=True)
class Facts:
    """What one may need before even opening the sheet."""

    phone: Phone | None
    delay: str | None
    documents: tuple[str, ...]
    online: Online | None

    def __bool__(self) -> bool:
        return bool(self.phone or self.delay or self.documents or self.online)


@dataclass(frozen=True, slots=True)
class Hit:
    address: str
    title: str
    code: str
    operator: str
    ending: EndingLook | None
    """None for the card of an operator."""
    freshness: Freshness | None
    summary: str
    passage: tuple[Piece, ...]
    """Where the words were found. When that is in the summary, one of the two is empty."""
    facts: Facts | None
    path: str
    """Of the document."""
    documents: int = 0
    """How many one has to bring."""
    to_check: int = 0
    """How many of its amounts have no value in force."""


@dataclass(frozen=True, slots=True)
class TreeCard:
    """A tree that answers the words."""

    path: str
    address: str
    """Its first page, with the words that were searched."""
    title: str
    length: str
    """« 3 à 7 questions », what the words already answer left out."""
    known: tuple[str, ...]
    """The answers understood from the words."""
    freshness: Freshness | None
    """None when its author gave no day."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a filter."""

    value: str
    label: str
    count: int
    chosen: bool


def hits(
    results: Results, snapshot: Snapshot, *, agent: bool = False
) -> tuple[Hit | TreeCard, ...]:
    """Return the results still published, best first; only the first sheet has its facts.

    `agent` says whether the reader may know what is reserved to agents.
    """
    found: list[Hit | TreeCard] = []
    for result in results.results:
        if result.kind == "tree":
            tree = snapshot.trees.get(id_of(result.path))
            if tree and tree.tree:
                is_first = not any(isinstance(hit, TreeCard) for hit in found)
                found.append(_tree_card(tree.tree, results.query, snapshot, first=is_first))
            continue
        sheet = snapshot.sheets.get(result.path)
        if sheet is not None:
            found.append(
                _sheet_hit(
                    result,
                    sheet.document,
                    snapshot,
                    first=not any(isinstance(hit, Hit) for hit in found),
                    agent=agent,
                )
            )
        elif result.operator in snapshot.operators and result.kind == "operator":
            found.append(_operator_hit(result, snapshot))
    return tuple(found)


def ending_choices(facets: Iterable[Facet], question: Question) -> tuple[Choice, ...]:
    """Return the endings found, and those chosen even when nothing has them."""
    counts = {facet.value: facet.count for facet in facets}
    return tuple(
        Choice(value, look.label, counts.get(value, 0), value in question.endings)
        for value, look in ENDINGS.items()
        if counts.get(value) or value in question.endings
    )


def operator_choices(
    facets: Iterable[Facet], question: Question, snapshot: Snapshot
) -> tuple[Choice, ...]:
    """Return the operators found, most results first, and those chosen."""
    counts = {facet.value: facet.count for facet in facets}
    missing = [v for v in question.operators if v not in counts and v in snapshot.operators]
    values = sorted(counts, key=lambda value: -counts[value]) + missing
    return tuple(
        Choice(
            value,
            operator_label(snapshot.operators, value),
            counts.get(value, 0),
            value in question.operators,
        )
        for value in values
    )


def suggestion_row(suggestion: Suggestion, snapshot: Snapshot) -> dict[str, str] | None:
    """Return what the search box shows, or None for what is not published any more."""
    look = ENDINGS.get(suggestion.ending)
    is_tree = kind_of(suggestion.path) is Kind.TREE
    if suggestion.path in snapshot.sheets or (is_tree and id_of(suggestion.path) in snapshot.trees):
        address = address_of(suggestion.path)
    elif suggestion.operator in snapshot.operators and not is_tree:
        address = address_of(snapshot.operators[suggestion.operator].path)
    else:
        return None
    return {
        "title": suggestion.title,
        "operator": operator_label(snapshot.operators, suggestion.operator),
        "ending": look.label if look else "Orienter" if is_tree else "",
        "address": address,
        "words": "" if suggestion.text == suggestion.title else suggestion.text,
    }


def _tree_card(tree: Tree, words: str, snapshot: Snapshot, *, first: bool) -> TreeCard:
    """Return the card of a tree; only the first says what it understood of the words."""
    entry = Entry(tree.id, words)
    known = heard(tree, entry, snapshot.day, snapshot.synonyms) if first else NOTHING
    left = remaining_told(tree, known.facts, snapshot.day)
    return TreeCard(
        tree_path(tree.id),
        entry.address,
        tree.file.title,
        length_words(left),
        tuple(chip.words for chip in known.chips),
        tree_freshness(tree.file, snapshot.day),
    )


def _sheet_hit(
    result: Result, sheet: Sheet, snapshot: Snapshot, *, first: bool, agent: bool
) -> Hit:
    documents = tuple(
        snapshot.documents[d].text for d in sheet.documents if d in snapshot.documents
    )
    return Hit(
        address_of(sheet.path),
        sheet.title,
        sheet.code,
        operator_label(snapshot.operators, sheet.operator),
        ENDINGS[sheet.ending],
        freshness(sheet, snapshot.day),
        *_told(result, sheet.summary),
        Facts(sheet.phone, sheet.delay, documents, sheet.online) if first else None,
        sheet.path,
        len(documents),
        len(snapshot.to_check(sheet.path, agent=agent)),
    )


def _operator_hit(result: Result, snapshot: Snapshot) -> Hit:
    operator = snapshot.operators[result.operator]
    phone = Phone(operator.phone, operator.hours) if operator.phone else None
    return Hit(
        address_of(operator.path),
        operator.name,
        "",
        ", ".join(dict.fromkeys((operator.acronym, *operator.visitor_names[:3]))),
        None,
        None,
        *_told(result, operator.presentation),
        Facts(phone, None, (), None),
        operator.path,
    )


def _told(result: Result, summary: str) -> tuple[str, tuple[Piece, ...]]:
    """Return what to show of the summary and of the passage, so that nothing is read twice."""
    text = "".join(piece.text for piece in result.passage).strip(" …")
    if text not in summary:
        return summary, result.passage
    # A marked passage says why this sheet is here; the summary alone says more than its part.
    return ("", result.passage) if 2 * len(text) > len(summary) else (summary, ())
