"""What the older version of a tree calls questions and answers, said as the newer one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import cast

from kb_app.knowledge.triage.exploring.leaves import (
    Leaf,
    giving,
    leaves_of,
    places,
    read_by,
)
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.migrate import rename, renaming_of
from kb_app.knowledge.triage.model import QuestionType, Renaming, Tree
from kb_app.knowledge.triage.terms import Containing, Contains

Said = Mapping[str, Value | None]
"""Answers by question; None for one left empty."""


class Language:
    """Both versions' ids, as the newer one's `renommages` ties them."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self._renaming = renaming_of(new)
        self._old_options: dict[str, dict[str, str]] = {}
        for id in old.questions:
            name = self.now(id)
            if name is not None and name in new.questions:
                self._old_options[id] = self._inverse(id)

    def now(self, question: str) -> str | None:
        """Return the id that an old question has now, None when it was removed by name."""
        return next(iter(rename({question: "?"}, self._unvalued)), None)

    def question_now(self, question: str) -> str:
        return self.now(question) or question

    def outcome_now(self, outcome: str) -> str:
        return self._renaming.outcomes.get(outcome, outcome) or outcome

    def before(self, question: str) -> str | None:
        """Return the old question that a new one continues, None when it is really new."""
        return self._before.get(question)

    def answers_now(self, said: Said) -> dict[str, Value | None]:
        """Return answers to old questions as the new version reads them, the lost ones left out."""
        given = {id: value for id, value in said.items() if value is not None}
        found: dict[str, Value | None] = {
            id: cast(Value, raw) for id, raw in rename(given, self._renaming).items()
        }
        for id, value in said.items():
            if value is None and (name := self.now(id)):
                found.setdefault(name, None)
        return found

    def answer_before(self, question: str, value: Value | None) -> Value | None:
        """Return a new answer as the old question would be given it; the same if it is new."""
        options = self._old_options.get(question, {})
        if isinstance(value, tuple):
            return tuple(options.get(each, each) for each in value)
        return options.get(value, value) if isinstance(value, str) else value

    def is_untouched(self, question: str) -> bool:
        """Tell whether nothing about the question has another name on the new version."""
        renamed = self._renaming.answers.get(question)
        return self.now(question) == question == self.before(question) and not renamed

    def told_apart_now(self) -> tuple[Leaf, ...]:
        """Return, for the new version's boxes, what both versions tell apart."""
        return (*_given(self.new), *_translated(self.old, self.question_now, self._option_now))

    def told_apart_before(self) -> tuple[Leaf, ...]:
        """Return, for the old version's boxes, what both versions tell apart."""

        def question(id: str) -> str:
            return self.before(id) or id

        def option(id: str, option: str) -> str:
            return self._old_options.get(question(id), {}).get(option, option)

        return (*_given(self.old), *_translated(self.new, question, option))

    def _option_now(self, question: str, option: str) -> str:
        return next((str(v) for v in self.answers_now({question: option}).values()), option)

    def _inverse(self, question: str) -> dict[str, str]:
        """Return each new option of a question with the old one it continues, if they differ."""
        options = {o.id for o in self.old.questions[question].options}
        found: dict[str, str] = {}
        for option in self.old.questions[question].options:
            name = self._option_now(question, option.id)
            if name != option.id and name not in options:
                found.setdefault(name, option.id)
        return found

    @cached_property
    def _unvalued(self) -> Renaming:
        return replace(self._renaming, answers={})

    @cached_property
    def _before(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for id in self.old.questions:
            name = self.now(id)
            if name is not None and (name not in found or id == name):
                found[name] = id
        return found


def _given(tree: Tree) -> Iterator[Leaf]:
    for outcome in tree.outcomes.values():
        for place in giving(outcome):
            yield from leaves_of(place.condition)


def _translated(
    tree: Tree, question: Callable[[str], str], option: Callable[[str, str], str]
) -> Iterator[Contains]:
    """Yield, in other ids, what a tree tells apart of the boxes ticked."""
    for id, how, options in (*_tested(tree), *_aimed(tree)):
        yield Contains(question(id), how, tuple(option(id, each) for each in options))


_Apart = tuple[str, Containing, tuple[str, ...]]
"""A question, and the options of it that are read together."""


def _tested(tree: Tree) -> Iterator[_Apart]:
    leaves = (leaf for place in places(tree) for leaf in leaves_of(place.condition))
    for leaf in leaves:
        how = leaf.how if isinstance(leaf, Contains) else Containing.ONE
        for id in sorted(read_by(tree, leaf)):
            if tree.questions[id].type is QuestionType.MULTIPLE:
                yield id, how, _options(leaf)


def _aimed(tree: Tree) -> Iterator[_Apart]:
    """Yield the boxes that lead somewhere by themselves, or that are not always there."""
    for each in tree.questions.values():
        if each.type is QuestionType.MULTIPLE:
            for box in each.options:
                if box.target or box.condition:
                    yield each.id, Containing.ONE, (box.id,)


def _options(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, Contains):
        return leaf.options
    return tuple(comparison.text for comparison in leaf.any_of)
