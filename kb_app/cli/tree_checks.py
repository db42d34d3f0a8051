"""Trees held to every rule that their files, and the folder they stand in, can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kb_app.cli.progress import late_progress
from kb_app.cli.tree_files import OpenedTree, TreeFiles, cases_of, read_cases, read_text
from kb_app.knowledge.content import yaml_nodes
from kb_app.knowledge.content.kinds import id_of, kind_of
from kb_app.knowledge.content.model import Kind, Problem, Sheet
from kb_app.knowledge.content.read import MOST_VOCABULARY_BYTES, read
from kb_app.knowledge.content.yaml_reader import load
from kb_app.knowledge.triage.cases.check import CasesReport, check_cases
from kb_app.knowledge.triage.checking.check import check
from kb_app.knowledge.triage.checking.library import check_library
from kb_app.knowledge.triage.checking.vocabulary import check_vocabulary
from kb_app.knowledge.triage.rules import findings


def check_trees(files: TreeFiles, paths: Sequence[Path], today: date) -> list[Problem]:
    """Return what is wrong with trees, each thing once, by file and line."""
    shelves: dict[Path, Shelf] = {}
    found: set[Problem] = set()
    with late_progress(len(paths), "Arbres") as step:
        for path in paths:
            opened = files.open(path)
            found.update(opened.problems)
            if opened.tree is not None:
                root = opened.root
                shelf = shelves.setdefault(root.absolute(), Shelf(root)) if root else None
                found.update(_checked(opened, shelf, today))
            step(1)
    return sorted(found)


def _checked(opened: OpenedTree, shelf: Shelf | None, today: date) -> Iterator[Problem]:
    tree, unsound = opened.tree, opened.unsound
    assert tree is not None
    acronyms = shelf.acronyms if shelf else ()
    yield from check(tree, unsound=unsound, acronyms=acronyms)
    if shelf is None:
        return
    yield from check_vocabulary(tree, shelf.documents, shelf.inboxes, unsound=unsound)
    if shelf.sheets:
        yield from check_library(tree, shelf.sheets, today)


@dataclass(frozen=True, slots=True)
class PlayedCases:
    """The cases of one tree, or why they were not played."""

    file: Path
    report: CasesReport | None
    problems: tuple[Problem, ...]


def play_cases(
    files: TreeFiles, paths: Sequence[Path], today: date, *, strict: bool = False
) -> list[PlayedCases]:
    """Play the cases of each tree that has some; not those of a tree that is refused."""
    with_cases = [(tree, cases_of(tree)) for tree in paths if cases_of(tree).is_file()]
    found = []
    with late_progress(len(with_cases), "Cas") as step:
        for tree_file, cases_file in with_cases:
            opened, cases = files.open(tree_file), read_cases(cases_file)
            report = None
            if opened.tree is not None and not opened.refused and cases.file is not None:
                report = check_cases(opened.tree, cases.file, today, strict=strict)
            told = report.problems if report else ()
            found.append(PlayedCases(cases_file, report, (*cases.problems, *told)))
            step(1)
    return found


def check_cases_of(files: TreeFiles, paths: Sequence[Path], today: date) -> list[Problem]:
    """Return what is wrong with the cases of these trees, by file and line."""
    return sorted({p for each in play_cases(files, paths, today) for p in each.problems})


class Shelf:
    """What stands beside trees in their folder; each part is None or empty when it is not there.

    Only what trees cite is looked at: whether these documents are right is for `kb check`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def documents(self) -> frozenset[str] | None:
        block = _block(self.root / "vocabulary" / "documents.yaml")
        return None if block is None else frozenset(_keys(block)) - {"version"}

    @cached_property
    def inboxes(self) -> Mapping[str, frozenset[str]] | None:
        cards = self._cards
        return {slug: frozenset(_ids(card, "files")) for slug, card in cards.items()} or None

    @cached_property
    def acronyms(self) -> frozenset[str]:
        return frozenset(id for card in self._cards.values() for id in _ids(card, "sigle"))

    @cached_property
    def sheets(self) -> Mapping[str, Sheet | None]:
        """The sheets by id, each read when it is asked for."""
        operators = self.root / "operators"
        paths = (file.relative_to(self.root).as_posix() for file in operators.glob("*/*.md"))
        return _Sheets(self.root, [path for path in paths if kind_of(path) is Kind.SHEET])

    @cached_property
    def _cards(self) -> dict[str, yaml_nodes.Mapping]:
        cards = sorted((self.root / "operators").glob("*/operator.yaml"))
        read = ((file.parent.name, _block(file)) for file in cards)
        return {slug: card for slug, card in read if card is not None}


class _Sheets(Mapping[str, Sheet | None]):
    def __init__(self, root: Path, paths: Sequence[str]) -> None:
        self._root = root
        self._paths = {id_of(path): path for path in sorted(paths)}
        self._read: dict[str, Sheet | None] = {}

    def __getitem__(self, id: str) -> Sheet | None:
        if id not in self._read:
            path = self._paths[id]
            text = read_text(self._root / path)
            document = None if isinstance(text, Problem) else read(path, text, False).document
            self._read[id] = document if isinstance(document, Sheet) else None
        return self._read[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _block(file: Path) -> yaml_nodes.Mapping | None:
    """Return a YAML file's block, None when there is none to read."""
    text = read_text(file) if file.is_file() else ""
    if isinstance(text, Problem) or not text:
        return None
    node = load(text.replace("\r\n", "\n"), findings(""), most_bytes=MOST_VOCABULARY_BYTES)
    return node if isinstance(node, yaml_nodes.Mapping) else None


def _keys(block: yaml_nodes.Mapping) -> Iterator[str]:
    return (entry.key.text for entry in block.entries)


def _ids(block: yaml_nodes.Mapping, key: str) -> Iterator[str]:
    """Yield what a key names: the keys of its block, the texts of its list, or its one text."""
    for entry in block.entries:
        if entry.key.text != key:
            continue
        match entry.value:
            case yaml_nodes.Mapping():
                yield from _keys(entry.value)
            case yaml_nodes.Sequence(items):
                yield from (item.text for item in items if isinstance(item, yaml_nodes.Scalar))
            case yaml_nodes.Scalar(text):
                yield text
