"""Hold a tree to the version published before: visits under way must find their answers."""

from __future__ import annotations

from collections.abc import Iterator

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.search.analysis import terms
from kb_app.knowledge.triage.checking.report import Report
from kb_app.knowledge.triage.migrate import rename, renaming_of
from kb_app.knowledge.triage.model import Option, Question, Tree

_NEGATIONS = frozenset({"non", "pas", "sans", "jamais", "aucun", "aucune", "ni"})


def check_against_published(
    previous: Tree, current: Tree, open_visits: int | None
) -> tuple[Problem, ...]:
    """Return V01 and V02, by file and line, once `renommages` has been applied.

    `open_visits` is None where visits cannot be counted.

    A question that is gone is told once, not for each of its answers.
    """
    report = Report(current)
    for question in previous.questions.values():
        name = next(iter(rename({question.id: "?"}, renaming_of(current))), None)
        if name is None:
            continue  # Its author says that it is gone.
        now = current.questions.get(name)
        if now is None:
            report.add(
                "V01",
                _line(current),
                f"la question « {question.id} » était publiée et a disparu ; ajoutez-la dans "
                f"« renommages » {_visits(open_visits)}",
            )
            continue
        for option, kept in _options(current, question, now):
            _check_option(report, question, now, option, kept, open_visits)
    return tuple(sorted(report.problems))


def _options(
    current: Tree, before: Question, now: Question
) -> Iterator[tuple[Option, Option | None]]:
    """Yield each published option with the one it has become, those said to be removed left out."""
    options = {option.id: option for option in now.options}
    for option in before.options:
        renamed = rename({before.id: option.id}, renaming_of(current))
        for id in renamed.values():
            yield option, options.get(str(id))


def _check_option(
    report: Report,
    before: Question,
    now: Question,
    option: Option,
    kept: Option | None,
    open_visits: int | None,
) -> None:
    path = report.path_of(now)
    if kept is None:
        report.add(
            "V01",
            now.line,
            f"la réponse « {option.id} » de « {report.name_of(now)} » était publiée et a disparu ; "
            f"ajoutez-la dans « renommages » {_visits(open_visits)}",
            path,
        )
    elif kept.id == option.id and means_otherwise(option.text, kept.text):
        report.add(
            "V02",
            kept.line or now.line,
            f"« {report.name_of(now)}.{option.id} » garde le même identifiant mais son texte a "
            f"changé de sens (« {option.text} » → « {kept.text} ») ; prenez un nouvel identifiant",
            path,
        )


def means_otherwise(before: str, after: str) -> bool:
    """Guess whether a text means something else: a negation more or less, or few words in common.

    Spelling, order and small words do not count: words are compared by their stems.
    """
    if _negations(before) != _negations(after):
        return True
    old, new = set(terms(before)), set(terms(after))
    return bool(old and new) and 3 * len(old & new) < len(old | new)


def _negations(text: str) -> bool:
    words = text.casefold().replace("’", " ").replace("'", " ").replace(",", " ").split()
    return bool(_NEGATIONS & set(words))


def _line(tree: Tree) -> int:
    lines = tree.file.lines
    return lines.get("renommages", lines.get("questions", 1))


def _visits(number: int | None) -> str:
    if number is None:
        return "de cet arbre"
    return f"({number} visite{'s' if number > 1 else ''} en cours)"
