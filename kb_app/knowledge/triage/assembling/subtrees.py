"""The calls of sub-trees held to their contracts: they exist, exits and parameters match."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from kb_app.knowledge.content.model import Problem
from kb_app.knowledge.triage.model import Call, TreeFile
from kb_app.knowledge.triage.reading.once import Once
from kb_app.knowledge.triage.rules import findings

Callers = tuple[tuple[TreeFile, Call], ...]
"""The files open, outermost first, each with the call that led to the next."""


def called(
    call: Call,
    callers: Callers,
    others: Mapping[str, TreeFile],
    damaged: Collection[str],
    once: Once,
) -> TreeFile | None:
    """Return the sub-tree of a call; None when it cannot be opened there, told unless damaged.

    A circle is told by `circle`, which looks from every file alike.
    """
    if not call.subtree or call.subtree in damaged:
        return None
    subtree = others.get(call.subtree)
    what = f"le sous-arbre « {call.subtree[:80]} »"
    if subtree is None:
        known = sorted(id for id, each in others.items() if each.is_subtree)
        hint = once.found.closest(call.subtree, known)
        once.add("A01", call.subtree, call.line, f"{what} n’existe pas{hint}")
    elif not subtree.is_subtree:
        message = f"{what} n’existe pas : c’est un arbre, qui ne s’appelle pas"
        once.add("A01", call.subtree, call.line, message)
    elif not any(file.id == subtree.id for file, _ in callers):
        return subtree
    return None


def check_contract(call: Call, subtree: TreeFile, is_trusted: bool, once: Once) -> None:
    """Hold a call to the exits and parameters its sub-tree declares.

    What is missing from a call in which something was refused may be what was refused.
    """
    found, what = once.found, f"le sous-arbre « {call.subtree[:80]} »"
    for exit_, meant in _strays(call.exits, subtree.exits):
        hint = f" ; vouliez-vous dire « {meant} » ?" if meant else ""
        line = call.lines.get(exit_, call.line)
        found.add("A03", line, f"{what} n’a pas de sortie « {exit_[:80]} »{hint}")
    for name, meant in _strays(call.parameters, subtree.parameters):
        hint = f"vouliez-vous dire « {meant} » ?" if meant else "retirez-la"
        found.add("Y04", call.line, f"la clé « {name[:80]} » est inconnue ici ; {hint}")
    if not is_trusted:
        return
    for exit_ in _missing(call.exits, subtree.exits):
        message = f"{what} a une sortie « {exit_[:80]} » que vous ne traitez pas"
        found.add("A02", call.line, message)
    for name in _missing(call.parameters, subtree.parameters):
        found.add("A04", call.line, f"{what} attend le paramètre « {name[:80]} »")


def _strays(given: Iterable[str], expected: Collection[str]) -> list[tuple[str, str | None]]:
    """Return the names given that are not expected, each with the absent one it stands for."""
    given = tuple(given)
    absent = [each for each in expected if each not in given]
    strays: list[tuple[str, str | None]] = []
    for stray in (each for each in given if each not in expected):
        near = get_close_matches(stray[:100], absent, n=1, cutoff=0.5)
        strays.append((stray, near[0] if near else None))
        absent = [each for each in absent if each not in near]
    return strays


def _missing(given: Iterable[str], expected: Collection[str]) -> list[str]:
    """Return the names expected that no name given may stand for."""
    given = tuple(given)
    meant = {meant for _, meant in _strays(given, expected)}
    return [each for each in expected if each not in given and each not in meant]


def circle(call: Call, callers: Callers) -> Problem | None:
    """Return what to tell of a call that leads back to an open file, None when it does not.

    Told at the same place and in the same words from whichever file of the circle one starts.
    """
    ids = [file.id for file, _ in callers]
    if call.subtree not in ids:
        return None
    around = callers[ids.index(call.subtree) :]
    first = min(range(len(around)), key=lambda n: around[n][0].id)
    around = (*around[first:], *around[:first])
    shown = " → ".join([*(file.id for file, _ in around), around[0][0].id])
    last, closing = around[-1]
    found = findings(last.path)
    found.add("A05", closing.line, f"les sous-arbres s’appellent l’un l’autre : {shown}")
    return found.problems[0]
