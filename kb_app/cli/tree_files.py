"""Trees read from files, each with the sub-trees it calls, wherever those stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.kinds import kind_of, tree_path
from kb_app.knowledge.content.model import Kind, Problem, has_errors
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.cases.parse import CasesReading, parse_cases
from kb_app.knowledge.triage.model import Call, Tree, TreeFile
from kb_app.knowledge.triage.reading.parse import TreeReading, parse
from kb_app.library import files
from kb_app.library.files import root_of

CASES = ".cases.yaml"


@dataclass(frozen=True, slots=True)
class OpenedTree:
    """A tree or a sub-tree, put together with those it calls."""

    file: Path
    root: Path | None
    """The folder that holds its `operators/`, None when it stands in none."""
    tree: Tree | None
    problems: tuple[Problem, ...]
    """Of its file and of its sub-trees': how they are written, and what they cite."""
    unsound: frozenset[str]
    """See `Assembled.unsound`."""

    @property
    def refused(self) -> bool:
        return has_errors(self.problems)


class TreeFiles:
    """Reads trees; each file once. `shipped` gives the folder to look in when all else fails."""

    def __init__(self, shipped: Callable[[], Path]) -> None:
        self._shipped = shipped
        self._readings: dict[Path, TreeReading] = {}

    def open(self, file: Path) -> OpenedTree:
        """Read the tree, then its sub-trees, then put them together."""
        reading, root = self._read(file), _root(file)
        problems = list(reading.problems)
        if reading.file is None:
            return OpenedTree(file, root, None, reading.problems, frozenset())
        others: dict[str, TreeFile] = {}
        damaged: set[str] = set()
        waiting = [reading.file]
        while waiting:
            for id in _calls(waiting.pop()):
                found = None if id in others or id in damaged else self._subtree(id, file, root)
                if found is None:
                    continue
                problems += found.problems
                if found.file is None:
                    damaged.add(id)
                else:
                    others[id] = found.file
                    waiting.append(found.file)
        assembled = assemble(reading.file, others, damaged)
        problems += assembled.problems
        return OpenedTree(
            file, root, assembled.tree, tuple(sorted(set(problems))), assembled.unsound
        )

    def _subtree(self, id: str, host: Path, root: Path | None) -> TreeReading | None:
        place = tree_path(id)
        # What an author wrote never leads out of the folders looked in.
        if kind_of(place) is not Kind.TREE:
            return None
        beside = host.parent
        slug = id.rsplit("/", 1)[-1]
        near = [root / place] if root else []
        near += [beside / f"{slug}.yaml", beside / f"{id}.yaml", beside / place]
        for file in near:
            if file.is_file() and file.absolute() != host.absolute():
                return self._read(file)
        shipped = self._shipped() / place
        return self._read(shipped) if shipped.is_file() else None

    def _read(self, file: Path) -> TreeReading:
        whole = file.absolute()
        if whole not in self._readings:
            text = read_text(file)
            if isinstance(text, Problem):
                self._readings[whole] = TreeReading(None, (text,))
            else:
                # Problems name the file as it was given; its operator can be read in that too.
                self._readings[whole] = parse(file.as_posix(), text)
        return self._readings[whole]


def read_cases(file: Path) -> CasesReading:
    text = read_text(file)
    if isinstance(text, Problem):
        return CasesReading(None, (text,))
    return parse_cases(file.as_posix(), text)


def trees_in(path: Path) -> Iterator[Path]:
    """Yield the tree files of a folder, sub-trees included, or the one file that is named.

    The name of a file of cases stands for its tree.
    """
    if path.is_file():
        yield tree_of(path) if path.name.endswith(CASES) else path
        return
    for file in sorted(path.rglob("*.yaml")):
        is_hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if not is_hidden and file.parent.name == "trees" and not file.name.endswith(CASES):
            yield file


def cases_of(tree: Path) -> Path:
    return tree.with_name(tree.name.removesuffix(".yaml") + CASES)


def tree_of(cases: Path) -> Path:
    return cases.with_name(cases.name.removesuffix(CASES) + ".yaml")


def read_text(file: Path) -> str | Problem:
    """Return a file's text, or why it has none."""
    try:
        return files.read_text(file)
    except InvalidInput as error:
        return Problem(str(file), 1, "D15", str(error))


def _calls(file: TreeFile) -> Iterator[str]:
    return (each.subtree for each in file.questions.values() if isinstance(each, Call))


def _root(file: Path) -> Path | None:
    root = root_of(file)
    return root if (root / "operators").is_dir() else None
