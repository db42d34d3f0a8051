"""Trees as lines of a list, by life situation and by operator; and one's own open visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kb_app.knowledge.triage.exploring.remaining import remaining
from kb_app.knowledge.triage.model import SITUATIONS, Tree
from kb_app.library.snapshot import Snapshot
from kb_app.people.visits.model import Visit
from kb_app.people.visits.pins import shared_facts
from kb_app.web.house import house
from kb_app.web.links import address_of
from kb_app.web.views.entry import address_with
from kb_app.web.views.freshness import Freshness, tree_freshness
from kb_app.web.views.lines import operator_label
from kb_app.web.views.recap import answer_words
from kb_app.web.views.standing import Standing, account_id, standing, visit_address
from kb_app.web.views.told import ago, length_words

SITUATION_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "argent-retard": "wallet2",
        "emploi": "briefcase",
        "demenagement": "truck",
        "connexion": "key",
        "courrier": "envelope",
        "papiers": "person-vcard",
        "vehicule": "car-front",
        "sante": "heart-pulse",
        "naissance": "backpack",
        "famille": "people",
        "retraite": "calendar-check",
        "proche": "life-preserver",
        "deces": "flower1",
        "dettes": "cash-coin",
        "droits": "check-circle",
        "blocage": "hourglass-split",
    }
)


@dataclass(frozen=True, slots=True)
class TreeLine:
    address: str
    title: str
    operator: str
    length: str
    """« 3 à 7 questions »."""
    freshness: Freshness | None
    """None when its author gave no day."""


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str
    icon: str
    lines: tuple[TreeLine, ...]


@dataclass(frozen=True, slots=True)
class OpenVisit:
    address: str
    tree: str
    title: str
    at: str
    """Where it stands."""
    since: str
    """« il y a 12 min »."""


@dataclass(frozen=True, slots=True)
class SamePerson:
    """A visit whose shared answers another tree may begin with."""

    at: Standing
    words: tuple[str, ...]

    def address(self, tree: Tree) -> str:
        return address_with(tree.id, shared_facts(self.at.tree, tree, self.at.visit))


def by_situation(
    snapshot: Snapshot, today: date, person: SamePerson | None = None
) -> tuple[Group, ...]:
    """Return the life situations that have trees, in their order."""
    return tuple(
        Group(id, SITUATIONS[id], SITUATION_ICONS[id], tree_lines(trees, snapshot, today, person))
        for id, trees in snapshot.by_situation.items()
    )


def by_operator(
    snapshot: Snapshot, today: date, person: SamePerson | None = None
) -> tuple[Group, ...]:
    """Return the operators that have trees, in the order of their cards."""
    slugs = dict.fromkeys((*snapshot.operators, *(id.split("/")[0] for id in snapshot.trees)))
    groups = ((slug, snapshot.trees_of(slug)) for slug in slugs)
    return tuple(
        Group(
            slug,
            operator_label(snapshot.operators, slug),
            "building",
            tree_lines(trees, snapshot, today, person),
        )
        for slug, trees in groups
        if trees
    )


def tree_lines(
    trees: Iterable[Tree], snapshot: Snapshot, today: date, person: SamePerson | None = None
) -> tuple[TreeLine, ...]:
    return tuple(
        TreeLine(
            person.address(tree) if person else address_of(tree.file.path),
            tree.file.title,
            operator_label(snapshot.operators, tree.file.operator),
            length_words(remaining(tree, {}, today)),
            tree_freshness(tree.file, today),
        )
        for tree in trees
    )


def open_visits() -> tuple[OpenVisit, ...]:
    """Return the open visits of whoever asks, last used first."""
    now = house().now()
    return tuple(
        OpenVisit(visit_address(v.id), v.tree, v.title, _at(v), ago(v.last_seen, now))
        for v in house().visits.of(account_id())
    )


def same_person(visit_id: str) -> SamePerson | None:
    """Return the visit to carry answers from. Raises NotFound when it is no visit of theirs."""
    if not visit_id:
        return None
    at = standing(visit_id)
    kept = shared_facts(at.tree, at.tree, at.visit)
    words = tuple(answer_words(at.tree.questions[q], raw) for q, raw in kept.items())
    return SamePerson(at, words)


def _at(visit: Visit) -> str:
    end = visit.state.conclusion
    if end:
        return f"Issue : {end.title}"
    count = len(visit.state.answers)
    return f"{count} réponse{'s' if count > 1 else ''}"


def shared_address(at: Standing) -> str:
    """Return a link to this path that may be shared: its choices, no number, day or text."""
    answers = at.state.answers
    choices = {q: raw for q, raw in answers.items() if at.tree.questions[q].options}
    return address_with(at.tree.id, choices)
