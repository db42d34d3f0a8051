"""One outcome's block to an `Outcome`."""

from __future__ import annotations

from kb_app.knowledge.content.fields import as_mapping
from kb_app.knowledge.content.kinds import is_operator
from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Node, Sequence
from kb_app.knowledge.triage.model import Deadline, Desk, Item, Outcome, Urgency
from kb_app.knowledge.triage.reading.blocks import Block
from kb_app.knowledge.triage.reading.conditions import optional_condition, steps, wordings
from kb_app.knowledge.triage.reading.frame import Frame, check_id, sheet_of, span

ENDINGS = (Ending.SELF_SERVICE.value, Ending.ASSISTED.value, Ending.REFERENT.value)
LEVELS = ("elevee", "immediate")

REQUIRED = ("type",)
OPTIONAL = (
    "faire", "pieces", "urgence", "echeance", "delai_usager", "en_attendant", "operateur",
    "reprendre_a", "sources", "ne_pas_transmettre",
)  # fmt: skip
JUDGED = ("titre", "dire", "fiches", "si_ca_bloque", "referent", "transmettre")
"""The keys whose absence has a rule of its own."""

OUTCOME_KEYS = (*REQUIRED, *OPTIONAL, *JUDGED)

_DEFAULT_LABEL = "Échéance"


def outcome(entry: Entry, frame: Frame) -> Outcome:
    """Read one outcome; what is refused is left out of it, so that its id is still known."""
    id_, line, found = entry.key.text, entry.key.line, frame.found
    check_id(id_, line, found)
    node = as_mapping(entry.value, id_[:80], found)
    if node is None:
        return Outcome(id_, Ending.UNKNOWN, "", (), line=line)
    block = Block(
        Mapping(node.entries, line), found, f"l’issue « {id_[:80]} »",
        required=REQUIRED, optional=OPTIONAL, judged=JUDGED,
    )  # fmt: skip
    read = Outcome(
        id=id_,
        ending=_ending(id_, block),
        title=block.text("titre", 200) or "",
        say=wordings(block, "dire", whole=True),
        do=steps(block, "faire"),
        documents=_items(block, "pieces", "piece"),
        sheets=_sheets(block),
        urgencies=_urgencies(block),
        deadlines=_deadlines(block),
        delay=block.text("delai_usager"),
        meanwhile=wordings(block, "en_attendant", whole=False),
        operator=_operator(block),
        resume_at=block.text("reprendre_a"),
        if_blocked=block.text("si_ca_bloque"),
        desk=_desk(id_, block),
        to_send=block.texts("transmettre"),
        not_to_send=block.texts("ne_pas_transmettre"),
        sources=_sources(block),
        line=line,
        lines=dict(block.key_lines),
    )
    _check_complete(read, block)
    return read


def _check_complete(outcome: Outcome, block: Block) -> None:
    """Tell of what is missing; what is there but refused has been told."""

    def missing(key: str, code: str, message: str) -> None:
        if key not in block.values:
            block.found.add(code, outcome.line, f"issue « {outcome.id[:80]} » : {message}")

    missing("titre", "I02", "il manque « titre »")
    missing("dire", "I02", "il manque « dire »")
    if _is_bare(block.values.get("fiches")):
        del block.values["fiches"]
    missing("fiches", "I03", "aucune fiche liée")
    if outcome.ending is Ending.REFERENT:
        missing(
            "referent",
            "I05",
            "une issue « referent » doit donner la file et le délai de réponse",
        )
        if _is_bare(block.values.get("transmettre")):
            del block.values["transmettre"]
        missing("transmettre", "I07", "dites quelles réponses transmettre au référent")
    elif outcome.ending is not Ending.UNKNOWN:
        missing(
            "si_ca_bloque",
            "I09",
            "dites vers quel référent aller si cela bloque (si_ca_bloque)",
        )


def _is_bare(node: Node | None) -> bool:
    return isinstance(node, Sequence) and not node.items


def _ending(id_: str, block: Block) -> Ending:
    text = block.text("type")
    if text in ENDINGS:
        return Ending(text)
    if text is not None:
        block.found.add(
            "I01",
            block.line_of("type"),
            f"issue « {id_[:80]} » : type « {text[:80]} » inconnu ({', '.join(ENDINGS)})",
        )
    return Ending.UNKNOWN


def _items(block: Block, key: str, name: str) -> tuple[Item, ...]:
    """Return the ids of a list, each an id or `{name: id, si}`."""
    read = []
    for node in block.items(key):
        when = None
        if isinstance(node, Mapping):
            inner = Block(node, block.found, f"« {key} »", required=(name,), optional=("si",))
            text, line = inner.text(name), inner.line_of(name)
            when, refused = optional_condition(inner)
            if refused:
                continue
        else:
            text, line = block.text_of(node, key), node.line
        if text is not None:
            read.append(Item(text, when, line))
    return tuple(read)


def _sheets(block: Block) -> tuple[Item, ...]:
    items = _items(block, "fiches", "fiche")
    return tuple(each for each in items if sheet_of(each.id, each.line, block.found))


def _urgencies(block: Block) -> tuple[Urgency, ...]:
    read = []
    for node in block.some("urgence"):
        if not isinstance(node, Mapping):
            text = block.text_of(node, "urgence")
            level = None if text is None else block.chosen("urgence", text, node.line, LEVELS)
            if level:
                read.append(Urgency(level))
            continue
        inner = Block(node, block.found, "« urgence »", required=("niveau",), optional=("si",))
        level = inner.choice("niveau", LEVELS)
        when, refused = optional_condition(inner)
        if level and not refused:
            read.append(Urgency(level, when))
    return tuple(read)


def _deadlines(block: Block) -> tuple[Deadline, ...]:
    read = []
    for node in block.some("echeance"):
        mapping = as_mapping(node, "echeance", block.found)
        if mapping is None:
            continue
        inner = Block(
            mapping, block.found, "« echeance »", required=("dans", "depuis"),
            optional=("libelle", "si"),
        )  # fmt: skip
        within, since = span(inner, "dans"), inner.text("depuis")
        label = inner.text("libelle") or _DEFAULT_LABEL
        when, refused = optional_condition(inner)
        if within and since and not refused:
            read.append(Deadline(within, since, label, when, inner.line_of("depuis")))
    return tuple(read)


def _operator(block: Block) -> str | None:
    """Return the folder of an operator, written with - or _."""
    text = block.text("operateur")
    if text is None or is_operator(text.replace("_", "-")):
        return text
    block.found.add(
        "S07",
        block.line_of("operateur"),
        f"operateur : « {text[:80]} » n’est pas le nom du dossier d’un opérateur ; "
        "minuscules sans accent, chiffres et tirets",
    )
    return None


def _desk(id_: str, block: Block) -> Desk | None:
    node = block.block("referent")
    if node is None:
        return None
    inner = Block(
        node, block.found, "« referent »", optional=("et_appeler",),
        judged=("file", "reponse_sous"),
    )  # fmt: skip
    inbox, within = inner.text("file"), span(inner, "reponse_sous")
    if not {"file", "reponse_sous"} <= inner.values.keys():
        block.found.add(
            "I05",
            block.key_line("referent"),
            f"issue « {id_[:80]} » : une issue « referent » doit donner la file "
            "et le délai de réponse",
        )
    call_too = inner.yes_or_no("et_appeler")
    if inbox is None or within is None:
        return None
    return Desk(inbox, within, call_too, inner.line_of("file"))


def _sources(block: Block) -> tuple[str, ...]:
    """Return the sources: texts, or `{titre, adresse}` as in sheets, the address kept."""
    read = []
    for node in block.some("sources"):
        if isinstance(node, Mapping):
            inner = Block(
                node, block.found, "une source", required=("adresse",),
                optional=("titre", "consulte_le"),
            )  # fmt: skip
            text = inner.url("adresse")
        else:
            text = block.text_of(node, "sources")
        if text:
            read.append(text)
    return tuple(read)
