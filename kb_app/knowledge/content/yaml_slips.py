"""The slips of people who write French in YAML, line by line, each with the line repaired.

`yaml_reader` names them, `fix` repairs them: one reading for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    line: int
    """From 1."""
    code: str
    sign: str
    """What the YAML reader stumbles on."""
    repaired: str
    """The whole line, as it should have been."""


_INDENT = re.compile(r"[ ]*[^\S ]\s*(?=\S)")
_AFTER_KEY = re.compile(r"( *(?:- +)*(?:[a-z_]+:|-))[\u00a0\u202f]+(?=\S)")
_MAYBE_SHIFTED = re.compile(r"^[ ]*[^\S \n]|[:-][\u00a0\u202f]", re.MULTILINE)
_LINE = re.compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*(?:(?:[^\s\#"'\[\]{},&*!|>%@`:-]|-(?!\s))[^:\#]*:[ ]+|-[ ]+))
        (?P<value>\S.*)""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"(?<![ \t])(?:[ \t]{2,}#.*|[ \t]#(?=\s|$).*|[ \t]+)$")
_BLOCK = re.compile(r"[|>][-+0-9]*$")
_CUT = re.compile(r"(?<=[^ \t]) #(?=\S)")
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"'), "'": re.compile(r"'(?:[^']|'')*'")}
_RESERVED = "@`%]},|>"


def indentation_slips(text: str) -> Iterator[Slip]:
    """Find the lines shifted with a tab or a no-break space, and repair the shift."""
    if not _MAYBE_SHIFTED.search(text):
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if indent := _INDENT.match(line):
            shift = " " * _width(indent[0], lines[max(number - 2, 0)], lines[number : number + 1])
            yield Slip(number, "Y03", indent[0], shift + line[indent.end() :])
        elif after := _AFTER_KEY.match(line):
            yield Slip(number, "Y03", after[1].strip(), f"{after[1]} {line[after.end() :]}")


def _width(indent: str, before: str, after: list[str]) -> int:
    """Return how many spaces are meant: as many as both neighbours have, else 2 for a tab."""
    tabs, others = indent.count("\t"), len(indent) - indent.count("\t")
    around = {len(line) - len(line.lstrip(" ")) for line in (before, *after) if line.strip()}
    for tab in (2, 4, 8):
        if around == {tabs * tab + others}:
            return tabs * tab + others
    return 2 * tabs + others


def prose_slips(text: str) -> Iterator[Slip]:
    """Find texts that need quotes: `a : b`, `'l'usager'`, `n° #3`, `> 18 ans`.

    Only texts that stand on the line of their key, or of their dash, and outside brackets.
    """
    inside: re.Pattern[str] | None = None
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if inside and inside.match(line):
            continue
        inside = None
        parts = _LINE.fullmatch(line)
        if not parts:
            continue
        value = parts["value"]
        inside = _continuation(parts["before"], value, lines[number : number + 1])
        if inside is None and (slip := _slip(value)):
            code, sign, content, comment = slip
            yield Slip(number, code, sign, parts["before"] + _in_quotes(content) + comment)


def repair(text: str, slips: Iterable[Slip]) -> str:
    """Return the text with the lines of the slips repaired."""
    lines = text.split("\n")
    for slip in slips:
        lines[slip.line - 1] = slip.repaired
    return "\n".join(lines)


def _continuation(before: str, value: str, following: list[str]) -> re.Pattern[str] | None:
    """Return what the lines that belong to this value look like, None when it ends here."""
    deeper = len(before) - len(before.lstrip(" ")) + 1
    more = re.compile(rf" {{{deeper},}}|\s*$")
    if value[0] in "[{" or _BLOCK.fullmatch(_COMMENT.sub("", value)):
        return more
    quoted = _QUOTED.get(value[0])
    left_open = quoted and not quoted.match(value) and value.count(value[0]) == 1
    if left_open and following and following[0].strip() and more.match(following[0]):
        return more
    return None


def _slip(value: str) -> tuple[str, str, str, str] | None:
    """Return the rule broken, the sign, the text meant and the comment after it."""
    if value[0] == "#":
        return None
    if value[0] in _QUOTED:
        return _quote_slip(value)
    if cut := _CUT.search(value):
        comment = _COMMENT.search(value)
        if not comment or cut.start() < comment.start():
            return "Y05", "#", value.rstrip(), ""
    comment_text = found[0] if (found := _COMMENT.search(value)) else ""
    bare = value[: len(value) - len(comment_text)]
    if re.search(r":(?:\s|$)", bare):
        return "Y01", ":", bare, comment_text
    if value[0] in _RESERVED or re.match(r"[-?](?:\s|$)", value):
        return "Y01", value[0], bare, comment_text
    return None


def _quote_slip(value: str) -> tuple[str, str, str, str] | None:
    sign = value[0]
    closed = _QUOTED[sign].match(value)
    if closed and re.fullmatch(r"\s*|\s+#.*", value[closed.end() :]):
        return None
    bare = value.rstrip()
    if len(bare) > 1 and bare[-1] == sign:
        return "Y01", sign, bare[1:-1], ""
    return "Y01", sign, bare if bare.count(sign) > 1 else bare[1:], ""


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
