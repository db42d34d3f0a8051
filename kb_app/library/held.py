"""Fresh trees held to every rule, and fresh sheets to the trees that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from kb_app.knowledge.content.kinds import cases_path, id_of
from kb_app.knowledge.content.markdown import outline
from kb_app.knowledge.content.model import (
    Document,
    DocumentToBring,
    Level,
    Operator,
    Problem,
    Sheet,
    has_errors,
)
from kb_app.knowledge.rendering.headings import slug
from kb_app.knowledge.triage.assembling.assemble import Assembled, assemble
from kb_app.knowledge.triage.cases.check import check_cases
from kb_app.knowledge.triage.cases.model import CasesFile
from kb_app.knowledge.triage.checking.check import check
from kb_app.knowledge.triage.checking.library import check_library, sheet_problems
from kb_app.knowledge.triage.checking.vocabulary import check_vocabulary
from kb_app.knowledge.triage.cited import places_cited
from kb_app.knowledge.triage.model import Tree, TreeFile
from kb_app.library.trees import may_concern, tree_files

Documents = Mapping[str, Document | None]

_MOST_TOLD = 5

_UNCOVERED = ("E02", "E03")


def not_holding(fresh: Documents, standing: Documents, day: date) -> list[Problem]:
    """Return what is wrong with the fresh trees, cases and sheets beside all others.

    Trees: every rule of a tree that walks, of its vocabulary and of the sheets it leads to, and
    its cases; a sheet that is only overdue is told (L02, a warning) and refuses nothing, or an
    urgent correction would wait for it. Sheets: one that trees lead to is not withdrawn, nor does
    it lose a heading they lead to, unless their new text is among the fresh ones (L02, L03); they
    are named when it says something else (L04). Everything is at paths of `fresh`.
    """
    held = {**standing, **fresh}
    files = tree_files(held.values())
    return [*_of_trees(fresh, standing, files, day), *_of_sheets(fresh, standing, files)]


# ---------------------------------------------------------------- trees


def _of_trees(
    fresh: Documents, standing: Documents, files: Mapping[str, TreeFile], day: date
) -> Iterator[Problem]:
    held = {**standing, **fresh}
    if not any(isinstance(each, TreeFile | CasesFile) for each in fresh.values()):
        return
    standing_files = tree_files(standing.values())
    for file in files.values():
        if not (may_concern(file, fresh) or fresh.get(cases_path(file.id))):
            continue
        assembled = _assembled(file, files, held)
        if assembled is None or assembled.tree is None:
            continue
        parts = (file, *assembled.tree.subtrees)
        mine = [each.path for each in parts if each.path in fresh]
        mine = mine or [path for path in (cases_path(file.id),) if fresh.get(path)]
        if not mine:
            continue
        found = _found(assembled, held, day)
        if any(p.level is Level.ERROR and _may_be_old(p, fresh) for p in found):
            before = _assembled(standing_files.get(file.id), standing_files, standing)
            old = _found(before, standing, day) if before else set()
            has_cases = standing.get(cases_path(file.id)) is not None
            found = {_lessened(each, old, has_cases) for each in found}
        yield from _told_here(found, file.id, fresh, mine[0])


def _may_be_old(problem: Problem, fresh: Documents) -> bool:
    return problem.path not in fresh or problem.code in _UNCOVERED


def _lessened(problem: Problem, old: set[Problem], has_cases: bool) -> Problem:
    """Return the problem, as advice when it is not the fault of what comes now.

    It was there before; or it says what cases do not cover, where there were none at all.
    """
    said = {(each.code, each.message) for each in old}
    first = problem.code in _UNCOVERED and not has_cases
    was_there = (problem.code, problem.message) in said and problem.level is Level.ERROR
    return replace(problem, level=Level.WARNING) if first or was_there else problem


def _assembled(
    file: TreeFile | None, files: Mapping[str, TreeFile], held: Documents
) -> Assembled | None:
    """Return a tree with its sub-trees, None when there is none, or it does not hold together."""
    if file is None or file.is_subtree:
        return None
    damaged = [id_of(path) for path, each in held.items() if each is None]
    assembled = assemble(file, files, damaged)
    return None if has_errors(assembled.problems) else assembled


def _found(assembled: Assembled, held: Documents, day: date) -> set[Problem]:
    tree = assembled.tree
    if tree is None:
        return set()
    cases = held.get(cases_path(tree.id))
    played = check_cases(tree, cases, day).problems if isinstance(cases, CasesFile) else ()
    return {*_walked(assembled, tree, held, day), *played}


def _walked(assembled: Assembled, tree: Tree, held: Documents, day: date) -> Iterator[Problem]:
    cards = [each for each in held.values() if isinstance(each, Operator)]
    acronyms = [word for card in cards for word in card.acronym.split()]
    lists = [each for each in held.values() if isinstance(each, tuple)]
    documents = {e.id for each in lists for e in each if isinstance(e, DocumentToBring)}
    inboxes = {card.slug: frozenset(inbox.id for inbox in card.inboxes) for card in cards}
    unsound = assembled.unsound
    yield from check(tree, unsound=unsound, acronyms=acronyms)
    yield from check_vocabulary(tree, documents or None, inboxes or None, unsound=unsound)
    sheets = {
        id_of(path): each if isinstance(each, Sheet) else None
        for path, each in held.items()
        if path.endswith(".md")
    }
    if sheets:
        yield from (each for each in check_library(tree, sheets, day) if each.code != "L02")
        yield from _out_of_force(tree, sheets, day)


def _out_of_force(tree: Tree, sheets: Mapping[str, Sheet | None], day: date) -> Iterator[Problem]:
    for id, problems in sheet_problems(tree, sheets, day):
        sheet = sheets.get(id)
        overdue = sheet is not None and sheet.withdrawal is None
        for problem in problems:
            if problem.code == "L02":
                yield replace(problem, level=Level.WARNING) if overdue else problem


def _told_here(problems: set[Problem], tree: str, fresh: Documents, path: str) -> Iterator[Problem]:
    """Tell what is in the fresh files there; of others, only the errors they now have."""
    for problem in sorted(problems):
        if problem.path in fresh:
            yield problem
        elif problem.level is Level.ERROR:
            place = f"{tree}, ligne {problem.line}\u00a0: {problem.message}"
            yield replace(problem, path=path, line=1, message=place)


# ---------------------------------------------------------------- sheets


def _of_sheets(
    fresh: Documents, standing: Documents, files: Mapping[str, TreeFile]
) -> Iterator[Problem]:
    sheets = {path: each for path, each in fresh.items() if isinstance(each, Sheet)}
    if not sheets:
        return
    leading: dict[str, dict[str, set[str]]] = {}
    for file in files.values():
        for id, heading in places_cited(file):
            leading.setdefault(id, {}).setdefault(file.id, set()).add(heading)
    for path, sheet in sheets.items():
        if trees := leading.get(id_of(path)):
            yield from _of_sheet(path, sheet, trees, standing.get(path), fresh, files)


def _of_sheet(
    path: str,
    sheet: Sheet,
    trees: Mapping[str, set[str]],
    before: Document | None,
    fresh: Documents,
    files: Mapping[str, TreeFile],
) -> Iterator[Problem]:
    named = ", ".join(f"« {files[id].title} »" for id in list(trees)[:_MOST_TOLD])
    if sheet.withdrawal is not None:
        message = (
            f"des arbres mènent à cette fiche ({named}) ; publiez leur nouveau texte d’abord, "
            "ou avec elle"
        )
        yield Problem(path, 1, "L02", message, Level.ERROR)
        return
    there = {slug(heading.text) for heading in outline(sheet.body).headings}
    for id, headings in trees.items():
        for heading in sorted(headings - {""}):
            if slug(heading) not in there:
                message = (
                    f"l’arbre « {files[id].title} » mène au titre « {heading} », qui n’est plus là"
                )
                yield Problem(path, 1, "L03", message, Level.ERROR)
    others = [id for id in trees if files[id].path not in fresh]
    if others and isinstance(before, Sheet) and read_by_agents(before) != read_by_agents(sheet):
        message = f"des arbres s’appuient sur cette fiche ; relisez-les : {named}"
        yield Problem(path, 1, "L04", message, Level.WARNING)


def read_by_agents(sheet: Sheet) -> tuple[object, ...]:
    """Return all that agents read of a sheet, dates of review apart: what trees rest on."""
    return (
        sheet.title, sheet.summary, sheet.ending, sheet.criterion, sheet.audience, sheet.documents,
        sheet.online, sheet.phone, sheet.delay, sheet.cost, sheet.body,
    )  # fmt: skip
