"""Trees of the library, their sub-trees unfolded: ready to walk, or why they are not."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock

from kb_app.knowledge.content.model import Document, Level, Problem, has_errors
from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.checking.revision import check_against_published
from kb_app.knowledge.triage.model import Call, Tree, TreeFile
from kb_app.library.model import Published, Version

MOST_KEPT = 512
"""Assembled trees kept by a process, versions that open visits are pinned to included."""

Find = Callable[[str], Published[TreeFile] | None]
"""Finds a tree's file by its id, `commun/compte-en-ligne`."""


@dataclass(frozen=True, slots=True)
class PublishedTree:
    """A tree that can be walked, or `tree` is None and `problems` say why."""

    tree: Tree | None
    problems: tuple[Problem, ...]
    version: Version
    """Of the tree's own file."""
    digest: str
    """SHA-256 of its text and of its sub-trees': changes when a visit could."""


def published_tree(host: Published[TreeFile], find: Find) -> PublishedTree:
    """Unfold a tree with the sub-trees that `find` gives; remembered by the texts' digests."""
    parts = _with_subtrees(host, find)
    versions = [part.version for part in parts.values()]
    digest = sha256("\n".join(v.text_sha256 for v in versions).encode()).hexdigest()
    with _lock:
        found = _kept.get(digest)
        if found:
            _kept.move_to_end(digest)
    if not found:
        others = {id: part.document for id, part in parts.items()}
        assembled = assemble(host.document, others)
        tree = None if has_errors(assembled.problems) else assembled.tree
        found = PublishedTree(tree, assembled.problems, host.version, digest)
        with _lock:
            _kept[digest] = found
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return replace(found, version=host.version)


def unfit(
    fresh: Mapping[str, Document | None], standing: Mapping[str, Document | None]
) -> list[Problem]:
    """Return what is wrong with the fresh trees once unfolded, at paths of `fresh` alone.

    A fresh sub-tree that no longer fits a standing tree is at fault, not that tree. A tree that
    follows a published one must have kept, renamed or removed by name all that it asked (V01, V02).
    """
    if not any(isinstance(document, TreeFile) for document in fresh.values()):
        return []
    published = tree_files(standing.values())
    files = published | tree_files(fresh.values())
    hosts = (file for file in files.values() if may_concern(file, fresh))
    return [problem for host in hosts for problem in _unfit(host, files, published, fresh)]


def may_concern(tree: TreeFile, fresh: Mapping[str, Document | None]) -> bool:
    """Tell at a glance whether fresh texts may change how a tree walks: its own, or a sub-tree's.

    False for a sub-tree: it is looked at in the trees that call it.
    """
    if tree.is_subtree or tree.path in fresh:
        return not tree.is_subtree
    if not any(isinstance(each, TreeFile) and each.is_subtree for each in fresh.values()):
        return False
    return any(isinstance(question, Call) for question in tree.questions.values())


def tree_files(documents: Iterable[Document | None]) -> dict[str, TreeFile]:
    """Return the trees and sub-trees among documents, by id."""
    return {each.id: each for each in documents if isinstance(each, TreeFile)}


def _unfit(
    host: TreeFile,
    files: Mapping[str, TreeFile],
    published: Mapping[str, TreeFile],
    fresh: Collection[str],
) -> list[Problem]:
    assembled = assemble(host, files)
    subtrees = assembled.tree.subtrees if assembled.tree else ()
    concerned = [path for path in (host.path, *(s.path for s in subtrees)) if path in fresh]
    if not concerned:
        return []
    found = [p for p in assembled.problems if p.level is Level.ERROR]
    before = assemble(published[host.id], published).tree if host.id in published else None
    if before and assembled.tree and not found:
        found += check_against_published(before, assembled.tree, None)
    return [
        problem
        if problem.path in fresh
        else replace(problem, path=concerned[0], line=1, message=f"{host.id} : {problem.message}")
        for problem in found
    ]


def _with_subtrees(host: Published[TreeFile], find: Find) -> Mapping[str, Published[TreeFile]]:
    """Return the tree, then every sub-tree it comes to call, by id."""
    parts = {host.document.id: host}
    waiting = [host]
    while waiting:
        for question in waiting.pop().document.questions.values():
            if isinstance(question, Call) and question.subtree not in parts:
                part = find(question.subtree)
                if part and part.document.is_subtree:
                    parts[question.subtree] = part
                    waiting.append(part)
    return parts


_kept: OrderedDict[str, PublishedTree] = OrderedDict()
_lock = Lock()
