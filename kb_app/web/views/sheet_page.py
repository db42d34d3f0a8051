"""What stands around the text of a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kb_app.errors import InvalidInput, NotFound
from kb_app.knowledge.content.kinds import id_of
from kb_app.knowledge.content.model import Document, Inbox, Operator, Sheet
from kb_app.knowledge.rendering.figures import (
    Told,
    cited_in_header,
    entry_id,
    header_in_words,
)
from kb_app.knowledge.rendering.model import Rendered
from kb_app.library.model import Published
from kb_app.library.snapshot import Snapshot
from kb_app.people.upkeep.due import last_day
from kb_app.web.links import address_of
from kb_app.web.views.endings import ENDINGS, EndingLook
from kb_app.web.views.freshness import Freshness, freshness
from kb_app.web.views.lines import short_name

FORMS = {
    "original": "original",
    "copie": "copie",
    "numerique": "fichier ou photo",
    "a_connaitre": "à connaître",
}
"""How a document to bring is accepted, as read on the page."""

# fromisoformat alone also reads 20260301 and 2026-W09-7.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Needed:
    """A document to bring, in words."""

    text: str
    form: str
    help: str | None


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in the list that closes a page."""

    anchor: str
    """Where the passages that cite it lead."""
    told: Told


# A no-break space comes before the question mark, never after.
_SENTENCE = re.compile(r"(?<=[?.!]) +")


@dataclass(frozen=True, slots=True)
class SheetPage:
    sheet: Sheet
    number: int
    address: str
    operator: Operator | None
    """None when its card is missing or damaged."""
    ending: EndingLook
    freshness: Freshness
    documents: tuple[Needed, ...]
    see_also: tuple[Link, ...]
    inboxes: tuple[Inbox, ...]
    """Where referents answer; empty for who may not know."""
    trees: tuple[Link, ...]
    """The trees that lead to it, those it is the mother sheet of first."""
    day: date
    """The day it speaks of."""
    cited: tuple[Told, ...]
    """The amounts of its header, whose texts have them in words."""

    def amounts(self, text: Rendered) -> tuple[Amount, ...]:
        """Return what the page says of each amount it shows, with the body as drawn for it."""
        told = {each.id: each for each in (*self.cited, *text.figures)}
        return tuple(Amount(entry_id(text.prefix, each.id), each) for each in told.values())

    reread: str = ""
    """Who read it and when; see `freshness_told`."""

    @property
    def operator_label(self) -> str:
        return short_name(self.operator) if self.operator else self.sheet.operator

    @property
    def decides(self) -> tuple[str, ...]:
        """The question that decides of the ending, then what each answer leads to; or nothing."""
        return tuple(_SENTENCE.split(self.sheet.criterion)) if self.sheet.criterion else ()

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return last_day(self.sheet.review_before)

    @property
    def reference(self) -> str:
        """What the copy button copies, before the address."""
        return f"{self.sheet.code} – {self.sheet.title}"


def sheet_page(
    published: Published[Sheet], snapshot: Snapshot, day: date, *, referrals: bool, reread: str = ""
) -> SheetPage:
    """Gather what the page of a sheet shows, on the day it speaks of.

    `referrals` says whether the reader may know where referents answer.
    """
    tell = snapshot.tell(day)
    sheet = header_in_words(published.document, tell)
    operator = snapshot.operators.get(sheet.operator)
    return SheetPage(
        sheet=sheet,
        number=published.version.number,
        address=address_of(sheet.path),
        operator=operator,
        ending=ENDINGS[sheet.ending],
        freshness=freshness(sheet, day),
        documents=tuple(
            Needed(item.text, FORMS[item.form], item.help)
            for item in map(snapshot.documents.get, sheet.documents)
            if item
        ),
        see_also=tuple(
            Link(address_of(path), snapshot.sheets[path].document.title)
            for path in sheet.see_also
            if path in snapshot.sheets
        ),
        inboxes=operator.inboxes if operator and referrals else (),
        trees=tuple(
            Link(address_of(tree.file.path), tree.file.title)
            for tree in sorted(
                snapshot.trees_to.get(sheet.path, ()),
                key=lambda tree: tree.file.sheet != id_of(sheet.path),
            )
        ),
        day=day,
        cited=tuple(map(tell, cited_in_header(published.document))),
        reread=reread,
    )


def day_asked(text: str | None) -> date | None:
    """Read the day of `?le=2026-03-01`. Raises InvalidInput when it is not one."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise InvalidInput(
            f"« {text[:20]} » n’est pas une date. Écrivez-la ainsi : ?le=2026-03-01."
        ) from None


def as_sheet(published: Published[Document]) -> Published[Sheet]:
    """Return the same, known to be a sheet. Raises NotFound for any other document."""
    if not isinstance(published.document, Sheet):
        raise NotFound("Cette adresse ne mène à aucune fiche.")
    return Published(published.document, published.version)
