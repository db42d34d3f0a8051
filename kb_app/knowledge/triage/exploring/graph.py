"""The bare graph of a tree: what each question could lead to, whatever the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb_app.knowledge.triage.arrows import ALERTS, arrows
from kb_app.knowledge.triage.model import Tree


class Graph:
    """Questions and where their arrows lead; an alert may be the way on from any question."""

    def __init__(self, tree: Tree, with_alerts: bool = True) -> None:
        found = arrows(tree)
        alerts = [arrow.target for arrow in found if arrow.source == ALERTS and with_alerts]
        after: dict[str, list[str]] = {id: [] for id in tree.questions}
        for arrow in found:
            if arrow.source in after:
                after[arrow.source].append(arrow.target)
        self.after: Mapping[str, tuple[str, ...]] = {
            id: tuple(dict.fromkeys([*targets, *alerts])) for id, targets in after.items()
        }
        self.groups = components(self.after)
        """Questions that lead to each other, each group after all it leads to."""
        self.group_of = {id: n for n, group in enumerate(self.groups) for id in group}

    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups in which a question could come back, by the arrows alone."""
        return tuple(
            group
            for group in self.groups
            if len(group) > 1 or group[0] in self.after.get(group[0], ())
        )

    def gathered(self, own: Mapping[str, int]) -> dict[str, int]:
        """Return, for each node, the bits of its own and of all it can lead to, itself included."""
        bits: list[int] = []
        for group in self.groups:
            mine = 0
            for id in group:
                mine |= own.get(id, 0)
                for target in self.after.get(id, ()):
                    there = self.group_of[target]
                    if there < len(bits):
                        mine |= bits[there]
            bits.append(mine)
        return {id: bits[n] for id, n in self.group_of.items()}


def components(after: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the strongly connected components, each after those it leads to (Kosaraju)."""
    before: dict[str, list[str]] = {}
    for node, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(node)
    seen: set[str] = set()
    groups = [
        tuple(group)
        for root in reversed(_finished(after, after, set()))
        if (group := _finished(before, [root], seen))
    ]
    return tuple(reversed(groups))


def _finished(
    after: Mapping[str, Iterable[str]], roots: Iterable[str], seen: set[str]
) -> list[str]:
    """Return what is found from the roots and not yet seen, each after all it leads to."""
    # Without recursion: a hostile tree may be thousands of questions deep.
    found: list[str] = []
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        work = [(root, iter(after.get(root, ())))]
        while work:
            node, targets = work[-1]
            fresh = next((target for target in targets if target not in seen), None)
            if fresh is None:
                found.append(node)
                work.pop()
            else:
                seen.add(fresh)
                work.append((fresh, iter(after.get(fresh, ()))))
    return found
