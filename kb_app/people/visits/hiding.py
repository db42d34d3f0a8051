"""Hide the small counts of the figures, and the others that would give them away.

The rule, as pages say it in `RULE`. Groups are the tables as shown: what became of all visits,
the outcomes of one ending, the arrows of one question, a count beside those it is out of. What
leads from one question to the next is not protected across questions: those are numbers of
visits that follow each other, of which nothing says whose they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb_app.people.visits.closing import Cell, Counted

SMALLEST = 5
"""The smallest count that is shown."""

RULE = (
    "Un nombre de 1 à 4 n’est pas montré. Quand il se déduirait du total par soustraction, "
    "d’autres nombres du même tableau, les plus petits d’abord, sont masqués avec lui."
)

Count = int | None
"""None is hidden."""

_DOUBT = 4
"""How much at least is left to share out between hidden counts, each being one or more."""

_OTHERS = "*"
"""Target of the visits a count leaves out: never shown, but it follows by subtraction."""

_ALL = Cell(Counted.ENTERED)
_Group = tuple[Cell, Sequence[Cell]]
"""A total, and the parts that make it up."""


def shown_tally(tally: Mapping[Cell, int]) -> dict[Cell, Count]:
    """Return the counts with None for those to hide, and those of endings (no target) added."""
    whole = dict(tally)
    groups = [*_results(whole), *_at_questions(whole), *_arrived(whole), *_beside(whole)]
    cells = shown(whole, groups)
    return {cell: n for cell, n in cells.items() if cell.target != _OTHERS}


def shown(counts: Mapping[Cell, int], groups: Iterable[_Group]) -> dict[Cell, Count]:
    """Return the counts with None for those to hide: the small ones, then until nothing follows
    from what is shown. A cell without a count is zero, which is shown: it is nobody's."""
    hidden = {cell for cell, n in counts.items() if 0 < n < SMALLEST}
    whole = [(total, [p for p in parts if counts.get(p, 0)]) for total, parts in groups]
    while True:
        more = {cell for group in whole for cell in _betrayed(counts, hidden, *group)}
        if more <= hidden:
            return {cell: None if cell in hidden else n for cell, n in counts.items()}
        hidden |= more


def _betrayed(
    counts: Mapping[Cell, int], hidden: set[Cell], total: Cell, parts: Sequence[Cell]
) -> Sequence[Cell]:
    """Return what must be hidden too for this group to keep its secrets; at most one cell."""
    secret = [part for part in parts if part in hidden]
    rest = sorted((p for p in parts if p not in hidden), key=lambda p: counts[p])
    if total in hidden:
        return [] if secret else rest[:1]
    doubt = sum(counts[part] for part in secret) - len(secret)
    if not secret or (len(secret) > 1 and doubt >= _DOUBT):
        return []
    return rest[:1] or [total]


def _results(tally: dict[Cell, int]) -> Iterator[_Group]:
    by_ending: dict[str, list[Cell]] = {}
    for cell in _of(tally, Counted.OUTCOME):
        by_ending.setdefault(cell.question, []).append(cell)
    for ending, outcomes in by_ending.items():
        total = Cell(Counted.OUTCOME, ending)
        tally[total] = sum(tally[each] for each in outcomes)
        yield total, outcomes
    endings = [Cell(Counted.OUTCOME, ending) for ending in by_ending]
    yield _ALL, [*endings, Cell(Counted.INCOMPLETE)]
    yield _ALL, _of(tally, Counted.CLOSING)


def _at_questions(tally: Mapping[Cell, int]) -> Iterator[_Group]:
    by_question: dict[str, list[Cell]] = {}
    for cell in _of(tally, Counted.ARROW):
        by_question.setdefault(cell.question, []).append(cell)
    for question, arrows in by_question.items():
        yield Cell(Counted.ANSWERED, question), arrows


def _arrived(tally: Mapping[Cell, int]) -> Iterator[_Group]:
    """Yield the visits that came to each outcome: some ended there, others were blocked."""
    ended = {cell.target: cell for cell in _of(tally, Counted.OUTCOME) if cell.target}
    for cell in _of(tally, Counted.ARRIVED):
        parts = [Cell(Counted.BLOCKED, target=cell.target)]
        if cell.target in ended:
            parts.append(ended[cell.target])
        yield cell, parts


def _beside(tally: dict[Cell, int]) -> Iterator[_Group]:
    """Yield each count with the visits it leaves out."""
    for cell in list(tally):
        total = _out_of(cell)
        if total:
            others = Cell(cell.kind, cell.question or cell.target, _OTHERS)
            tally[others] = tally.get(total, 0) - tally[cell]
            yield total, [cell, others]


def _out_of(cell: Cell) -> Cell | None:
    match cell.kind:
        case Counted.ANSWERED:
            return Cell(Counted.REACHED, cell.question)
        case Counted.UNKNOWN | Counted.CHANGED | Counted.BACK:
            return Cell(Counted.ANSWERED, cell.question)
        case Counted.BLOCKED:
            return Cell(Counted.ARRIVED, target=cell.target)
        case Counted.WORDS_LEFT:
            return Cell(Counted.WORDS, target=cell.target)
        case Counted.LEFT_SOON:
            return Cell(Counted.INCOMPLETE)
        case _:
            return None


def _of(tally: Mapping[Cell, int], kind: Counted) -> list[Cell]:
    return [cell for cell in tally if cell.kind is kind]
