"""Failed searches as their pages show them: which, since when, what search gives today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from urllib.parse import urlencode

from kb_app.errors import InvalidInput, NotFound, Unavailable
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.knowledge.search.meaning import content_terms
from kb_app.knowledge.search.model import Scope
from kb_app.library.snapshot import Snapshot
from kb_app.people.activity.model import Asked, Group, GroupState, Tally
from kb_app.web.french import plural
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.lines import operator_label
from kb_app.web.views.review_lines import draft_address
from kb_app.web.views.search_proposals import action_words, proposal_words

ADDRESS = "/suivi/recherches"
PER_PAGE = 15
MOST_WORDINGS = 6
"""Spellings a group shows in the list; its own page shows them all."""
MOST_LIVE = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a list may be narrowed to."""

    value: str
    label: str
    count: int | None = None


PERIODS: Mapping[str, tuple[str, int | None]] = MappingProxyType(
    {"7": ("7 jours", 7), "30": ("30 jours", 30), "90": ("3 mois", 90), "tout": ("Tout", None)}
)
DEFAULT_PERIOD = "30"

TABS: Mapping[str, tuple[str, frozenset[GroupState]]] = MappingProxyType(
    {
        "a-traiter": ("À traiter", frozenset({GroupState.TO_TREAT, GroupState.RETURNED})),
        "proposees": ("Proposées", frozenset({GroupState.PROPOSED})),
        "traitees": ("Traitées", frozenset({GroupState.DONE})),
        "de-cote": ("De côté", frozenset({GroupState.SET_ASIDE})),
    }
)
"""Every state is under one of them; what came back is to be treated again."""
DEFAULT_TAB = "a-traiter"

STATE_LABELS: Mapping[GroupState, str] = MappingProxyType(
    {
        GroupState.TO_TREAT: "À traiter",
        GroupState.RETURNED: "Revenue",
        GroupState.PROPOSED: "Proposée",
        GroupState.DONE: "Traitée",
        GroupState.SET_ASIDE: "De côté",
    }
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list was asked to show."""

    period: str = DEFAULT_PERIOD
    tab: str = DEFAULT_TAB
    page: int = 1

    @property
    def since(self) -> date:
        days = PERIODS[self.period][1]
        return house().today() - timedelta(days=days) if days else date.min

    def address(self, page: int = 1) -> str:
        pairs = [("periode", self.period)] if self.period != DEFAULT_PERIOD else []
        pairs += [("etat", self.tab)] if self.tab != DEFAULT_TAB else []
        pairs += [("page", str(page))] if page > 1 else []
        return f"{ADDRESS}?{urlencode(pairs)}" if pairs else ADDRESS


@dataclass(frozen=True, slots=True)
class Live:
    """A result that the search gives today."""

    address: str
    path: str
    title: str
    operator: str
    is_sheet: bool


@dataclass(frozen=True, slots=True)
class Card:
    group: Group
    state: str
    told: str
    """What failed, in words."""
    live: tuple[Live, ...]
    proposed: str | None
    """What was last proposed about it."""
    proposed_on: str | None
    """« Proposé le 3 novembre 2026, en attente »."""
    review: str | None
    """Address of the texts it wrote."""

    @property
    def title(self) -> str:
        return self.group.shown[0].wording

    @property
    def others(self) -> tuple[Asked, ...]:
        return self.group.shown[1:]


def read_filters(period: str, tab: str, page: str) -> Filters:
    """Read what came with the address. Raises InvalidInput for what the page does not offer."""
    number = page or "1"
    if not (number.isascii() and number.isdigit() and len(number) < 5 and int(number)):
        raise InvalidInput("Cette page de la liste n’existe pas.")
    period, tab = period or DEFAULT_PERIOD, tab or DEFAULT_TAB
    if period not in PERIODS or tab not in TABS:
        raise InvalidInput("Ces filtres ne sont pas ceux de la page. Revenez à la liste.")
    return Filters(period, tab, int(number))


def groups(since: date) -> tuple[Group, ...]:
    return house().activity.groups(since, content_terms)


def group_of(key: str, since: date) -> Group:
    """Return the group that holds a question. Raises NotFound when nothing failed there."""
    for each in groups(since):
        if any(asked.key == key for asked in each.asked):
            return each
    raise NotFound(
        "Cette recherche n’échoue plus, ou n’est plus gardée : la liste est sous « Suivi »."
    )


def tabs(found: Iterable[Group]) -> tuple[Choice, ...]:
    states = Counter(each.state for each in found)
    return tuple(
        Choice(value, label, sum(states[state] for state in held))
        for value, (label, held) in TABS.items()
    )


def cards(found: Iterable[Group], snapshot: Snapshot) -> tuple[Card, ...]:
    return tuple(card(each, snapshot) for each in found)


def card(group: Group, snapshot: Snapshot) -> Card:
    proposal = group.proposal
    return Card(
        group,
        STATE_LABELS[group.state],
        told(group.tally),
        live(group.shown[0].wording, snapshot),
        action_words(proposal.action, snapshot) if proposal else None,
        proposal_words(proposal) if proposal else None,
        draft_address(proposal.draft_id) if proposal and proposal.draft_id else None,
    )


def live(words: str, snapshot: Snapshot, most: int = MOST_LIVE) -> tuple[Live, ...]:
    """Return the first results of today; none while the search is being prepared."""
    try:
        found = house().finder.search(words, Scope.AGENT, limit=most).results
    except (InvalidInput, Unavailable):
        return ()
    return tuple(
        Live(
            address_of(each.path),
            each.path,
            each.title,
            operator_label(snapshot.operators, each.operator),
            kind_of(each.path) is Kind.SHEET,
        )
        for each in found
        if each.path in snapshot.published
    )


def told(tally: Tally) -> str:
    """« pas trouvé 4 fois · sans résultat 2 fois sur 9 », the gravest first."""
    parts = []
    if tally.not_found:
        parts.append(f"pas trouvé {_times(tally.not_found)}")
    if tally.without_result:
        parts.append(f"sans résultat {_times(tally.without_result)} sur {tally.asked}")
    if tally.unopened and not tally.without_result:
        parts.append(f"demandé {_times(tally.asked)}, rien d’ouvert")
    return " · ".join(parts)


def page_of(found: Sequence[Group], page: int) -> tuple[Sequence[Group], int]:
    """Return the groups of a page, and the last page's number."""
    last = max(1, -(-len(found) // PER_PAGE))
    if page > last:
        raise InvalidInput(f"Cette liste va de la page 1 à la page {last}.")
    return found[(page - 1) * PER_PAGE : page * PER_PAGE], last


def _times(count: int) -> str:
    return plural(count, "fois", "fois")
