"""What stands around the questions and outcomes of a tree's file."""

from __future__ import annotations

import re
from difflib import get_close_matches

from kb_app.knowledge.content.fields import as_mapping
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Mapping, Scalar
from kb_app.knowledge.triage.model import Alert, Calculation, Call, Function, Question, Renaming
from kb_app.knowledge.triage.reading.blocks import Block
from kb_app.knowledge.triage.reading.conditions import optional_condition
from kb_app.knowledge.triage.reading.frame import Frame, check_id, ids_in

_PLACE = re.compile(r"(?:.*/)?operators/([^/]+)/trees/[^/]+")


def slug(path: str, block: Block, key: str) -> str:
    """Return the name of the file, which its first key repeats."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.ya?ml\Z", "", name)
    text = block.text(key)
    if text is not None and text != stem:
        block.found.add(
            "S04",
            block.line_of(key),
            f"« {key}: {text[:80]} » ne correspond pas au nom du fichier ({stem}.yaml)",
        )
    return stem


def operator(path: str, block: Block) -> str:
    """Return the folder's name, which `operateur` repeats."""
    text = block.text("operateur")
    place = _PLACE.fullmatch(path.replace("\\", "/"))
    if place is None:
        return text or ""
    if text is not None and text.replace("_", "-") != place[1]:
        block.found.add(
            "S04",
            block.line_of("operateur"),
            f"« operateur: {text[:80]} » ne correspond pas au dossier du fichier ({place[1]})",
        )
    return place[1]


def start(block: Block, questions: dict[str, Question | Call]) -> str:
    """Return the first question, empty when it is none."""
    first = block.text("debut")
    if first is None or first in questions:
        return first or ""
    hint = block.found.closest(first, questions) or " ; corrigez-le"
    block.found.add(
        "S01",
        block.line_of("debut"),
        f"« debut: {first[:80]} » ne désigne aucune question{hint}",
    )
    return ""


def alerts(block: Block, frame: Frame) -> tuple[tuple[Alert, ...], frozenset[str]]:
    """Return the alerts, and the ids to which only a refused one may have led."""
    read, meant = [], set()
    for item in block.items("alertes"):
        node = as_mapping(item, "alertes", frame.found)
        if node is None:
            continue
        inner = Block(node, frame.found, "une alerte", required=("si", "va"))
        target = frame.target(inner, "va", "alerte")
        when, _ = optional_condition(inner)
        if target and when:
            read.append(Alert(when, target, node.line))
        elif target:
            meant.add(target)
        elif (text := inner.text("va")) is not None:
            meant.update(get_close_matches(text[:100], sorted(frame.outcomes), n=1))
    return tuple(read), frozenset(meant)


def calculations(block: Block, frame: Frame) -> tuple[dict[str, Calculation], frozenset[str]]:
    """Return the calculations by id, and the ids of those refused."""
    node = block.block("calculs")
    read: dict[str, Calculation] = {}
    for entry in node.entries if node else ():
        check_id(entry.key.text, entry.key.line, frame.found)
        inner = as_mapping(entry.value, entry.key.text[:80], frame.found)
        calculation = _calculation(entry.key, inner, frame.found) if inner else None
        if calculation:
            read[calculation.id] = calculation
    return read, frozenset(set(ids_in(node)) - read.keys())


def _calculation(key: Scalar, node: Mapping, found: Findings) -> Calculation | None:
    names = [each.value for each in Function]
    written = node.entries[0].key if node.entries else key
    if written.text not in names:
        hint = found.closest(written.text, names)
        found.add(
            "C07",
            written.line,
            f"calcul « {key.text[:80]} » : fonction « {written.text[:80]} » inconnue "
            f"({', '.join(names)}){hint}",
        )
        return None
    block = Block(node, found, f"le calcul « {key.text[:80]} »", required=(written.text,))
    texts = [block.text_of(each, written.text) for each in block.some(written.text)]
    return Calculation(key.text, Function(written.text), tuple(filter(None, texts)), key.line)


def renaming(block: Block) -> Renaming:
    node = block.block("renommages")
    if node is None:
        return Renaming()
    inner = Block(node, block.found, "« renommages »", optional=("questions", "reponses", "issues"))
    node = inner.block("reponses")
    answers = {
        entry.key.text: _names(as_mapping(entry.value, "reponses", block.found), block.found)
        for entry in (node.entries if node else ())
    }
    return Renaming(
        _names(inner.block("questions"), block.found),
        answers,
        _names(inner.block("issues"), block.found),
    )


def _names(node: Mapping | None, found: Findings) -> dict[str, str]:
    """Return old ids to new ones; an empty one is meant, and removes."""
    names = {}
    for entry in node.entries if node else ():
        if isinstance(entry.value, Scalar):
            names[entry.key.text] = entry.value.text.strip()
        else:
            found.add("Y12", entry.value.line, f"« {entry.key.text[:80]} » doit être un texte")
    return names
