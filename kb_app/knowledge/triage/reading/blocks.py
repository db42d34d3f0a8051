"""A block of keys as trees are read: one slip in a key does not make its value missing."""

from __future__ import annotations

from difflib import get_close_matches

from kb_app.knowledge.content.fields import Fields
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence

_MOST_COMPARED = 50


class Block(Fields):
    """The keys of one block of a tree.

    A misspelt key is told once, and its value read as that of the key it is near. The keys of
    `judged` have a rule of their own for when they are missing or left empty.
    """

    def __init__(
        self,
        node: Mapping,
        found: Findings,
        name: str,
        *,
        required: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
        judged: tuple[str, ...] = (),
    ) -> None:
        self.key_lines: dict[str, int] = {}
        optional = (*optional, *judged)
        entries = []
        for entry in _respelt(node, found, (*required, *optional)):
            self.key_lines[entry.key.text] = entry.key.line
            if not (entry.key.text in judged and is_empty(entry.value)):
                entries.append(entry)
        super().__init__(
            Mapping(tuple(entries), node.line), found, name, required=required, optional=optional
        )

    def key_line(self, key: str) -> int:
        """Return the line of the key, the block's own when it is not there."""
        return self.key_lines.get(key, self.line)

    def yes_or_no(self, key: str) -> bool:
        """Return whether the key says `oui`; absent or refused, it does not."""
        return self.choice(key, ("oui", "non")) == "oui"

    def some(self, key: str) -> tuple[Node, ...]:
        """Return the items of a list, or the only one written without a list."""
        node = self.values.get(key)
        return () if node is None else items_of(node)


def realigned(node: Mapping | None, keys: tuple[str, ...], found: Findings) -> Mapping | None:
    """Return a block of blocks, each key of a block found at the margin put back into it.

    One line shifted too far to the left is told once, and is still read.
    """
    if node is None or not any(_is_misplaced(entry, keys) for entry in node.entries):
        return node
    entries: list[Entry] = []
    for entry in node.entries:
        above = entries[-1].value if entries else None
        if _is_misplaced(entry, keys) and isinstance(above, Mapping):
            found.add(
                "Y04",
                entry.key.line,
                f"la clé « {entry.key.text} » est inconnue ici ; alignez-la sous les "
                f"autres clés de « {entries[-1].key.text[:80]} »",
            )
            inside = Mapping((*above.entries, entry), above.line)
            entries[-1] = Entry(entries[-1].key, inside)
        else:
            entries.append(entry)
    return Mapping(tuple(entries), node.line)


def _is_misplaced(entry: Entry, keys: tuple[str, ...]) -> bool:
    return entry.key.text in keys and not isinstance(entry.value, Mapping)


def items_of(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else (node,)


def is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


def _respelt(node: Mapping, found: Findings, known: tuple[str, ...]) -> list[Entry]:
    """Tell of the unknown keys that are near one that is absent, and give them its name."""
    written = {entry.key.text for entry in node.entries}
    absent = [key for key in known if key not in written]
    entries = []
    for entry in node.entries:
        key = entry.key
        if key.text not in known and found.hints < _MOST_COMPARED:
            near = get_close_matches(key.text[:100], absent, n=1, cutoff=0.6)
            if near:
                found.hints += 1
                found.add(
                    "Y04",
                    key.line,
                    f"la clé « {key.text[:80]} » est inconnue ici ; "
                    f"vouliez-vous dire « {near[0]} » ?",
                )
                absent.remove(near[0])
                key = Scalar(near[0], key.line)
        entries.append(Entry(key, entry.value))
    return entries
