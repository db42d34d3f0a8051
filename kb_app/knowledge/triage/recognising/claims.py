"""Options claimed by the words typed, each word spent on one question where possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Option, QuestionType, Tree
from kb_app.knowledge.triage.recognising.names import Reading, Typed
from kb_app.knowledge.triage.recognising.phrases import Heading, Phrase, headings
from kb_app.knowledge.triage.recognising.reach import only_after, reached


@dataclass(frozen=True, slots=True)
class Claim:
    question: str
    option: Option
    places: frozenset[int]
    """The words it was heard in."""
    weight: float
    beside: frozenset[int] = frozenset()
    """Words that go with them: « carte » of « carte grise », « pas » of « pas reçue »."""


def claims(tree: Tree, typed: Typed) -> list[Claim]:
    """Return every option heard, those that contradict each other included."""
    return [claim for heading in headings(tree) if (claim := _claim(heading, typed))]


def settled_claims(tree: Tree, found: Iterable[Claim]) -> list[Claim]:
    """Keep one claim a question, several of tick boxes, none where it is not clear which."""
    by_question: dict[str, dict[str, Claim]] = {}
    for claim in found:
        rivals = by_question.setdefault(claim.question, {})
        known = rivals.get(claim.option.id)
        if known is None or known.weight < claim.weight:
            rivals[claim.option.id] = claim
    kept: list[Claim] = []
    for question, options in by_question.items():
        is_several = tree.questions[question].type is QuestionType.MULTIPLE
        kept += (_together if is_several else _alone)(list(options.values()))
    return kept


def spent_once(tree: Tree, every: Iterable[Claim], today: date) -> list[Claim]:
    """Keep the claims that no other question takes the words of.

    Of two questions heard in the same words, the heavier claim takes them; of equal ones, that
    of the question through which every visit comes to the other; else neither. A question that
    was heard two ways is not answered, and its words are not another's for that.
    """
    every = list(every)
    found = settled_claims(tree, every)
    rivals = {claim: [each for each in every if _contest(tree, claim, each)] for claim in found}
    kept = [claim for claim in found if not rivals[claim]]
    facts: dict[str, Value] = {claim.question: _value(tree, claim) for claim in kept}
    asked = reached(tree, facts, today)
    for claim in found:
        alive = [each for each in rivals[claim] if each.question in asked]
        if not rivals[claim] or claim.question not in asked:
            continue
        beyond = reached(tree, facts, today, closed=(claim.question, None))
        if all(
            each.weight < claim.weight
            or (each.weight == claim.weight and each.question not in beyond)
            for each in alive
        ):
            kept.append(claim)
    return kept


def _value(tree: Tree, claim: Claim) -> Value:
    is_several = tree.questions[claim.question].type is QuestionType.MULTIPLE
    return (claim.option.id,) if is_several else claim.option.id


def _contest(tree: Tree, one: Claim, other: Claim) -> bool:
    """Return whether two questions are heard in the same words, and only one can be right.

    They share them when each has words of its own; when one is asked only after that answer to
    the other; when the one heard in more words always comes after; when both ask the same.
    """
    if one.question == other.question or not one.places & other.places:
        return False
    if one.places - other.places and other.places - one.places:
        return False
    if other.question in _later(tree, one) or one.question in _later(tree, other):
        return False
    if one.places < other.places and _is_first(tree, one, other):
        return False
    if other.places < one.places and _is_first(tree, other, one):
        return False
    asked = (tree.questions[claim.question].prompts for claim in (one, other))
    return len({prompts[0].text if prompts else "" for prompts in asked}) > 1


def _is_first(tree: Tree, one: Claim, other: Claim) -> bool:
    """Return whether every visit answers the one's question before the other's."""
    return other.question not in reached(tree, {}, date.min, closed=(one.question, None))


def _later(tree: Tree, claim: Claim) -> frozenset[str]:
    return only_after(tree, tree.questions[claim.question], claim.option)


def _together(rivals: list[Claim]) -> list[Claim]:
    rivals = [
        each
        for each in rivals
        if not any(each.places < other.places for other in rivals)
        and not any(each.places == other.places and each is not other for other in rivals)
    ]
    several = [each for each in rivals if not each.option.exclusive]
    return several or rivals[:1] if len(rivals) > 1 else rivals


def _alone(rivals: list[Claim]) -> list[Claim]:
    """Return the one claim that takes in all its sisters', or nothing."""
    for each in rivals:
        if all(other is each or other.places < each.places for other in rivals):
            return [each]
    best = sorted(rivals, key=lambda each: -each.weight)
    if best[0].places >= best[1].places and best[0].weight > 1.2 * best[1].weight:
        return best[:1]
    return []


def _claim(heading: Heading, typed: Typed) -> Claim | None:
    in_context = not heading.context or typed.says_one_of(heading.context)
    heard = [
        (phrase, said)
        for phrase in heading.phrases
        if in_context or len(phrase.needed) > 1
        if (said := _heard(phrase, typed))
    ]
    if not heard:
        return None
    places = frozenset(place for _, said in heard for reading in said for place in reading.places)
    return Claim(
        heading.question,
        heading.option,
        places | _more(heading, typed),
        max(_weight(phrase, said) for phrase, said in heard),
        frozenset(place for phrase, _ in heard for place in _beside(phrase, typed)),
    )


def _weight(phrase: Phrase, said: tuple[Reading, ...]) -> float:
    """Return the worth of what was typed: a synonym in three words is one word heard."""
    return phrase.worth * sum(r.strength * len(r.places) for r in dict.fromkeys(said))


def _more(heading: Heading, typed: Typed) -> frozenset[int]:
    """Return the other words typed that the option's own text holds."""
    terms = {said for phrase in heading.phrases for said in phrase.needed}
    return frozenset(
        place for place, word in enumerate(typed.words) if (word.term, word.denied) in terms
    )


def _beside(phrase: Phrase, typed: Typed) -> Iterator[int]:
    for place, word in enumerate(typed.words):
        if word.term in phrase.common:
            yield place


def _heard(phrase: Phrase, typed: Typed) -> tuple[Reading, ...]:
    """Return the readings that say the whole phrase, none when a part of it is not heard."""
    able = [reading for reading in typed.readings if phrase.terms.issuperset(reading.terms)]
    chosen: list[Reading] = []
    for term, denied in phrase.needed:
        saying = [r for r in able if term in r.terms and r.denied == denied]
        if not saying:
            return ()
        chosen.append(max(saying, key=lambda reading: reading.strength))
    places = frozenset(place for reading in chosen for place in reading.places)
    beside = frozenset(p for reading in able if not reading.denied for p in reading.places)
    if not typed.hold_together(places, beside):
        return ()
    if phrase.leaning and not typed.says_one_of(phrase.leaning, besides=places):
        return ()
    return tuple(chosen)
