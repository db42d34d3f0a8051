"""One tree's file to a `TreeFile`, or every mistake in it at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb_app.knowledge.content import yaml_nodes
from kb_app.knowledge.content.citations import refuse
from kb_app.knowledge.content.model import Ending, Level, Problem
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_reader import Limits, load, without_forbidden
from kb_app.knowledge.triage.arrows import ALERTS
from kb_app.knowledge.triage.model import SITUATIONS, Calculation, Call, Outcome, Question, TreeFile
from kb_app.knowledge.triage.reading import parts
from kb_app.knowledge.triage.reading.blocks import Block, realigned
from kb_app.knowledge.triage.reading.frame import Frame, check_id, ids_in, sheet_of
from kb_app.knowledge.triage.reading.once import Once
from kb_app.knowledge.triage.reading.outcomes import OUTCOME_KEYS, outcome
from kb_app.knowledge.triage.reading.questions import QUESTION_KEYS, question
from kb_app.knowledge.triage.rules import findings

MOST_BYTES = 512 * 1024

LIMITS = Limits(nodes=50_000, levels=32)
"""Flows of ninety conditional results hold more values than any sheet, and nest conditions."""

TREE_KEYS = ("arbre", "titre", "operateur", "debut", "questions", "issues")
SUBTREE_KEYS = ("sous_arbre", "titre", "sorties", "debut", "questions")
OPTIONAL_KEYS = (
    "version", "fiche", "mots_cles", "situations", "redige_par", "relu_par", "relu_le",
    "a_revoir_avant", "valide_du", "valide_jusqu_au", "renommages", "alertes", "calculs",
)  # fmt: skip
"""What a tree and a sub-tree may both have."""

OPTIONAL_SUBTREE_KEYS = (*OPTIONAL_KEYS, "parametres", "operateur", "issues")

# A block told of one of these is as sound as another for where visits lead.
_HARMLESS = frozenset({
    "S01", "S03", "S04", "S06", "I03", "I05", "I07", "I09", "I10",
    "D02", "D03", "D04", "D05", "D06", "D07",
})  # fmt: skip
_QUOTED = re.compile(r"«.(.*?).»")
_FRAME_KEYS = ("questions", "issues")
_OPENING_KEYS = frozenset({"type", "demander", "titre"})


@dataclass(frozen=True, slots=True)
class TreeReading:
    """A tree's file once read: a file whenever its frame stands, problems or not."""

    file: TreeFile | None
    problems: tuple[Problem, ...]
    """By line."""

    @property
    def unsound(self) -> frozenset[str]:
        """The ids in which something was refused: see `TreeFile.unsound`."""
        return self.file.unsound if self.file else frozenset()


def parse(path: str, text: str) -> TreeReading:
    """Read the file of a tree or of a sub-tree, of any size and content, never raising.

    What needs the sub-trees (the ids that conditions cite, their exits) is for `assemble`. The
    operator is the folder's name; outside a library, the one the file names.
    """
    found = findings(path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_BYTES:
        found.add("Y09", 1, f"le texte dépasse {MOST_BYTES // 1024} Kio ; faites-en un sous-arbre")
        return TreeReading(None, found.sorted())
    node = load(without_forbidden(text, found), found, most_bytes=MOST_BYTES, limits=LIMITS)
    if not isinstance(node, yaml_nodes.Mapping):
        if node is not None:
            found.add("Y12", node.line, "le fichier doit être fait de lignes « clé: texte »")
        return TreeReading(None, found.sorted())
    refuse(node, found)
    file = _file(path, node, found)
    return TreeReading(file, found.sorted())


def _file(path: str, node: yaml_nodes.Mapping, found: Findings) -> TreeFile | None:
    block = _header(node, found)
    is_subtree = "sous_arbre" in block.values
    exits = block.located_texts("sorties")
    parameters = block.located_texts("parametres")
    for text, line in (*exits, *parameters):
        check_id(text, line, found)
    blocks = (
        realigned(block.block("questions"), QUESTION_KEYS, found),
        realigned(block.block("issues"), OUTCOME_KEYS, found),
    )
    once = Once(found)
    frame = Frame(
        found,
        once,
        frozenset(ids_in(blocks[0])),
        frozenset(ids_in(blocks[1])),
        tuple(text for text, _ in exits),
        is_subtree,
    )
    if not frame.questions or not (blocks[1] or is_subtree) or _frame_written_twice(found):
        return None
    questions = {each.key.text: question(each, frame) for each in _entries(blocks[0])}
    outcomes = {each.key.text: outcome(each, frame) for each in _entries(blocks[1])}
    calculations, refused = parts.calculations(block, frame)
    alerts, meant = parts.alerts(block, frame)
    _check_if_blocked(outcomes, once)
    _check_twice(questions, outcomes, calculations, found)
    sheet = block.text("fiche")
    file = TreeFile(
        path=path,
        slug=parts.slug(path, block, "sous_arbre" if is_subtree else "arbre"),
        operator=parts.operator(path, block),
        title=block.text("titre", 200) or "",
        start=parts.start(block, questions),
        questions=questions,
        outcomes={id: each for id, each in outcomes.items() if id not in questions},
        is_subtree=is_subtree,
        parameters=tuple(text for text, _ in parameters),
        exits=frame.exits,
        sheet=sheet_of(sheet, block.line_of("fiche"), found) if sheet else None,
        visitor_words=block.texts("mots_cles"),
        situations=block.choices("situations", tuple(SITUATIONS)),
        written_by=block.text("redige_par"),
        reviewed_by=block.text("relu_par"),
        reviewed_on=block.date("relu_le"),
        review_before=block.date("a_revoir_avant"),
        valid_from=block.date("valide_du"),
        valid_until=block.date("valide_jusqu_au"),
        alerts=alerts,
        calculations={id: each for id, each in calculations.items() if id not in questions},
        renaming=parts.renaming(block),
        lines=dict(block.key_lines),
        unsound=refused | meant | _unsound(questions, outcomes, block, once),
    )
    once.tell(("R01", "I10") if _lacks_a_block(frame) else ())
    return file


def _header(node: yaml_nodes.Mapping, found: Findings) -> Block:
    if any(entry.key.text == "sous_arbre" for entry in node.entries):
        block = Block(
            node, found, "un sous-arbre", required=SUBTREE_KEYS, optional=OPTIONAL_SUBTREE_KEYS
        )
    else:
        block = Block(node, found, "un arbre", required=TREE_KEYS, optional=OPTIONAL_KEYS)
    block.version("version")
    return block


def _entries(node: yaml_nodes.Mapping | None) -> tuple[yaml_nodes.Entry, ...]:
    return node.entries if node else ()


def _frame_written_twice(found: Findings) -> bool:
    """Tell whether half of the tree was left out, so that nothing true can be said of the rest."""
    return any(key in _FRAME_KEYS for key in _written_twice(found))


def _lacks_a_block(frame: Frame) -> bool:
    """Tell whether a question or outcome was left out, for having the id of another or none.

    It is what arrows then miss: its proper name is for the author to give.
    """
    ids = frame.questions | frame.outcomes | _OPENING_KEYS
    return any(key in ids for key in _written_twice(frame.found))


def _written_twice(found: Findings) -> list[str]:
    """Return the keys that the reader told were written twice."""
    return [
        key[1]
        for problem in found.problems
        if problem.code == "Y02" and (key := _QUOTED.search(problem.message))
    ]


def _check_if_blocked(outcomes: Mapping[str, Outcome], once: Once) -> None:
    """Hold `si_ca_bloque` to naming a referent outcome, one whose type is refused included."""
    right = (Ending.REFERENT, Ending.UNKNOWN)
    referents = [each.id for each in outcomes.values() if each.ending is Ending.REFERENT]
    for each in outcomes.values():
        blocked = each.if_blocked
        if blocked is None or once.told("R01", blocked):
            continue
        # One that leads nowhere itself if it blocks is told of that: it may well be a referent.
        meant = outcomes.get(blocked)
        if meant and (meant.ending in right or meant.if_blocked is None):
            continue
        hint = "" if blocked in outcomes else once.found.closest(blocked, referents)
        once.add(
            "I10",
            blocked,
            each.lines["si_ca_bloque"],
            f"issue « {each.id[:80]} » : « si_ca_bloque: {blocked[:80]} » doit désigner "
            f"une issue de type referent{hint}",
        )


def _check_twice(
    questions: Mapping[str, Question | Call],
    outcomes: Mapping[str, Outcome],
    calculations: Mapping[str, Calculation],
    found: Findings,
) -> None:
    """Tell of an id given to two things; the question keeps it."""
    for what, named in (("une issue", outcomes), ("un calcul", calculations)):
        for id_, each in named.items():
            if id_ in questions:
                found.add(
                    "S02",
                    each.line,
                    f"« {id_[:80]} » est à la fois une question et {what} ; "
                    "prenez un autre identifiant",
                )


def _unsound(
    questions: Mapping[str, Question | Call],
    outcomes: Mapping[str, Outcome],
    block: Block,
    once: Once,
) -> frozenset[str]:
    """Return the ids of the blocks told of something that may change where visits lead."""
    starts = [(line, "") for line in block.key_lines.values()]
    starts += [(each.line, each.id) for each in (*questions.values(), *outcomes.values())]
    if "alertes" in block.key_lines:
        starts.append((block.key_lines["alertes"], ALERTS))
    starts.sort()
    lines = [line for line, _ in starts]
    ids = {starts[max(bisect_right(lines, line) - 1, 0)][1] for line in _told(once)}
    missing = {cause for code, cause in once.places if code == "R01"}
    twice = (questions.keys() & outcomes.keys()) | (
        set(_written_twice(once.found)) & (questions.keys() | outcomes.keys())
    )
    return frozenset((ids | missing | twice) - {""})


def _told(once: Once) -> Iterable[int]:
    yield from once.lines()
    for problem in once.found.problems:
        if problem.code not in _HARMLESS and problem.level is Level.ERROR:
            yield problem.line
