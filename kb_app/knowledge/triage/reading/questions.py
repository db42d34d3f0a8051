"""One question's block to a `Question`, or to the `Call` of a sub-tree."""

from __future__ import annotations

from dataclasses import replace

from kb_app.knowledge.content.fields import as_mapping
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Scalar
from kb_app.knowledge.triage.model import Call, Question, QuestionType, Rule
from kb_app.knowledge.triage.reading.blocks import Block
from kb_app.knowledge.triage.reading.conditions import optional_condition, wordings
from kb_app.knowledge.triage.reading.frame import Frame, check_id, moment, number, sheet_of
from kb_app.knowledge.triage.reading.options import check_options, read_options
from kb_app.knowledge.triage.terms import UNKNOWN

FORBIDDEN = "interdit"
"""What `ne_sait_pas` says when it is no answer."""

COMMON_KEYS = ("type", "demander", "aide", "fiche", "vide", "puis", "ne_sait_pas")

KEYS_BY_TYPE = {
    QuestionType.CHOICE: ("reponses",),
    QuestionType.YES_NO: ("reponses",),
    QuestionType.MULTIPLE: ("reponses",),
    QuestionType.STEP: ("reponses",),
    QuestionType.NUMBER: ("unite", "min", "max"),
    QuestionType.AMOUNT: ("unite", "min", "max"),
    QuestionType.DATE: ("apres", "avant"),
    QuestionType.POSTCODE: (),
    QuestionType.SHORT_TEXT: (),
}
"""The keys of a question besides the common ones."""

CALL_KEYS = ("sous_arbre", "avec", "sorties")

_EVERY_KEY = tuple(dict.fromkeys(key for keys in KEYS_BY_TYPE.values() for key in keys))

QUESTION_KEYS = (*COMMON_KEYS, *CALL_KEYS, *_EVERY_KEY)


def question(entry: Entry, frame: Frame) -> Question | Call:
    """Read one question; what is refused is left out of it, so that its id is still known."""
    id_, line = entry.key.text, entry.key.line
    check_id(id_, line, frame.found)
    node = as_mapping(entry.value, id_[:80], frame.found)
    if node is None:
        return Question(id_, QuestionType.CHOICE, (), line=line, path=frame.found.path)
    node = Mapping(node.entries, line)
    if {each.key.text for each in node.entries} & set(CALL_KEYS):
        return _call(id_, line, node, frame)
    return _question(id_, line, node, frame)


def _call(id_: str, line: int, node: Mapping, frame: Frame) -> Call:
    found = frame.found
    block = Block(
        node, found, f"le sous-arbre « {id_[:80]} »", required=("sous_arbre",),
        optional=("avec", "sorties"),
    )  # fmt: skip
    parameters, exits, lines = {}, {}, {}
    for key, value in _texts(block, "avec"):
        parameters[key.text] = value[0]
    for key, (text, target_line) in _texts(block, "sorties"):
        lines[key.text] = key.line
        target = frame.known_target(
            text, target_line, f"question « {id_[:80]} », sortie « {key.text[:80]} »"
        )
        exits[key.text] = target
    return Call(id_, block.text("sous_arbre") or "", parameters, exits, line, lines)


def _texts(block: Block, key: str) -> list[tuple[Scalar, tuple[str, int]]]:
    """Return the lines of a block of texts, those refused left out."""
    node = block.block(key)
    read = []
    for entry in node.entries if node else ():
        text = block.text_of(entry.value, entry.key.text[:80])
        if text is not None:
            read.append((entry.key, (text, entry.value.line)))
    return read


def _question(id_: str, line: int, node: Mapping, frame: Frame) -> Question:
    block = Block(
        node, frame.found, f"la question « {id_[:80]} »", required=("demander",),
        optional=("type", "aide", "fiche", "vide", "puis", *_EVERY_KEY), judged=("ne_sait_pas",),
    )  # fmt: skip
    type_ = _type(id_, block)
    kind = type_ or QuestionType.CHOICE
    sheet = block.text("fiche")
    low, high = number(block, "min"), number(block, "max")
    if low is not None and high is not None and low > high:
        message = f"max : {high} est plus petit que « min » ({low}) ; corrigez l’un des deux"
        frame.found.add("S07", block.line_of("max"), message)
    options, told = read_options(id_, kind, block, frame)
    rules = _rules(id_, block, frame)
    if type_:
        check_options(id_, kind, options, block)
    return Question(
        id=id_,
        type=kind,
        prompts=wordings(block, "demander", whole=True),
        help=block.text("aide"),
        sheet=sheet_of(sheet, block.line_of("fiche"), frame.found) if sheet else None,
        unit=block.text("unite"),
        minimum=low,
        maximum=high,
        after=moment(block, "apres"),
        before=moment(block, "avant"),
        may_be_empty=block.choice("vide", ("permis",)) is not None,
        options=tuple(replace(option, target=option.target or None) for option in options),
        rules=tuple(rule for rule in rules if rule.target),
        unknown=_unknown(id_, kind, block, frame, told=told),
        line=line,
        path=frame.found.path,
    )


def _type(id_: str, block: Block) -> QuestionType | None:
    """Return the type, None when it is not one, or is missing where it is needed."""
    text = block.text("type")
    if text in [each.value for each in QuestionType]:
        return _fitting(QuestionType(text), block)
    if text is not None:
        block.found.add(
            "S05",
            block.line_of("type"),
            f"question « {id_[:80]} » : type « {text[:80]} » inconnu "
            f"({', '.join(each.value for each in QuestionType)})",
        )
    elif "type" not in block.values:
        return _fitting(QuestionType.CHOICE, block)
    return None


def _fitting(type_: QuestionType, block: Block) -> QuestionType | None:
    """Return the type when it has all the keys given; which is wrong is for the author to say."""
    others = [key for key in _EVERY_KEY if key in block.values and key not in KEYS_BY_TYPE[type_]]
    if not others:
        return type_
    if _holds_two(block):
        return None
    shown = ", ".join(f"« {key} »" for key in others)
    block.found.add(
        "Y04",
        block.key_line("type" if "type" in block.values and others[1:] else others[0]),
        f"une question de type « {type_} » n’a pas de {shown} ; "
        "corrigez le type, ou retirez ce qui est de trop",
    )
    return None


def _holds_two(block: Block) -> bool:
    """Tell whether a key was written twice: the line that opens the next question is gone."""
    last = max(block.key_lines.values())
    return any(
        problem.code == "Y02" and block.line < problem.line <= last
        for problem in block.found.problems
    )


def _rules(id_: str, block: Block, frame: Frame) -> tuple[Rule, ...]:
    found = frame.found
    rules: list[Rule] = []
    for item in block.items("puis"):
        node = as_mapping(item, "puis", found)
        if node is None:
            continue
        if rules and rules[-1].condition is None:
            found.add(
                "R07",
                item.line,
                f"question « {id_[:80]} » : les règles placées après « sinon » "
                "ne seront jamais lues",
            )
            break
        rule = _rule(id_, node, frame)
        if rule is not None:
            rules.append(rule)
    return tuple(rules)


def _rule(id_: str, node: Mapping, frame: Frame) -> Rule | None:
    name = f"une règle de « {id_[:80]} »"
    if any(entry.key.text == "sinon" for entry in node.entries):
        block = Block(node, frame.found, name, required=("sinon",))
        target = frame.target(block, "sinon", f"question « {id_[:80]} », « sinon »")
        return Rule(None, target or "", node.line)  # Wrong, it still ends the list.
    block = Block(node, frame.found, name, required=("si", "va"))
    target = frame.target(block, "va", f"question « {id_[:80]} », règle de la ligne {node.line}")
    when = optional_condition(block)[0]
    return Rule(when, target, node.line) if target and when else None


def _unknown(
    id_: str, type_: QuestionType, block: Block, frame: Frame, *, told: bool
) -> str | None:
    text = block.text(UNKNOWN)
    if text == FORBIDDEN:
        return None
    if text is not None:
        line = block.line_of(UNKNOWN)
        return frame.known_target(text, line, f"question « {id_[:80]} », « {UNKNOWN} »") or None
    if type_ is not QuestionType.STEP and not told and UNKNOWN not in block.values:
        block.found.add(
            "R12",
            block.line,
            f"question « {id_[:80]} » : dites ce qui se passe si la personne ne sait pas "
            "(ne_sait_pas: …, ou « interdit »)",
        )
    return None
