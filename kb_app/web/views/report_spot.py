"""The passage someone reports, checked against what they may read, and its name in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from kb_app.errors import NotFound
from kb_app.knowledge.content.kinds import id_of, kind_of
from kb_app.knowledge.content.model import Document, Kind, Sheet
from kb_app.knowledge.rendering.plain import plain
from kb_app.knowledge.triage.model import Call, Outcome, Question, TreeFile
from kb_app.library.model import Published
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot
from kb_app.people.accounts.model import Permission
from kb_app.people.feedback.model import Passage
from kb_app.people.feedback.words import kept_quote
from kb_app.web.access import may
from kb_app.web.house import house
from kb_app.web.links import address_of

WHOLE: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.SHEET: "Toute la fiche",
        Kind.TREE: "Tout l’arbre",
        Kind.OPERATOR: "Toute la carte de l’opérateur",
    }
)
HEADER, SOURCES = "entete", "sources"
PARTS: Mapping[str, str] = MappingProxyType(
    {HEADER: "Résumé, pièces, téléphone, délai ou coût", SOURCES: "Sources"}
)
"""The parts of a sheet around its text."""


def report_address(path: str, number: int, anchor: str = "", back: str = "") -> str:
    """Return where one reports a passage; `back` is the page to come back to, if not its own."""
    pairs = {"document": path, "version": number, "passage": anchor, "retour": back}
    return "/signalements/nouveau?" + urlencode({k: v for k, v in pairs.items() if v})


@dataclass(frozen=True, slots=True)
class Spot:
    """A document someone may read and report, at the version they were shown."""

    path: str
    number: int
    title: str
    address: str
    parts: Mapping[str, str]
    """The name of each anchor one may report, in the order of the page; "" is the whole."""
    source: str
    """All that the document says, to know a quote of it."""

    def passage(self, anchor: str, quote: str) -> Passage:
        """Return the passage at an anchor; an unknown one is the whole document."""
        known = anchor if anchor in self.parts else ""
        return Passage(self.path, self.number, known, kept_quote(quote, self.source))


def spot(path: str, number: str) -> Spot:
    """Return what may be reported of the sheet or tree at that path.

    `number` is the version that was shown, the one in force when it is no number. Raises NotFound
    for what the reader may not read: another kind, a withdrawn text, a version of a later day.
    """
    snapshot = house().library.snapshot()
    current = published_at(path, snapshot)
    if current is None or kind_of(path) not in (Kind.SHEET, Kind.TREE):
        raise NotFound("Cette page n’existe pas, ou n’est plus publiée : rien à signaler ici.")
    shown, text = _shown(path, number, current)
    return Spot(
        path,
        shown.version.number,
        title_of(current.document),
        address_of(path),
        parts_of(shown, snapshot),
        f"{text} {_said(shown.document)}",
    )


def published_at(path: str, snapshot: Snapshot) -> Published[Document] | None:
    """Return the document in force at a path, unless it is withdrawn."""
    return None if path in snapshot.withdrawn else snapshot.published.get(path)


def title_of(document: Document) -> str:
    return str(getattr(document, "title", None) or getattr(document, "name", ""))


def parts_of(shown: Published[Document], snapshot: Snapshot) -> Mapping[str, str]:
    """Return the name of each part of a document that the reader may see, by its anchor."""
    document = shown.document
    if isinstance(document, Sheet):
        agent = may(Permission.AGENT_NOTES_READ, document.operator)
        body = house().rendered.body(Published(document, shown.version), snapshot, agent)
        headings = {h.id: h.text for h in body.contents}
        return {"": WHOLE[Kind.SHEET], HEADER: PARTS[HEADER], **headings, SOURCES: PARTS[SOURCES]}
    if isinstance(document, TreeFile):
        unfolded = snapshot.trees.get(id_of(document.path))
        tree = unfolded.tree if unfolded else None
        asked: dict[str, Question | Call] = dict(tree.questions if tree else {})
        ends = dict(tree.outcomes if tree else {})
        return {
            "": WHOLE[Kind.TREE],
            **{id: name_of(q) for id, q in {**asked, **document.questions}.items()},
            **{id: name_of(o) for id, o in {**ends, **document.outcomes}.items()},
        }
    return {"": WHOLE.get(kind_of(shown.version.path) or Kind.OPERATOR, "")}


def name_of(item: Question | Call | Outcome) -> str:
    """Return a question as it is asked, or the title of an outcome."""
    if isinstance(item, Outcome):
        return f"Issue : {item.title}"
    if isinstance(item, Question) and item.prompts:
        return f"Question : {item.prompts[0].text}"
    return f"Question : {item.id}"


def _shown(path: str, number: str, current: Published[Document]) -> tuple[Published[Document], str]:
    """Return the document as it was shown, and its text."""
    asked = number.isascii() and number.isdigit() and len(number) < 7
    wanted = int(number) if asked else current.version.number
    version, text = house().library.version(path, wanted)
    document = read(path, text).document
    if version.valid_from > house().library.today() or document is None:
        raise NotFound("Cette version n’est pas en vigueur : rien à signaler ici.")
    if getattr(document, "withdrawal", None):
        raise NotFound("Cette version dit que la fiche est retirée : rien à signaler ici.")
    return Published(document, version), text


def _said(document: Document) -> str:
    """Return what a page shows without the marks of its source."""
    if not isinstance(document, Sheet):
        return ""
    text = plain(document.body, house().library.snapshot().tell())
    return " ".join((*text.headings, text.public, text.agent))
