"""Cases written as their authors write them: one case to YAML, and into a file of cases."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Level
from kb_app.knowledge.content.yaml_nodes import Mapping as Block
from kb_app.knowledge.content.yaml_nodes import Scalar, Sequence
from kb_app.knowledge.content.yaml_reader import load
from kb_app.knowledge.triage.cases.parse import MOST_BYTES, parse_cases
from kb_app.knowledge.triage.conclude import Conclusion, conclude
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import QuestionType, Tree
from kb_app.knowledge.triage.rules import findings
from kb_app.knowledge.triage.walk import Walk, walk

LONGEST_NAME = 200

ANY_TEXT = "exemple"
"""Stands for what was typed freely: a case never keeps a visitor's words."""

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]*(?:[./][a-z0-9_-]+)*", re.IGNORECASE)
_INVISIBLE = re.compile(r"[^\S \u00a0\u202f]|[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_TOP_KEY = re.compile(r"[^\s#-]")


def record(tree: Tree, answers: Mapping[str, object], name: str, today: date) -> str:
    """Return one case in YAML, an item of `cas`: this visit, and the outcome it comes to.

    Only the answers on the path are kept. Raises InvalidInput when the visit has not reached an
    outcome or the name is empty.
    """
    walked = walk(tree, answers, today)
    if walked.outcome not in tree.outcomes:
        raise InvalidInput(
            "Ce parcours n’est pas arrivé à une issue : il n’y a pas de cas à écrire."
        )
    name = " ".join(_INVISIBLE.sub(" ", name).split(" ")).strip()[:LONGEST_NAME]
    if not name:
        raise InvalidInput("Donnez un nom à ce cas : une petite histoire, par exemple.")
    return (
        f"  - nom: {json.dumps(name, ensure_ascii=False)}\n"
        f"    le: {today.isoformat()}\n"
        f"    reponses: {_flow(_answers(tree, walked))}\n"
        f"    attendu: {_flow(_expected(conclude(tree, walked, today)))}\n"
    )


def _answers(tree: Tree, walked: Walk) -> dict[str, str]:
    return {
        step.question: ANY_TEXT
        if tree.questions[step.question].type is QuestionType.SHORT_TEXT
        else _written(step.answer)
        for step in walked.steps
    }


def _written(value: Value | None) -> str:
    if value is None:
        return '""'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_scalar, value))}]"
    return _scalar(value.isoformat() if isinstance(value, date) else str(value))


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _expected(end: Conclusion) -> dict[str, str]:
    expected = {"issue": end.outcome.id, "type": end.outcome.ending.value}
    if end.urgency:
        expected["urgence"] = end.urgency
    if end.deadline:
        expected["echeance"] = end.deadline.day.isoformat()
    return expected


def _flow(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + " }"


def empty_file(tree_id: str) -> str:
    """Return a file of cases that has none yet, for `with_case`."""
    return f"arbre: {tree_id}\ncas:\n"


def with_case(text: str, case: str) -> str:
    """Return a file of cases with one more, `record`'s or a proposed one, at the end of `cas`.

    Everything else stays as it is written, byte for byte, line ends apart. Raises InvalidInput
    when the file cannot be read, when its cases are not written one under the other, or when it
    has a case of that name already.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    position, indent = _place(text, lines)
    added = [indent + line[2:] if line.strip() else "" for line in case.rstrip("\n").split("\n")]
    written = "\n".join([*lines[:position], *added, *lines[position:]]) + "\n"
    problems = parse_cases("", written).problems
    refused = next((p for p in problems if p.level is Level.ERROR), None)
    if refused is not None:
        raise InvalidInput(f"Le cas n’a pas été ajouté. Ligne {refused.line} : {refused.message}")
    return written


def _place(text: str, lines: list[str]) -> tuple[int, str]:
    """Return before which line (from 0) a case comes, and how much its dash is moved in."""
    root = load(text, findings(""), most_bytes=MOST_BYTES)
    entries = root.entries if isinstance(root, Block) else ()
    for entry in entries:
        if entry.key.text != "cas":
            continue
        if isinstance(entry.value, Sequence) and entry.value.items:
            first = lines[entry.value.line - 1]
            if entry.value.line == entry.key.line or not first.lstrip().startswith("- "):
                break
            indent = first[: len(first) - len(first.lstrip())]
        elif isinstance(entry.value, Scalar) and not entry.value.text:
            indent = "  "
        else:
            break
        after = entry.key.line
        while after < len(lines) and not _TOP_KEY.match(lines[after]):
            after += 1
        while not lines[after - 1].strip() or lines[after - 1].startswith("#"):
            after -= 1
        return after, indent
    raise InvalidInput(
        "Le fichier de cas ne se lit pas : il faut une clé « cas: », puis un cas sous l’autre, "
        "chacun après un tiret."
    )
