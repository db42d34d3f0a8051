"""What an outcome takes from the visit: what it sends, what its deadlines run from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from kb_app.knowledge.triage.assembling.citations import Citations
from kb_app.knowledge.triage.assembling.opened import Opened
from kb_app.knowledge.triage.facts import Sort
from kb_app.knowledge.triage.model import Deadline, Outcome, Question, QuestionType
from kb_app.knowledge.triage.terms import TODAY

FORBIDDEN_DATA = (
    "numéro de sécurité sociale", "numéro de sécu", "NIR", "mot de passe", "mots de passe",
    "code d’accès", "codes d’accès", "code secret", "code confidentiel", "IBAN", "RIB",
    "numéro de compte", "date de naissance", "numéro de carte bancaire",
)  # fmt: skip
"""What is never sent to an operator, as questions may name it."""

_SMALL_WORDS = frozenset({"de", "du", "des", "la", "le", "les", "l", "d"})
_TYPED = frozenset({
    QuestionType.NUMBER, QuestionType.AMOUNT, QuestionType.DATE, QuestionType.POSTCODE,
    QuestionType.SHORT_TEXT,
})  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")


def sent(outcome: Outcome, opened: Opened, citations: Citations) -> tuple[str, ...]:
    """Return the questions whose answers are sent, a sub-tree giving all of its own."""
    questions = opened.questions
    kept: list[str] = []
    for id_ in outcome.to_send:
        inside = opened.calls.get(id_, (id_,))
        if data := _forbidden(id_, outcome, questions):
            message = f"« {data[:80]} » est une donnée interdite de transmission"
            _tell(citations, "I13", outcome, id_, message)
        elif all(each in questions for each in inside):
            kept += inside
        elif not citations.is_forgiven(id_):
            hint = citations.once.found.closest(id_, sorted(questions))
            message = f"« {id_[:80]} » à transmettre n’est pas une question de l’arbre{hint}"
            _tell(citations, "I08", outcome, id_, message)
    return tuple(dict.fromkeys(kept))


def deadlines(outcome: Outcome, citations: Citations) -> tuple[Deadline, ...]:
    """Return the deadlines that run from a day that can be known."""
    kept = []
    for each in outcome.deadlines:
        sense = citations.senses.get(each.since)
        if each.since == TODAY or (sense and (sense.sort is Sort.DATE or not sense.is_trusted)):
            kept.append(each)
        elif sense or not citations.is_forgiven(each.since):
            known = sorted(citations.senses)
            why = (
                f" ({sense.called}), qui n’est pas une date"
                if sense
                else ", qui n’est pas une question de cet arbre"
                f"{citations.once.found.closest(each.since, known)}"
            )
            citations.once.add(
                "I11",
                each.since,
                each.line,
                f"issue « {outcome.id[:80]} » : l’échéance part de « {each.since[:80]} »{why}",
            )
    return tuple(kept)


def _forbidden(id_: str, outcome: Outcome, questions: Mapping[str, Question]) -> str:
    """Return the forbidden data that an id stands for, empty when it is none.

    Among questions, only those whose answer is typed can hold any; « oui » never does.
    """
    if id_ in outcome.not_to_send:
        return id_
    question = questions.get(id_)
    if question is None:
        return _named(id_)
    if question.type not in _TYPED:
        return ""
    if question.type is QuestionType.SHORT_TEXT:
        return id_
    return _named(id_) or next(filter(None, (_named(each.text) for each in question.prompts)), "")


def _named(text: str) -> str:
    words = _words(text)
    for name, sought in _SOUGHT.items():
        if any(words[n : n + len(sought)] == sought for n in range(len(words))):
            return name
    return ""


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.lower().replace("n°", "numero "))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return [word for word in _WORD.findall(plain) if word not in _SMALL_WORDS]


def _tell(citations: Citations, code: str, outcome: Outcome, id_: str, message: str) -> None:
    line = outcome.lines.get("transmettre", outcome.line)
    citations.once.add(
        code, f"{outcome.id} {id_}", line, f"issue « {outcome.id[:80]} » : {message}"
    )


_SOUGHT = {name: _words(name) for name in FORBIDDEN_DATA}
