"""Hold a tree to the library it stands in: the sheets it leads to, its reviews, its sub-trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from kb_app.knowledge.content.markdown import outline
from kb_app.knowledge.content.model import Problem, Sheet
from kb_app.knowledge.rendering.headings import slug
from kb_app.knowledge.triage.checking.report import Report
from kb_app.knowledge.triage.checking.vocabulary import closest
from kb_app.knowledge.triage.cited import sheets_cited
from kb_app.knowledge.triage.model import Tree, TreeFile
from kb_app.knowledge.triage.rules import RULES

Sheets = Mapping[str, Sheet | None]
"""Every sheet that exists, withdrawn ones too, by id, `cpam/carte-vitale`; None: it is damaged."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One place of a tree, or of a sub-tree of its, that leads to a sheet."""

    file: TreeFile
    sheet: str
    anchor: str
    """The heading it leads to, as the author wrote it; empty for the whole sheet."""
    line: int


def check_library(
    tree: Tree,
    sheets: Sheets,
    today: date,
    *,
    trees: Collection[Tree] = (),
    changed_on: Mapping[str, date] | None = None,
) -> tuple[Problem, ...]:
    """Return L01 to L04, A06, V03 and V04, by file and line.

    `trees` are all trees of the library, for A06 to list those that call the same sub-tree.
    `changed_on` gives the day each tree's and sub-tree's text last changed, by id: nothing else
    tells V03; without it, a sub-tree has changed when it says it holds from (`valide_du`).
    """
    report = Report(tree)
    for _, problems in sheet_problems(tree, sheets, today):
        report.problems |= problems
    changed = changed_on or {}
    for subtree in tree.subtrees:
        _check_subtree(report, subtree, changed.get(subtree.id, subtree.valid_from), trees)
    _check_reviews(report, changed.get(tree.id), today)
    return tuple(sorted(report.problems))


def sheet_problems(
    tree: Tree,
    sheets: Sheets,
    today: date,
    changed_on: Mapping[str, date] | None = None,
) -> Iterator[tuple[str, set[Problem]]]:
    """Yield L01 to L04 with the sheet each is about, by file of the tree.

    `changed_on` gives the day from which readers had a sheet's present text, by id; without it,
    a sheet has changed when it says it holds from.
    """
    places: dict[tuple[str, str], list[Cited]] = defaultdict(list)
    for cited in citations(tree):
        places[cited.file.path, cited.sheet].append(cited)
    for (_, sheet), together in places.items():
        report = Report(tree)
        _check_sheet(report, together, sheets, today, changed_on or {})
        yield sheet, report.problems


def unreached_sheets(trees: Iterable[Tree], sheets: Sheets) -> tuple[Problem, ...]:
    """Return L05 for each sheet in force that none of all these trees leads to."""
    reached = {sheet for tree in trees for sheet in sheets_cited(tree)}
    return tuple(
        Problem(sheet.path, 1, "L05", f"la fiche « {id} » n’est atteinte par aucun arbre", _ADVICE)
        for id, sheet in sorted(sheets.items())
        if sheet and sheet.withdrawal is None and id not in reached
    )


_ADVICE = RULES["L05"].level


def citations(tree: Tree) -> Iterator[Cited]:
    """Yield every place that leads to a sheet, in its own file."""
    files = {file.path: file for file in (*tree.subtrees, tree.file)}
    if tree.file.sheet:
        yield _cited(tree.file, tree.file.sheet, tree.file.lines.get("fiche", 1))
    for question in tree.questions.values():
        if question.sheet:
            file = files.get(question.path, tree.file)
            yield _cited(file, question.sheet, question.line)
    for outcome in tree.outcomes.values():
        for item in outcome.sheets:
            yield _cited(tree.file, item.id, item.line or outcome.line)


def _cited(file: TreeFile, text: str, line: int) -> Cited:
    sheet, _, anchor = text.partition("#")
    return Cited(file, sheet, anchor, line)


def _check_sheet(
    report: Report,
    places: list[Cited],
    sheets: Sheets,
    today: date,
    changed_on: Mapping[str, date],
) -> None:
    """Tell one thing of a sheet, at the first place that leads to it."""
    first = places[0]
    id, line, path = first.sheet, first.line, first.file.path
    if id not in sheets:
        message = f"la fiche « {id} » n’existe pas{closest(id, sheets)}"
        report.add("L01", line, message, path)
        return
    sheet = sheets[id]
    if sheet is None:
        return
    if since := _out_of_force(sheet, today):
        message = f"la fiche « {id} » est dépubliée ou périmée depuis le {_french(since)}"
        report.add("L02", line, message, path)
        return
    _check_anchors(report, places, sheet)
    reviewed, changed = first.file.reviewed_on, changed_on.get(id, sheet.valid_from)
    if reviewed and reviewed < changed <= today:
        report.add(
            "L04",
            line,
            f"la fiche « {id} » a changé le {_french(changed)} ; relisez "
            f"{_places(len(places))} de l’arbre qui s’appuie{'nt' if len(places) > 1 else ''} "
            "dessus",
            path,
        )


def _places(number: int) -> str:
    return f"les {number} endroits" if number > 1 else "l’endroit"


def _out_of_force(sheet: Sheet, today: date) -> date | None:
    """Return the day since which the sheet is withdrawn, or overdue for review."""
    if sheet.withdrawal:
        return sheet.valid_from
    return sheet.review_before if sheet.review_before <= today else None


def _check_anchors(report: Report, places: list[Cited], sheet: Sheet) -> None:
    if not any(cited.anchor for cited in places):
        return
    titles = {slug(heading.text) for heading in outline(sheet.body).headings}
    told = set()
    for cited in places:
        if cited.anchor and cited.anchor not in told and slug(unquote(cited.anchor)) not in titles:
            told.add(cited.anchor)
            message = f"la fiche « {cited.sheet} » n’a plus de titre « {cited.anchor} »"
            report.add("L03", cited.line, message, cited.file.path)


def _check_subtree(
    report: Report, subtree: TreeFile, changed: date | None, trees: Collection[Tree]
) -> None:
    """A06: the same sub-tree may have changed under several trees; each is told of all."""
    tree = report.tree
    if not _is_behind(tree, changed):
        return
    others = {each.id: each for each in (*trees, tree) if subtree.id in _ids(each.subtrees)}
    behind = sorted(id for id, each in others.items() if _is_behind(each, changed))
    line = next(
        (
            question.line
            for question in tree.file.questions.values()
            if getattr(question, "subtree", None) == subtree.id
        ),
        tree.file.lines.get("relu_le", 1),
    )
    report.add(
        "A06",
        line,
        f"le sous-arbre « {subtree.id} » a changé depuis votre relecture du "
        f"{_french(tree.file.reviewed_on)} ; arbres à relire : {', '.join(behind)}",
    )


def _is_behind(tree: Tree, changed: date | None) -> bool:
    reviewed = tree.file.reviewed_on
    return bool(changed and reviewed and reviewed < changed)


def _ids(files: Iterable[TreeFile]) -> set[str]:
    return {file.id for file in files}


def _check_reviews(report: Report, changed: date | None, today: date) -> None:
    file = report.tree.file
    if _is_behind(report.tree, changed):
        report.add(
            "V03",
            file.lines.get("relu_le", 1),
            "l’arbre a été modifié après la relecture de l’opérateur "
            f"({_french(file.reviewed_on)})",
        )
    if file.review_before and file.review_before <= today:
        report.add(
            "V04",
            file.lines.get("a_revoir_avant", 1),
            f"l’arbre était à revoir avant le {_french(file.review_before)}",
        )


def _french(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
