"""What a tree's file defines, known by id before any block is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Mapping, Node
from kb_app.knowledge.search.analysis import fold
from kb_app.knowledge.triage.dates import moment_of, span_of
from kb_app.knowledge.triage.model import EXIT
from kb_app.knowledge.triage.numbers import number_of
from kb_app.knowledge.triage.reading.blocks import Block
from kb_app.knowledge.triage.reading.once import Once
from kb_app.knowledge.triage.terms import TODAY, UNKNOWN, Moment, Span

RESERVED = frozenset({UNKNOWN, TODAY, "interdit", "sortie", "pas", "tous", "un_des", "alertes"})
"""Words of the format, that no id may take."""

# Comparing with every id of a huge tree would take seconds.
_MOST_COMPARED = 500

_ID = re.compile(r"[a-z0-9_]{1,80}")
_SHEET = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*(?:#\S+)?")
_GLUED_SHIFT = re.compile(r"\s*([+\-−–])\s*(?=[0-9]+[\s\u00a0\u202f]*[a-zé])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """A block that is refused still exists: what cites it is right."""

    found: Findings
    once: Once
    questions: frozenset[str]
    outcomes: frozenset[str]
    exits: tuple[str, ...] = ()
    is_subtree: bool = False

    def target(self, block: Block, key: str, where: str) -> str | None:
        """Return where a key leads: None when it is absent, empty when what it says is wrong."""
        if key not in block.values:
            return None
        text = block.text(key)
        return "" if text is None else self.known_target(text, block.line_of(key), where)

    def known_target(self, text: str, line: int, where: str) -> str:
        if text in self.questions or text in self.outcomes:
            return text
        if meant := next((id for id in self.badly_written() if _well_written(id) == text), None):
            return meant
        if text.startswith(EXIT):
            if text.removeprefix(EXIT) in self.exits:
                return text
            hint = self._closest(text, [EXIT + each for each in self.exits])
            what = (
                "n’est pas une sortie déclarée"
                if self.is_subtree
                else "n’a de sens que dans un sous-arbre"
            )
            self.once.add("R01", text, line, f"{where} : la suite « {text[:80]} » {what}{hint}")
            return ""
        hint = self._closest(text, [*self.questions, *self.outcomes])
        self.once.add(
            "R01",
            text,
            line,
            f"{where} : la suite « {text[:80]} » n’existe ni dans questions ni dans issues{hint}",
        )
        return ""

    def badly_written(self) -> Iterator[str]:
        """Yield the ids that are told of where they are defined (S03), and nowhere else."""
        return (id for id in (*self.questions, *self.outcomes) if not _ID.fullmatch(id))

    def _closest(self, text: str, known: Iterable[str]) -> str:
        return self.found.closest(text, sorted(known)[:_MOST_COMPARED]) or " ; corrigez-la"


def _well_written(id_: str) -> str:
    return re.sub("[^a-z0-9]", "_", fold(id_))


def check_id(id_: str, line: int, found: Findings) -> None:
    """Tell of an id that is badly written, or that is a word of the format."""
    if not _ID.fullmatch(id_):
        found.add(
            "S03",
            line,
            f"« {id_[:80]} » : un identifiant s’écrit en minuscules, chiffres et tirets bas, "
            "sans accent",
        )
    elif id_ in RESERVED:
        found.add("S03", line, f"« {id_} » est un mot du format ; prenez un autre identifiant")


def sheet_of(text: str, line: int, found: Findings) -> str | None:
    """Return the id of a sheet, `cpam/carte-vitale`, perhaps with `#titre`; None when refused."""
    if _SHEET.fullmatch(text):
        return text
    found.add(
        "D06",
        line,
        f"« {text[:80]} » n’est pas une fiche ; écrivez opérateur/fiche : cpam/carte-vitale",
    )
    return None


def number(block: Block, key: str) -> Decimal | None:
    text = block.text(key)
    value = None if text is None else number_of(text)
    if text is not None and value is None:
        _refuse(block, key, text, "un nombre ; écrivez par exemple 12 ou 1 200,50")
    return None if value is None else Decimal(value)


def span(block: Block, key: str) -> Span | None:
    text = block.text(key)
    value = None if text is None else span_of(text)
    if text is not None and value is None:
        _refuse(block, key, text, "une durée ; écrivez par exemple 72 h, 21 jours, 2 mois ou 1 an")
    return value


def moment(block: Block, key: str) -> Moment | None:
    """Return the moment a key says: `aujourd_hui - 2 mois`, `2026-01-01`, `{ il_y_a: 2 ans }`."""
    node = block.values.get(key)
    if isinstance(node, Mapping):
        return _relative(node, key, block.found)
    text = block.text(key)
    value = None if text is None else moment_in(text)
    if text is not None and value is None:
        _refuse(
            block,
            key,
            text,
            "un moment ; écrivez par exemple 2026-11-22, aujourd_hui, aujourd_hui - 2 mois "
            "ou { il_y_a: 2 ans }",
        )
    return value


def moment_in(text: str) -> Moment | None:
    """Return the moment a text says, however its signs are spaced."""
    return moment_of(_GLUED_SHIFT.sub(lambda sign: " + " if sign[1] == "+" else " - ", text))


def _relative(node: Mapping, key: str, found: Findings) -> Moment | None:
    inner = Block(node, found, f"« {key} »", optional=("il_y_a", "dans"))
    if len(node.entries) != 1:
        found.add(
            "Y12", node.line, f"« {key} » : écrivez {{ il_y_a: 2 ans }} ou {{ dans: 3 mois }}"
        )
        return None
    if (past := span(inner, "il_y_a")) is not None:
        return Moment(TODAY, Span(-past.count, past.unit))
    future = span(inner, "dans")
    return None if future is None else Moment(TODAY, future)


def ids_in(node: Node | None) -> tuple[str, ...]:
    """Return the ids of a block of blocks, refused ones included."""
    return tuple(entry.key.text for entry in node.entries) if isinstance(node, Mapping) else ()


def _refuse(block: Block, key: str, text: str, expected: str) -> None:
    block.found.add("S07", block.line_of(key), f"{key} : « {text[:80]} » n’est pas {expected}")
