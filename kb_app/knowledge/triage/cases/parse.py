"""A file of cases, text to values: each story complete, tables and `comme` already unfolded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kb_app.knowledge.content.fields import Fields, as_mapping
from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from kb_app.knowledge.content.yaml_reader import load
from kb_app.knowledge.triage.cases.expected import WORDS, expected_of
from kb_app.knowledge.triage.cases.model import (
    Answers,
    Case,
    CasesFile,
    Expected,
    Given,
    Required,
)
from kb_app.knowledge.triage.cases.unfolding import Block, Words, unfolded
from kb_app.knowledge.triage.rules import RULES
from kb_app.knowledge.triage.terms import UNKNOWN

MOST_BYTES = 256 * 1024

FILE_KEYS = ("arbre", "cas", "couverture")
COVERAGE_KEYS = ("issues", "reponses", "fleches")
ANSWERS = ("reponses", "puis_change", "en_plus")
"""The words of a case that hold answers."""
ROW_KEYS = ("le", "sinon", "puis_change", "en_plus")
"""The words of a case that one line of its table may say for itself."""
CASE_KEYS = ("nom", "comme", "reponses", "tableau", "attendu", *ROW_KEYS)

_PERCENT = re.compile(r"([0-9]{1,3})[ \u00a0\u202f]?%?")
_PATH = re.compile(r"(?:(?:.*/)?operators/([^/]+)/trees/)?(?:.*/)?([^/]+?)\.cases\.ya?ml")


@dataclass(frozen=True, slots=True)
class CasesReading:
    """A file once read: its cases, or the errors that say why there are none."""

    file: CasesFile | None
    problems: tuple[Problem, ...]


def parse_cases(path: str, text: str) -> CasesReading:
    """Read a file of cases, of any content, never raising.

    The tree is not at hand: whether questions and outcomes exist is for `cases.run`.
    """
    found = Findings(path, rules=RULES)
    root = load(text.replace("\r\n", "\n").replace("\r", "\n"), found, most_bytes=MOST_BYTES)
    block = None if root is None else as_mapping(root, "le fichier", found)
    file = None if block is None else _file(path, block, found)
    return CasesReading(None if found.refused else file, found.sorted())


def _file(path: str, block: Mapping, found: Findings) -> CasesFile:
    fields = Fields(
        block,
        found,
        "un fichier de cas",
        required=FILE_KEYS[:2],
        optional=("version", *FILE_KEYS[2:]),
    )
    fields.version("version")
    tree = fields.text("arbre") or ""
    _check_name(path, tree, fields)
    blocks = fields.blocks("cas")
    return CasesFile(
        path, tree, _cases(blocks, found), _required(fields, found), fields.line_of("cas")
    )


def _check_name(path: str, tree: str, fields: Fields) -> None:
    place = _PATH.fullmatch(path)
    if not place or not tree:
        return
    operator, slug = place.groups()
    expected = f"{operator}/{slug}" if operator else slug
    if (tree if operator else tree.rsplit("/", 1)[-1]) != expected:
        fields.found.add(
            "S04",
            fields.line_of("arbre"),
            f"« arbre: {tree[:80]} » ne correspond pas au nom du fichier ; écrivez {expected}",
        )


def _required(fields: Fields, found: Findings) -> Required:
    block = fields.block("couverture")
    if block is None:
        return Required()
    inner = Fields(block, found, "couverture", optional=COVERAGE_KEYS)
    usual = Required()
    return Required(
        _percent(inner, "issues", usual.outcomes),
        _percent(inner, "reponses", usual.answers),
        _percent(inner, "fleches", usual.arrows),
    )


def _percent(fields: Fields, key: str, usual: int) -> int:
    text = fields.text(key)
    if text is None:
        return usual
    number = _PERCENT.fullmatch(text)
    if number and int(number[1]) <= 100:
        return int(number[1])
    fields.found.add("Y12", fields.line_of(key), f"« {key} » doit être une part : 100 %")
    return usual


def _cases(blocks: tuple[Mapping, ...], found: Findings) -> tuple[Case, ...]:
    read: dict[str, Block] = {}
    for block in blocks:
        each = _block(block, found)
        if each.name in read:
            found.add(
                "E07",
                each.line,
                f"deux cas s’appellent « {each.name} » (déjà ligne {read[each.name].line}) ; "
                "donnez à chacun son nom",
            )
        read.setdefault(each.name, each)
    return unfolded(read, found)


def _block(block: Mapping, found: Findings) -> Block:
    fields = Fields(block, found, "un cas", required=CASE_KEYS[:1], optional=CASE_KEYS[1:])
    expected = expected_of(fields.block("attendu"), found)
    rows = tuple(_row(row, found) for row in fields.blocks("tableau"))
    name = fields.text("nom") or f"ligne {block.line}"
    if (not expected and not rows) or any(not expected and not row[2] for row in rows):
        found.add(
            "Y06",
            next((row[0] for row in rows if not row[2]), block.line),
            f"il manque « attendu » (obligatoire dans le cas « {name[:80]} »)",
        )
    return Block(
        name,
        block.line,
        fields.text("comme"),
        fields.line_of("comme"),
        _words(fields),
        expected,
        rows,
    )


def _row(row: Mapping, found: Findings) -> tuple[int, Words, Expected | None]:
    """Read one line of a table: words of `attendu`, words of a case, the rest are answers."""

    def part(keys: tuple[str, ...], within: bool = True) -> Mapping:
        chosen = tuple(e for e in row.entries if (e.key.text in keys) is within)
        return Mapping(chosen, row.line)

    expected = expected_of(part(WORDS), found)
    own = _words(Fields(part(ROW_KEYS), found, "une ligne du tableau", optional=ROW_KEYS))
    answers = _answers(part((*WORDS, *ROW_KEYS), within=False), found)
    return row.line, replace(own, first={**answers, **own.first}), expected


def _words(fields: Fields) -> Words:
    given = {key: _answers(block, fields.found) for key in ANSWERS if (block := fields.block(key))}
    first, more = given.get("reponses", {}), given.get("en_plus", {})
    changes = given.get("puis_change", {})
    # Told in the author's order: what is added before the change is answered before it.
    written = list(fields.values)
    if more and not (changes and written.index("puis_change") < written.index("en_plus")):
        first, more = {**first, **more}, {}
    unknown = fields.choice("sinon", (UNKNOWN,)) is not None
    return Words(fields.date("le"), unknown, first, changes, more)


def _answers(block: Mapping, found: Findings) -> Answers:
    given = {}
    for entry in block.entries:
        value = _value(entry, found)
        if value is not None:
            given[entry.key.text] = Given(entry.key.text, value, entry.key.line)
    return given


def _value(entry: Entry, found: Findings) -> str | tuple[str, ...] | None:
    node: Node = entry.value
    if isinstance(node, Scalar):
        return node.text.strip()
    if isinstance(node, Sequence):
        texts = tuple(each.text.strip() for each in node.items if isinstance(each, Scalar))
        if len(texts) == len(node.items):
            return texts
    found.add(
        "Y12",
        node.line,
        f"la réponse à « {entry.key.text[:80]} » doit être un texte, ou une liste de textes",
    )
    return None
