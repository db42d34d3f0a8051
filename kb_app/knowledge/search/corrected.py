"""A question whose unknown words are read as those they are near to, among what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb_app.knowledge.search.analysis import WORD, forms_of, stem_of
from kb_app.knowledge.search.arrays.segments import spelled_near
from kb_app.knowledge.search.evidence import Evidences
from kb_app.knowledge.search.model import Result
from kb_app.knowledge.search.query import Query, Word, respelt
from kb_app.knowledge.search.spelling.correct import Change, corrections


class Spelling:
    """The words that one kind of reader may see."""

    def __init__(self, evidences: Evidences) -> None:
        self._evidences = evidences

    def knows(self, word: str) -> bool:
        """Tell whether a document holds a word of the question, or the vocabulary does."""
        evidences = self._evidences
        # The evidence of the form is asked for anyway.
        held = evidences.form(word).times or evidences.times(word)
        return bool(held) or stem_of(word) in evidences.expansions.terms

    def count(self, word: str) -> int:
        """Return how many documents hold the folded word, or one of its stem."""
        return self._evidences.times(word)

    def near(self, word: str) -> Iterator[tuple[str, float]]:
        """Yield the words near it that documents hold, each with its cost."""
        found: dict[str, float] = {}
        for segment in self._evidences.store.segments:
            for other, cost in spelled_near(segment.arrays, word):
                found[other] = min(cost, found.get(other, cost))
        for other, cost in sorted(found.items(), key=lambda each: (each[1], each[0])):
            if self.count(other):
                yield other, cost


def corrected(query: Query, spelling: Spelling) -> tuple[Query, tuple[Change, ...]]:
    """Return the question with its unknown words put right, and what was changed, if anything.

    Quoted words are left as they are: they mean exactly these.
    """
    forms = [part for word in query.words for part in word.parts]
    if all(map(spelling.knows, forms)):
        return query, ()
    changes = corrections(forms, spelling)
    if query.quoted:
        kept = {form for run in query.quoted for form in run}
        changes = tuple(c for c in changes if kept.isdisjoint(forms[c.first : c.last + 1]))
    if not changes:
        return query, ()
    read = {number: change for change in changes for number in (change.first, change.last)}
    words: list[Word] = []
    number = 0
    for word in query.words:
        last = number + len(word.parts) - 1
        touched = [read[n] for n in range(number, last + 1) if n in read]
        if not touched:
            words.append(word)
        else:
            words += _read(word, number, touched)
        number = last + 1
    return replace(query, words=tuple(words)), changes


def _read(word: Word, number: int, changes: list[Change]) -> Iterator[Word]:
    """Yield what a word becomes: each part as it is, or as the change that begins there."""
    for place, part in enumerate(word.parts, number):
        change = next((c for c in changes if c.first <= place <= c.last), None)
        if change is None:
            yield respelt((part,))
        elif change.first == place:
            yield respelt(change.became)


def written(query: Query, changes: Iterable[Change], results: Iterable[Result]) -> str:
    """Return the corrected question as one would write it: with the accents of the results."""
    accented = {
        form: typed.lower()
        for result in results
        for typed in WORD.findall(" ".join((result.title, *(p.text for p in result.passage))))
        for form in forms_of(typed).parts
        if len(forms_of(typed).parts) == 1
    }
    new = {form for change in changes for form in change.became}
    return " ".join(
        accented.get(word.typed, word.typed) if word.typed in new else word.typed
        for word in query.words
    )
