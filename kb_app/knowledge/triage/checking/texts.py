"""Texts that are hard to say, to hear, or to choose from."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import SequenceMatcher
from itertools import combinations

from kb_app.knowledge.content.markdown import Text
from kb_app.knowledge.content.prose import unexplained_acronyms
from kb_app.knowledge.search.analysis import fold
from kb_app.knowledge.triage.answers import options_shown
from kb_app.knowledge.triage.checking.report import Report
from kb_app.knowledge.triage.exploring.explore import Exploration
from kb_app.knowledge.triage.model import Question, Wording

LONGEST_PROMPT = 120
"""Characters one can say in a breath."""

MOST_OPTIONS = 7

# Words that two answers may differ by and still be taken for each other.
_WEAK = frozenset({
    "a", "ai", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "d", "de", "des", "du",
    "elle", "elles", "en", "est", "et", "etre", "il", "ils", "j", "je", "l", "la", "le", "les",
    "leur", "leurs", "ma", "mes", "mon", "n", "on", "ou", "par", "pour", "qu", "que", "qui", "s",
    "sa", "se", "ses", "son", "sont", "un", "une", "vos", "votre", "vous", "y",
})  # fmt: skip
_WORDS = re.compile(r"[a-z0-9]+")
_NEAR = 0.8
_LONG_WORD = 5
_PREFIXES = ("im", "in", "ir", "il", "non", "de", "re", "mal")

_NEGATION = r"\b(?:ne|n’|n')[^.?!;:]{1,60}?\b(?:pas|plus|jamais|rien|aucune?)\b"
_DOUBLE_NEGATION = re.compile(
    rf"{_NEGATION}[^.?!;:]{{0,80}}?(?:\bsans\b|(?<!ou )\bnon\b(?! plus)"
    rf"|\bqu(?:e|’|')[^.?!;:,]{{0,40}}?{_NEGATION})"
    rf"|\bsans\b[^.?!;:]{{0,40}}?{_NEGATION}"
    r"|\bpas\s+(?:impossible|inutile|inconnue?s?|incapables?|interdite?s?|insuffisante?s?)\b",
    re.IGNORECASE,
)


def check_texts(report: Report, exploration: Exploration, acronyms: Collection[str]) -> None:
    """T01 to T05, for each question."""
    for question in report.tree.questions.values():
        for prompt in question.prompts:
            _check_prompt(report, question, prompt, acronyms)
        _check_look_alikes(report, question)
    _check_number(report, exploration)


def _check_prompt(
    report: Report, question: Question, prompt: Wording, acronyms: Collection[str]
) -> None:
    line = prompt.line or question.line
    if len(prompt.text) > LONGEST_PROMPT:
        report.of_question(
            "T01",
            question,
            f"{len(prompt.text)} caractères, plus de {LONGEST_PROMPT} ; "
            "difficile à dire à voix haute",
            line,
        )
    for acronym in sorted(unexplained_acronyms([Text(prompt.text, line)])):
        if acronym not in acronyms:
            report.of_question("T03", question, f"sigle « {acronym} » non expliqué", line)
    if _DOUBLE_NEGATION.search(prompt.text):
        report.of_question("T04", question, "double négation", line)


def _check_look_alikes(report: Report, question: Question) -> None:
    """T02: two answers an ear could take for each other, neither of them defined."""
    for one, other in combinations(question.options, 2):
        if one.definition or other.definition or not look_alike(one.text, other.text):
            continue
        report.of_question(
            "T02",
            question,
            f"deux réponses se ressemblent (« {one.text} », « {other.text} ») ; "
            "ajoutez une « definition »",
            other.line,
        )


def look_alike(one: str, other: str) -> bool:
    """Tell whether two answers say the same but for small words, or one word hardly changed."""
    a, b = _strong(one), _strong(other)
    only_a, only_b = a - b, b - a
    if not only_a and not only_b:
        return True
    if len(only_a) != 1 or len(only_b) != 1:
        return False
    return _near(only_a.pop(), only_b.pop())


def _strong(text: str) -> set[str]:
    words = set(_WORDS.findall(fold(text)))
    return words - _WEAK or words


def _near(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG_WORD or not (one + other).isalpha():
        return False
    short, long = sorted((one, other), key=len)
    if any(long == prefix + short for prefix in _PREFIXES):
        return False  # Opposites.
    return SequenceMatcher(None, one, other).ratio() >= _NEAR


def _check_number(report: Report, exploration: Exploration) -> None:
    """T05: more answers to read out at once than one remembers."""
    most: dict[str, int] = {}
    for stop in exploration.moves:
        question = report.tree.questions[stop.at]
        if len(question.options) > MOST_OPTIONS:
            shown = options_shown(report.tree, question, stop.facts, exploration.today)
            most[question.id] = max(len(shown), most.get(question.id, 0))
    for id, number in most.items():
        if number > MOST_OPTIONS:
            report.of_question(
                "T05",
                report.tree.questions[id],
                f"{number} réponses ; au-delà de {MOST_OPTIONS}, groupez ou ajoutez une recherche",
            )
