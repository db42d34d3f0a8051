"""YAML events to nodes, within limits: nothing is built from tags, nothing is repeated by alias."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence

# The C parser is ten times faster; both give the same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Control characters, lone surrogates, byte order marks; and the three rare line breaks that
# YAML counts as lines and nobody else does.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many values and levels a document may hold."""

    nodes: int = 20_000
    levels: int = 12


USUAL = Limits()


class UnreadableError(Exception):
    """Reading stops at `line` (from 1), for the rule `code`; `str()` is the message."""

    def __init__(self, code: str, line: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(slots=True)
class _Open:
    """A list or a block not yet closed; `key` is the key that waits for its value."""

    line: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    has_a_key_twice: bool = False


def compose(text: str, found: Findings, first_line: int, limits: Limits = USUAL) -> Node | None:
    """Return the root of the only document, None when there is nothing but comments.

    Keys written twice (the first is kept) and texts cut at a `#` are added to `found`. Raises
    UnreadableError for anything that stops the reading.
    """
    builder = _Builder(text, found, first_line, limits)
    try:
        builder.take_all(text)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, first_line) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise UnreadableError(
            "Y10", first_line, "un caractère du fichier n’est pas lisible"
        ) from None
    return builder.root


def _explained(error: yaml.MarkedYAMLError, first_line: int) -> UnreadableError:
    """Say where the mistake was made, which is not always where the parser noticed it."""
    context = error.context or ""
    mark = error.problem_mark
    if error.context_mark and ("quoted" in context or "flow" in context):
        mark = error.context_mark
    line = first_line + (mark.line if mark else 0)
    for word, code, message in _EXPLANATIONS:
        if word in f"{context} {error.problem}":
            return UnreadableError(code, line, message)
    return UnreadableError(
        "Y07",
        line,
        "cette ligne n’est pas lisible ; écrivez « clé: texte », au même décalage que ses voisines",
    )


def _indirection(sign: str) -> str:
    return f'un texte ne peut pas commencer par « {sign} » ; mettez-le entre guillemets droits (")'


# What the parser says it was doing, and what the author is told.
_EXPLANATIONS = (
    ("escape", "Y07", "une barre « \\ » est de trop entre guillemets ; écrivez-la « \\\\ »"),
    ("quoted", "Y07", "ce guillemet n’est pas fermé ; fermez-le à la fin du texte"),
    ("anchor", "Y08", _indirection("&")),
    ("alias", "Y08", _indirection("*")),
    ("tag", "Y08", _indirection("!")),
    ("directive", "Y08", _indirection("%")),
    ("flow seq", "Y07", "ce crochet « [ » n’est pas bien fermé ; vérifiez virgules et « ] »"),
    ("flow map", "Y07", "cette accolade « { » n’est pas bien fermée ; vérifiez virgules et « } »"),
)


class _Builder:
    def __init__(self, text: str, found: Findings, first_line: int, limits: Limits) -> None:
        self.text = text
        self.found = found
        self.first_line = first_line
        self.limits = limits
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def take_all(self, text: str) -> None:
        loader = _LOADER(text)
        try:
            while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
                self.take(event)
        finally:
            loader.dispose()

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self.refuse_indirection(event)
        if isinstance(event, yaml.ScalarEvent):
            self.put(self.scalar(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.leave()
        elif isinstance(event, yaml.CollectionStartEvent):
            self.enter(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.start_document(event)

    def line_of(self, mark: yaml.error.Mark | yaml._yaml.Mark | None) -> int:
        return self.first_line + (mark.line if mark else 0)

    def start_document(self, event: yaml.DocumentStartEvent) -> None:
        line = self.line_of(event.start_mark)
        self.documents += 1
        if self.documents > 1:
            raise UnreadableError(
                "Y11", line, "un second document commence ici ; faites-en un autre fichier"
            )
        if event.version or event.tags:
            raise UnreadableError("Y08", line, _indirection("%"))

    def refuse_indirection(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        tag = getattr(event, "tag", None)
        if not (event.anchor or tag) and self.nodes <= self.limits.nodes:
            return
        line = self.line_of(event.start_mark)
        if self.nodes > self.limits.nodes:
            raise UnreadableError(
                "Y09",
                line,
                f"le fichier compte plus de {self.limits.nodes} valeurs ; partagez-le",
            )
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableError("Y08", line, _indirection("*"))
        raise UnreadableError("Y08", line, _indirection("!" if tag else "&"))

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        line = self.line_of(event.start_mark)
        plain = event.style is None or event.style == ""
        if plain:
            end = event.end_mark.index if event.end_mark else len(self.text)
            if self.text[end : end + 2] == " #" and not self.text[end + 2 : end + 3].isspace():
                end_line = self.line_of(event.end_mark)
                self.found.add(
                    "Y05", end_line, "le texte est coupé au signe # ; mettez-le entre guillemets"
                )
        elif bad := FORBIDDEN.search(event.value):
            self.found.add(
                "Y10", line, f"le caractère U+{ord(bad[0]):04X} est interdit ; effacez-le"
            )
        return Scalar(event.value, line, plain)

    def enter(self, event: yaml.CollectionStartEvent) -> None:
        line = self.line_of(event.start_mark)
        if len(self.open) >= self.limits.levels:
            raise UnreadableError(
                "Y09", line, f"plus de {self.limits.levels} niveaux emboîtés ; simplifiez"
            )
        self.open.append(_Open(line, isinstance(event, yaml.MappingStartEvent)))

    def leave(self) -> None:
        closed = self.open.pop()
        if closed.is_mapping:
            self.put(Mapping(tuple(closed.entries.values()), closed.line))
        else:
            self.put(Sequence(tuple(closed.items), closed.line))

    def put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            if not isinstance(node, Scalar):
                raise UnreadableError(
                    "Y12", node.line, "une clé est un mot, pas une liste ni un bloc"
                )
            parent.key = node
        else:
            self.put_entry(parent, Entry(parent.key, node))
            parent.key = None

    def put_entry(self, parent: _Open, entry: Entry) -> None:
        key = entry.key.text
        first = parent.entries.get(key)
        if first is None:
            parent.entries[key] = entry
        elif not parent.has_a_key_twice:
            # Where the line that opens a block is gone, its keys all fall into the one before.
            parent.has_a_key_twice = True
            self.found.add(
                "Y02",
                entry.key.line,
                f"la clé « {key} » est écrite deux fois (déjà ligne {first.key.line}) ; "
                "la seconde écraserait la première",
            )
