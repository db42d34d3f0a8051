"""Questions that ask the same thing, put together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from kb_app.knowledge.search.analysis import fold, terms

NEAR = 0.6
"""Jaccard: the terms two questions share, out of those that either has."""
SHARED = 2
"""One word in common says too little: « carte » would take in « carte grise », « carte Vitale »…"""

Terms = frozenset[str]


def content_terms(question: str) -> Terms:
    """Return what counts of a question: no order, plural, accent or small word."""
    return frozenset(terms(question))


def group(
    questions: Iterable[str], canonical: Callable[[str], Terms] = content_terms
) -> tuple[tuple[str, ...], ...]:
    """Put together the questions that mean the same; they come most asked first, and so do the
    groups and the questions of each.

    `canonical` gives the terms of a question, one for all the words of one meaning. Same terms,
    same group. Terms that are near join the group whose first question is the nearest, never by
    another of its questions: groups do not chain into one. Near is NEAR at least, or all the
    terms of one and at most one more; with SHARED in common. A question without any term goes
    with those that are written alike.
    """
    ranks = {question: rank for rank, question in enumerate(dict.fromkeys(questions))}
    alike: dict[Terms | str, list[str]] = {}
    for question in ranks:
        found = canonical(question)
        alike.setdefault(found or " ".join(fold(question).split()), []).append(question)
    heads = _Heads()
    groups: list[list[str]] = []
    for meant, members in alike.items():
        near = heads.nearest(meant) if isinstance(meant, frozenset) else None
        if near is not None:
            groups[near] += members
            continue
        if isinstance(meant, frozenset):
            heads.add(meant, len(groups))
        groups.append(members)
    return tuple(tuple(sorted(members, key=ranks.__getitem__)) for members in groups)


class _Heads:
    """The terms of the first question of each group, found by any of them."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._groups: dict[str, list[int]] = defaultdict(list)

    def add(self, found: Terms, group: int) -> None:
        self._sizes[group] = len(found)
        for term in found:
            self._groups[term].append(group)

    def nearest(self, found: Terms) -> int | None:
        """Return the nearest group that is near, the first of equals; None when none is."""
        shared: Counter[int] = Counter()
        for term in found:
            shared.update(self._groups.get(term, ()))
        near = [
            (-common / (len(found) + self._sizes[group] - common), group)
            for group, common in shared.items()
            if _is_near(common, len(found), self._sizes[group])
        ]
        return min(near)[1] if near else None


def _is_near(common: int, one: int, other: int) -> bool:
    if common < SHARED:
        return False
    inside = common == min(one, other) and abs(one - other) <= 1
    return inside or common / (one + other - common) >= NEAR
