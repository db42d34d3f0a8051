"""What a case expects, text to values: the words of `attendu`, or of one line of a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kb_app.knowledge.content.fields import Fields
from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Mapping, Scalar
from kb_app.knowledge.triage.cases.model import ENDINGS, NONE, Expected

WORDS = (
    "issue",
    "type",
    "urgence",
    "pieces",
    "sans_pieces",
    "fiches",
    "sans_fiches",
    "echeance",
    "questions_posees_max",
    "passe_par",
    "ne_passe_pas_par",
)

URGENCIES = ("elevee", "immediate", NONE)


def expected_of(block: Mapping | None, found: Findings) -> Expected | None:
    """Read what a block expects; None when it expects nothing."""
    if block is None or not block.entries:
        return None
    fields = Fields(block, found, "attendu", optional=WORDS)
    ending = fields.choice("type", tuple(each.value for each in ENDINGS))
    return Expected(
        outcome=fields.text("issue"),
        ending=Ending(ending) if ending else None,
        urgency=fields.choice("urgence", URGENCIES),
        documents=fields.texts("pieces"),
        no_documents=fields.texts("sans_pieces"),
        sheets=fields.texts("fiches"),
        no_sheets=fields.texts("sans_fiches"),
        deadline=_deadline(fields),
        most_questions=_count(fields, "questions_posees_max"),
        through=fields.texts("passe_par"),
        not_through=fields.texts("ne_passe_pas_par"),
    )


def both(common: Expected | None, own: Expected | None) -> Expected:
    """Return what a whole table expects, with what one of its lines says instead."""
    if common is None or own is None:
        return own or common or Expected()
    return replace(
        common,
        outcome=own.outcome or common.outcome,
        ending=own.ending or common.ending,
        urgency=own.urgency or common.urgency,
        documents=own.documents or common.documents,
        no_documents=own.no_documents or common.no_documents,
        sheets=own.sheets or common.sheets,
        no_sheets=own.no_sheets or common.no_sheets,
        deadline=own.deadline or common.deadline,
        most_questions=common.most_questions if own.most_questions is None else own.most_questions,
        through=own.through or common.through,
        not_through=own.not_through or common.not_through,
    )


def _deadline(fields: Fields) -> date | str | None:
    node = fields.values.get("echeance")
    if isinstance(node, Scalar) and node.text.strip() == NONE:
        return NONE
    return fields.date("echeance")


def _count(fields: Fields, key: str) -> int | None:
    text = fields.text(key)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text)
    fields.found.add("Y12", fields.line_of(key), f"« {key} » doit être un nombre entier")
    return None
