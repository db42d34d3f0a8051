"""The strict YAML reader: every value stays text, every mistake is told in French at its line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_events import (
    FORBIDDEN,
    USUAL,
    Limits,
    UnreadableError,
    compose,
)
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from kb_app.knowledge.content.yaml_slips import Slip, indentation_slips, prose_slips, repair

__all__ = [
    "MOST_BYTES",
    "Entry",
    "Limits",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "load",
    "without_forbidden",
]

MOST_BYTES = 64 * 1024


def load(
    text: str,
    found: Findings,
    *,
    first_line: int = 1,
    most_bytes: int = MOST_BYTES,
    limits: Limits = USUAL,
) -> Node | None:
    """Read one YAML document whose lines end with LF, the first being line `first_line`.

    Returns None when a mistake stops the reading, an empty text when there is nothing to read.
    Every mistake is added to `found`; slips that can be repaired do not hide what follows them.
    """
    if len(text.encode("utf-8", "surrogatepass")) > most_bytes:
        found.add(
            "Y09",
            first_line,
            f"le texte dépasse {most_bytes // 1024} Kio ; partagez-le en plusieurs documents",
        )
        return None
    text = without_forbidden(text, found, first_line)
    slips = tuple(indentation_slips(text))
    _report(slips, found, first_line)
    text = repair(text, slips)
    try:
        return _compose(text, found, first_line, limits)
    except UnreadableError as problem:
        # A line shifted to the wrong place, or the one after it, is the same mistake.
        if problem.code == "Y07" and _stands_by(problem.line - first_line, slips):
            return None
        return _second_reading(text, problem, found, first_line, limits)


def _compose(text: str, found: Findings, first_line: int, limits: Limits) -> Node:
    """Keep what was found on the way only when the reading reaches the end."""
    heard = Findings(found.path, most=found.most)
    root = compose(text, heard, first_line, limits)
    found.problems += heard.problems
    return root or Scalar("", first_line)


def _second_reading(
    text: str, first: UnreadableError, found: Findings, first_line: int, limits: Limits
) -> Node | None:
    """Read again with the slips repaired, so that one of them does not hide the rest."""
    slips = tuple(prose_slips(text)) if first.code == "Y07" else ()
    _report(slips, found, first_line)
    if not slips:
        _tell(first, text, found, first_line)
        return None
    try:
        return _compose(repair(text, slips), found, first_line, limits)
    except UnreadableError as second:
        # A slip's text may go on below: the line after it is the same mistake.
        if not _stands_by(second.line - first_line, slips):
            _tell(second, text, found, first_line)
        return None


def _stands_by(number: int, slips: Iterable[Slip]) -> bool:
    """Tell whether a line, counted from 0, has a slip or follows one that has."""
    return bool({number, number + 1} & {slip.line for slip in slips})


def without_forbidden(text: str, found: Findings, first_line: int = 1) -> str:
    """Tell the first forbidden character of each line, then read on without them."""
    if not FORBIDDEN.search(text):
        return text
    for number, line in enumerate(text.split("\n")):
        if bad := FORBIDDEN.search(line):
            found.add(
                "Y10",
                first_line + number,
                f"un caractère invisible (U+{ord(bad[0]):04X}) est interdit ici ; effacez-le",
            )
    return FORBIDDEN.sub("", text)


def _report(slips: Iterable[Slip], found: Findings, first_line: int) -> None:
    for slip in slips:
        found.add(slip.code, first_line + slip.line - 1, message_of(slip.code, slip.sign))


def _tell(problem: UnreadableError, text: str, found: Findings, first_line: int) -> None:
    """Report what stopped the reading, by its likely cause when the line shows one."""
    lines = text.split("\n")
    number = problem.line - first_line
    line = lines[number] if number < len(lines) else ""
    if problem.code == "Y12" and _BRACES.search(line):
        found.add("Y01", problem.line, message_of("Y01", "{{"))
        return
    line = line if problem.code == "Y07" else ""
    for code, sign, pattern in _CAUSES:
        if pattern.search(line):
            found.add(code, problem.line, message_of(code, sign))
            return
    found.add(problem.code, problem.line, str(problem))


# An amount cited: YAML takes its braces for a block within a block.
_BRACES = re.compile(r"\{\{")

# What a line that cannot be read may show, most telling first.
_CAUSES = (
    ("Y05", "#", re.compile(r"\S #\S")),
    ("Y01", ":", re.compile(r"[ \u00a0\u202f]: ")),
    ("Y01", "'", re.compile(r"\w'\w")),
)


def message_of(code: str, sign: str) -> str:
    """Return what the author is told about a slip."""
    if code == "Y03":
        if sign.strip():
            return f"l’espace après « {sign} » est insécable ; mettez une espace ordinaire"
        return (
            "le décalage de début de ligne contient une tabulation ou une espace insécable ; "
            "utilisez deux espaces"
        )
    if code == "Y05":
        return "le texte est coupé au signe # ; mettez-le entre guillemets"
    return (
        f"le texte contient « {sign} » et n’est pas lisible ainsi ; "
        'mettez-le entre guillemets droits (")'
    )
