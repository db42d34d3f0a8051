"""The answers a question offers, as its block lists them."""

from __future__ import annotations

from kb_app.knowledge.content.fields import as_mapping
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Scalar
from kb_app.knowledge.triage.model import Option, QuestionType
from kb_app.knowledge.triage.reading.blocks import Block
from kb_app.knowledge.triage.reading.conditions import optional_condition
from kb_app.knowledge.triage.reading.frame import Frame, check_id
from kb_app.knowledge.triage.terms import UNKNOWN

OPTION_KEYS = ("texte", "definition", "va", "exclusif", "si")

FIXED_OPTIONS = {
    QuestionType.YES_NO: ("oui", "non"),
    QuestionType.STEP: ("fait", "impossible"),
}
"""The types whose two answers are always there."""

_WRITTEN = (QuestionType.CHOICE, QuestionType.MULTIPLE)
"""The types whose answers the author writes."""


def read_options(
    id_: str, type_: QuestionType, block: Block, frame: Frame
) -> tuple[tuple[Option, ...], bool]:
    """Return the options, and whether « ne sait pas » was mistaken for one of them.

    A target that is wrong, or of an answer whose block is, is empty: it has been told.
    """
    node = block.block("reponses")
    fixed = FIXED_OPTIONS.get(type_, ())
    options: list[Option] = []
    mistaken, misnamed = False, _is_refused(block)
    for entry in node.entries if node else ():
        if entry.key.text == UNKNOWN:
            mistaken = True
            frame.found.add(
                "S03",
                entry.key.line,
                f"« {UNKNOWN} » n’est pas une réponse de la liste ; "
                f"écrivez « {UNKNOWN}: » sous la question",
            )
        elif fixed and entry.key.text not in fixed:
            if misnamed:
                continue
            misnamed = True
            frame.found.add(
                "Y04",
                entry.key.line,
                f"la clé « {entry.key.text[:80]} » est inconnue ici ; "
                f"clés possibles : {', '.join(fixed)}",
            )
        else:
            options.append(_option(id_, entry, frame))
    given = {option.id for option in options}
    missing = [each for each in fixed if each not in given]
    options += [
        Option(each, _default_text(each), target="" if misnamed else None) for each in missing
    ]
    return tuple(options), mistaken


def _option(question_id: str, entry: Entry, frame: Frame) -> Option:
    id_, line, value = entry.key.text, entry.key.line, entry.value
    check_id(id_, line, frame.found)
    if isinstance(value, Scalar):
        return Option(id_, " ".join(value.text.split()) or _default_text(id_), line=line)
    node = as_mapping(value, id_[:80], frame.found)
    if node is None:
        return Option(id_, _default_text(id_), target="", line=line)
    block = Block(node, frame.found, f"la réponse « {id_[:80]} »", optional=OPTION_KEYS)
    where = f"question « {question_id[:80]} », réponse « {id_[:80]} »"
    return Option(
        id=id_,
        text=block.text("texte") or _default_text(id_),
        definition=block.text("definition"),
        target=frame.target(block, "va", where),
        exclusive=block.yes_or_no("exclusif"),
        condition=optional_condition(block)[0],
        line=line,
    )


def _default_text(id_: str) -> str:
    """Return what an option without text says: `perte_emploi` gives « Perte emploi »."""
    words = id_.replace("_", " ").strip()
    return words[:1].upper() + words[1:] or id_


def check_options(id_: str, type_: QuestionType, options: tuple[Option, ...], block: Block) -> None:
    """Hold a question to having answers, and to each leading somewhere."""
    if not options and type_ in _WRITTEN and not _is_refused(block):
        block.found.add(
            "Y06",
            block.line,
            f"il manque « reponses » (obligatoire dans la question « {id_[:80]} »)",
        )
    elif type_ is QuestionType.CHOICE and len(options) == 1:
        block.found.add(
            "S06",
            options[0].line,
            f"question « {id_[:80]} » : une seule réponse possible, ce n’est pas un choix",
        )
    if "puis" not in block.values:
        _check_continuations(id_, type_, options, block)


def _check_continuations(
    id_: str, type_: QuestionType, options: tuple[Option, ...], block: Block
) -> None:
    """Tell of the answers that lead nowhere, no rule following; where some do, visits tell."""
    stuck = [option for option in options if option.target is None]
    if not stuck and type_ in (*_WRITTEN, *FIXED_OPTIONS):
        return
    if len(stuck) == len(options):
        block.found.add(
            "R05",
            block.line,
            f"question « {id_[:80]} » : certaines réponses n’ont pas de suite ; ajoutez « puis »",
        )
        return
    for option in stuck:
        block.found.add(
            "R16",
            option.line or block.line,
            f"question « {id_[:80]} » : la réponse « {option.id[:80]} » ne mène nulle part",
        )


def _is_refused(block: Block) -> bool:
    node = block.values.get("reponses")
    return node is not None and not isinstance(node, Mapping)
