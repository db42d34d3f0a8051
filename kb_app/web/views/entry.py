"""What a tree's first page was asked with: the visitor's words, and answers already known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from kb_app.knowledge.triage.answers import RefusedAnswer, acceptor
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Question, Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.people.visits.model import Raw
from kb_app.web.views.asking import as_raw
from kb_app.web.views.question import shown

LONGEST_WORDS = 300
"""Characters of the visitor's words that are read."""

_GIVEN = "r."


@dataclass(frozen=True, slots=True)
class Entry:
    tree: str
    words: str = ""
    without: tuple[str, ...] = ()
    """Questions whose answer, understood from the words, was taken back."""
    given: Mapping[str, tuple[str, ...]] | None = None
    """Choices known before: of another request of the same person, or of a shared link."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What to send back to come to the same page."""
        pairs = [("mots", self.words)] if self.words else []
        pairs += [("sans", question) for question in self.without]
        pairs += [(_GIVEN + q, id) for q, ids in (self.given or {}).items() for id in ids]
        return pairs

    @property
    def address(self) -> str:
        query = urlencode(self.pairs)
        return f"/orientation/{self.tree}" + (f"?{query}" if query else "")

    def taking_back(self, question: str) -> Entry:
        given = {q: ids for q, ids in (self.given or {}).items() if q != question}
        return replace(self, without=(*self.without, question), given=given)


def read_entry(tree: Tree, sent: MultiDict[str, str]) -> Entry:
    """Read what came with the address or the form; what is not of this tree is left out."""
    questions = tree.questions
    return Entry(
        tree.id,
        shown(sent.get("mots", "")[:LONGEST_WORDS]),
        tuple(dict.fromkeys(q for q in sent.getlist("sans") if q in questions)),
        {
            question.id: ids
            for question in questions.values()
            if (ids := _choices(question, sent.getlist(_GIVEN + question.id)))
        },
    )


def _choices(question: Question, sent: list[str]) -> tuple[str, ...]:
    known = {option.id for option in question.options} | {UNKNOWN}
    return tuple(dict.fromkeys(id for id in sent if id in known)) if question.options else ()


def given_facts(tree: Tree, entry: Entry, today: date) -> dict[str, Raw]:
    """Return the choices that came with the address and are possible answers."""
    facts: dict[str, Value] = {}
    for question in tree.questions.values():
        ids = (entry.given or {}).get(question.id)
        if not ids:
            continue
        raw = list(ids) if len(ids) > 1 else ids[0]
        try:
            value = acceptor(tree, question)(raw, facts, today)
        except RefusedAnswer:
            continue
        if value is not None:
            facts[question.id] = value
    return {question: as_raw(value) for question, value in facts.items()}


def address_with(tree: str, facts: Mapping[str, Raw]) -> str:
    """Return the address of a tree's first page with choices already known."""
    given = {
        question: raw if isinstance(raw, tuple) else (str(raw),)
        for question, raw in facts.items()
        if raw is not None
    }
    return Entry(tree, given=given).address
