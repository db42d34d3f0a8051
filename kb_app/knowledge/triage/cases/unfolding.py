"""Cases written in short, made whole: `comme` takes over another case, a table makes several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.triage.cases.expected import both
from kb_app.knowledge.triage.cases.model import Answers, Case, Expected


@dataclass(frozen=True, slots=True)
class Words:
    """What a block, or one line of its table, says for itself."""

    today: date | None = None
    unknown_elsewhere: bool = False
    first: Answers = field(default_factory=dict)
    changes: Answers = field(default_factory=dict)
    then: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    name: str
    line: int
    like: str | None
    like_line: int
    words: Words
    expected: Expected | None
    rows: tuple[tuple[int, Words, Expected | None], ...]


def unfolded(blocks: Mapping[str, Block], found: Findings) -> tuple[Case, ...]:
    """Return the cases of each block, by name and in their order."""
    starts = _starts(blocks, found)
    return tuple(case for each in blocks.values() for case in _cases_of(each, starts[each.name]))


def _starts(blocks: Mapping[str, Block], found: Findings) -> dict[str, Words]:
    """Return, for each block, what it says with all it takes over from the cases it starts from."""
    starts: dict[str, Words] = {}
    for name in blocks:
        chain = _chain(name, blocks, starts, found)
        for each in reversed(chain):
            block = blocks[each]
            base = starts.get(block.like) if block.like else None
            starts[each] = _taken_over(base, block.words) if base else block.words
    return starts


def _chain(
    name: str, blocks: Mapping[str, Block], done: dict[str, Words], found: Findings
) -> list[str]:
    """Return the case and those it starts from, up to one already unfolded."""
    chain: list[str] = []
    current: str | None = name
    while current is not None and current not in done:
        chain.append(current)
        block = blocks[current]
        following = block.like
        if following is not None and following not in blocks:
            hint = found.closest(following, blocks)
            found.add("E08", block.like_line, f"aucun cas ne s’appelle « {following[:80]} »{hint}")
            following = None
        elif following in chain:
            circle = " → ".join([*chain[chain.index(following) :], following])
            found.add("E08", block.like_line, f"ces cas partent l’un de l’autre : {circle[:300]}")
            following = None
        current = following
    return chain


def _taken_over(base: Words, own: Words) -> Words:
    """Start from all that is answered in the end of another case, its changes already made."""
    answered = {**base.first, **base.changes, **base.then}
    return replace(
        own,
        today=own.today or base.today,
        unknown_elsewhere=own.unknown_elsewhere or base.unknown_elsewhere,
        first={**answered, **own.first},
    )


def _cases_of(block: Block, words: Words) -> list[Case]:
    if not block.rows:
        return [_case(block.name, block.line, words, block.expected or Expected())]
    return [
        _case(
            f"{block.name} ({number})",
            line,
            Words(
                own.today or words.today,
                own.unknown_elsewhere or words.unknown_elsewhere,
                {**words.first, **own.first},
                {**words.changes, **own.changes},
                {**words.then, **own.then},
            ),
            both(block.expected, expected),
        )
        for number, (line, own, expected) in enumerate(block.rows, start=1)
    ]


def _case(name: str, line: int, words: Words, expected: Expected) -> Case:
    return Case(
        name=name,
        line=line,
        expected=expected,
        today=words.today,
        first=words.first,
        changes=words.changes,
        then=words.then,
        unknown_elsewhere=words.unknown_elsewhere,
    )
