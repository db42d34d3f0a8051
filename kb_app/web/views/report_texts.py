"""The passage a report speaks of: as it was on the screen, and as it is now."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.errors import NotFound
from kb_app.knowledge.content.model import Document, Sheet
from kb_app.knowledge.rendering.comparison import compare
from kb_app.knowledge.rendering.sections import section
from kb_app.knowledge.triage.model import Outcome, Question, TreeFile
from kb_app.library.model import Published
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.people.feedback.model import Passage
from kb_app.web.access import may
from kb_app.web.house import house
from kb_app.web.views.difference import Stretch, difference, folded


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a passage since it was reported."""

    was: int
    now: int | None
    """The version in force; None when there is none any more."""
    text: str
    """The passage as it reads now; empty when it is the whole page, or gone."""
    stretches: tuple[Stretch, ...] = ()
    """What changed in it; empty when nothing did, or when it is the whole page."""
    count: int = 0
    """How many passages changed, for the whole page."""

    @property
    def changed(self) -> bool:
        return bool(self.stretches or self.count)


def change_since(shown: Passage, current: Published[Document] | None, snapshot: Snapshot) -> Change:
    """Return what became of a passage that was on the screen."""
    if current is None:
        return Change(shown.number, None, "")
    now = current.version.number
    text = _passage_text(current.document, shown.anchor) or ""
    old = _document_at(shown.path, shown.number) if shown.number != now else None
    if old is None:
        return Change(shown.number, now, text)
    before = _passage_text(old, shown.anchor)
    if before is None:
        return Change(shown.number, now, text, count=_count(old, current.document, snapshot))
    if before == text:
        return Change(shown.number, now, text)
    return Change(shown.number, now, text, tuple(folded(compare(before, text))))


def _document_at(path: str, number: int) -> Document | None:
    try:
        return read(path, house().library.version(path, number)[1]).document
    except NotFound:
        return None


def _count(old: Document, new: Document, snapshot: Snapshot) -> int:
    if isinstance(old, Sheet) and isinstance(new, Sheet):
        agent = may(Permission.AGENT_NOTES_READ, new.operator)
        return difference(old, new, snapshot, agent=agent).count
    return 1


def _passage_text(document: Document, anchor: str) -> str | None:
    """Return the passage's text; None when the anchor is none of a passage with a text."""
    if isinstance(document, Sheet):
        agent = may(Permission.AGENT_NOTES_READ, document.operator)
        tell = house().library.snapshot().tell()
        return section(document.body, anchor, agent=agent, tell=tell)
    if not isinstance(document, TreeFile):
        return None
    item = document.questions.get(anchor) or document.outcomes.get(anchor)
    if isinstance(item, Question):
        said = [w.text for w in item.prompts] + [item.help or ""] + [o.text for o in item.options]
    elif isinstance(item, Outcome):
        said = [item.title, *(w.text for w in (*item.say, *item.do, *item.meanwhile))]
    else:
        return None
    return "\n\n".join(text for text in said if text)
