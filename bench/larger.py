"""A larger library made from real sheets, the same each time: what search meets at 30,000.

The real sheets come first, as they are. Each one made after them follows a real *parent*, drawn
evenly: it has its theme and its number of words, about half of its lines in their order, and for
the rest runs of lines of other sheets of the theme. Its title is the beginning of the parent's and
the end of another of the theme, and no other sheet has it.

Kept: the lengths of texts, in words (tenths of the sheets have 73, 122, 175… 1,458 words or fewer;
of the made ones 73, 124, 175… 1,470); the share of each theme; sentences, so the words that stand
together and how often each comes back; and the share of sheets that hold a given word, nearly: 1.2
times the real one for the median word, 0.9 to 1.5 times for nine words in ten. So the lists that a
search reads grow a little more than in proportion. New words go on coming at the pace of Heaps'
law, 19,000 to 54,000 of them at 30,000 sheets, and two in three of the new ones are in one sheet
(among real ones, nearly four in five of those that a half of the sheets adds to the other).

Not kept: sense. A made sheet is no answer to anything, new words are the beginning of one real word
with the end of another, and there are families of near doubles that no real library has. So time
and memory can be measured here, and the quality of the answers cannot.

`python -m bench.larger N` prints N sheets, in the form `kb import` and `kb eval` read.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from bench.instance import corpus
from kb_app.knowledge.search.evaluate import read_rows

Row = dict[str, str]

SEED = 20261123
HEAPS = 0.40
"""Power of the number of words of all texts that the number of distinct ones grows by.

Between half of the real sheets and all of them, and between a quarter and half, in four shuffles:
0.35 to 0.41.
"""
RUN = 8
"""Lines taken from a sheet before another is turned to, on average; a sheet has some forty."""
REPEATED = 2
"""Times a new word comes in its sheet: the real half of the sheets says 2.1 times each word that
the other half does not know. As many words come back from another made sheet."""
_SMALLEST_THEME = 8
_TRIES = 20
_SHORTEST_CHANGED = 5

_WORD = re.compile(r"\w+")


def library(rows: Sequence[Row], count: int, seed: int = SEED) -> Iterator[Row]:
    """Yield the first `count` sheets of the library: the real ones, then made ones `made:1`…"""
    yield from rows[:count]
    maker = _Maker(rows, random.Random(seed))
    for number in range(1, count - len(rows) + 1):
        yield maker.sheet(f"made:{number}")


class _Maker:
    def __init__(self, rows: Sequence[Row], chance: random.Random) -> None:
        self._rows = rows
        self._chance = chance
        self._near = _by_theme(rows)
        self._lines = {row["id"]: _lines_of(row) for row in rows}
        self._titles = {row["title"] for row in rows}
        texts = [_WORD.findall(row["text"].lower()) for row in rows]
        self._words = {word for text in texts for word in text}
        letters = sorted(word for word in self._words if word.isalpha())
        self._parts: list[str] = [word for word in letters if len(word) > _SHORTEST_CHANGED]
        self._made: dict[str, list[str]] = defaultdict(list)  # by theme, as often as they came
        self._length = sum(map(len, texts))  # of all the texts so far, in words
        self._real = (self._length, len(self._words))

    def sheet(self, path: str) -> Row:
        parent = self._chance.choice(self._rows)
        theme = parent.get("theme", "")
        near = self._near[theme]
        lines = self._text(parent, near)
        self._length += sum(len(_WORD.findall(line)) for line in lines)
        self._renew(lines, theme)
        title = self._title(parent, near)
        return {"id": path, "title": title, "theme": theme, "text": "\n".join(lines)}

    def _text(self, parent: Row, near: list[Row]) -> list[str]:
        """Return lines of as many words as the parent's."""
        own = iter(self._lines[parent["id"]])
        left = sum(len(line.split()) for line in self._lines[parent["id"]])
        lines: list[str] = []
        while left > 0:
            for line in self._run(own, near):
                words = line.split()
                lines.append(line if len(words) <= left else " ".join(words[:left]))
                left -= len(words)
                if left <= 0:
                    break
        return lines

    def _run(self, own: Iterator[str], near: list[Row]) -> list[str]:
        """Return the next lines of the parent, or some of a sheet of the theme: as often."""
        length = 1 + int(self._chance.expovariate(1 / RUN))
        if self._chance.random() < 0.5:
            return list(islice(own, length))
        lines = self._lines[self._chance.choice(near)["id"]]
        first = self._chance.randrange(len(lines))
        return lines[first : first + length]

    def _renew(self, lines: list[str], theme: str) -> None:
        """Put new words in the lines, as many as Heaps' law wants by now."""
        length, distinct = self._real
        wanted = int(distinct * (self._length / length) ** HEAPS)
        known = self._made[theme]
        for _ in range(wanted - len(self._words)):
            back = self._chance.choice(known) if known else self._new_word()
            for word in (self._new_word(), back):
                self._words.add(word)
                for _ in range(REPEATED):
                    self._put(word, lines)
                known.append(word)

    def _put(self, word: str, lines: list[str]) -> None:
        """Write the word over a long one of some line; there may be none, then nothing is done."""
        for _ in range(_TRIES):
            number = self._chance.randrange(len(lines))
            words = lines[number].split(" ")
            place = self._chance.randrange(len(words))
            if len(words[place]) >= _SHORTEST_CHANGED and words[place].isalpha():
                words[place] = word
                lines[number] = " ".join(words)
                return

    def _new_word(self) -> str:
        while True:
            start, end = self._chance.choice(self._parts), self._chance.choice(self._parts)
            word = start[: self._chance.randint(3, len(start))] + end[len(end) // 2 :]
            if word not in self._words:
                return word

    def _title(self, parent: Row, near: list[Row]) -> str:
        title = ""
        for _ in range(_TRIES):
            start, end = parent["title"].split(), self._chance.choice(near)["title"].split()
            cut = self._chance.randint(1, len(start))
            title = " ".join(start[:cut] + end[cut:])
            if title not in self._titles:
                break
        while title in self._titles:
            title += f" {self._chance.choice(self._parts)}"
        self._titles.add(title)
        return title


def _by_theme(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the sheets of each theme; those of the wider one, or all, when it has too few."""
    exact, wider = defaultdict(list), defaultdict(list)
    for row in rows:
        theme = row.get("theme", "")
        exact[theme].append(row)
        wider[_wider(theme)].append(row)
    found = {}
    for theme, near in exact.items():
        choices = (near, wider[_wider(theme)], list(rows))
        found[theme] = next((c for c in choices if len(c) >= _SMALLEST_THEME), choices[-1])
    return found


def _wider(theme: str) -> str:
    return theme.partition(" > ")[0]


def _lines_of(row: Row) -> list[str]:
    return [line for line in row["text"].split("\n") if line.strip()] or [row["title"]]


def main(count: int) -> None:
    for row in library(read_rows(corpus() / "sheets.jsonl"), count):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
