"""What two versions do otherwise is what trying every answer on both finds, no more and no less."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.knowledge.triage.comparing.beside import side_by_side
from kb_app.knowledge.triage.comparing.given import differing, end_of
from kb_app.knowledge.triage.comparing.language import Language
from kb_app.knowledge.triage.comparing.situations import sign_of, situations
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.knowledge.triage.walk import walk
from tests.trees import tree_of

TODAY = date(2026, 11, 22)
QUESTIONS = ("q", "b", "c", "d")
OUTCOMES = ("seul", "ensemble", "contact")
NUMBERS = range(5)
OPTIONS = ("x", "y", "z")


@dataclass(frozen=True)
class Spec:
    """One question: its type, where each answer leads, a rule, and where the rest leads."""

    type: str
    targets: tuple[str | None, ...]
    rule: tuple[str, str]
    otherwise: str
    unknown: str | None


def target(after: int) -> st.SearchStrategy[str]:
    """Return where to go: often to the next question, or visits would end at once."""
    others = (*QUESTIONS[after + 1 :], *OUTCOMES)
    return st.sampled_from((*QUESTIONS[after + 1 : after + 2] * 4, *others))


@st.composite
def spec(draw: st.DrawFn, place: int, types: tuple[str, ...]) -> Spec:
    to = target(place)
    rule = draw(st.tuples(condition(place, types), to))
    targets: tuple[str | None, ...] = (None, None, None)
    if types[place] == "choix" and draw(st.integers(0, 2)) == 0:
        targets = tuple(draw(st.none() | to) for _ in OPTIONS)
    return Spec(types[place], targets, rule, draw(to), draw(st.none() | to))


@st.composite
def condition(draw: st.DrawFn, place: int, types: tuple[str, ...]) -> str:
    about = draw(st.sampled_from([*range(place + 1), *range(place)]))
    if types[about] == "nombre":
        limit = draw(st.integers(0, 5))
        tested = f'{{ {QUESTIONS[about]}: "{draw(st.sampled_from(["<", ">=", "="]))} {limit}" }}'
    elif types[about] == "choix":
        tested = f"{{ {QUESTIONS[about]}: {draw(st.sampled_from([*OPTIONS, UNKNOWN]))} }}"
    else:
        how = draw(st.sampled_from(["contient", "contient_un_de", "contient_aucun_de"]))
        ticked = draw(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=2, unique=True))
        tested = f"{{ {QUESTIONS[about]}: {{ {how}: [{', '.join(ticked)}] }} }}"
    return f"{{ pas: {tested} }}" if draw(st.booleans()) else tested


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Draw the questions and outcomes of a version, then of another that differs here or there."""
    types = tuple(draw(st.sampled_from(["choix", "nombre", "choix_multiple"])) for _ in QUESTIONS)
    old = [draw(spec(place, types)) for place in range(len(QUESTIONS))]
    changed_at = draw(st.sets(st.integers(0, 3), max_size=2))
    new = [draw(spec(n, types)) if n in changed_at else each for n, each in enumerate(old)]
    documents = draw(st.none() | condition(3, types))
    changed = draw(st.just(documents) | st.none() | condition(3, types))
    return written(old), written(new), outcomes(documents), outcomes(changed)


def written(specs: list[Spec]) -> str:
    return "".join(_question(id, each) for id, each in zip(QUESTIONS, specs, strict=True))


def _question(id: str, each: Spec) -> str:
    puis = f"{{ si: {each.rule[0]}, va: {each.rule[1]} }}, {{ sinon: {each.otherwise} }}"
    answers = ", ".join(
        f"{option}: {{ texte: {option}{f', va: {to}' if to else ''} }}"
        for option, to in zip(OPTIONS, each.targets, strict=True)
    )
    more = "min: 0, max: 4" if each.type == "nombre" else f"reponses: {{ {answers} }}"
    return (
        f"{id}: {{ type: {each.type}, demander: Quoi {id} ?, {more}, puis: [{puis}], "
        f"ne_sait_pas: {each.unknown or 'interdit'} }}\n"
    )


def outcomes(documents: str | None) -> str:
    piece = f"{{ piece: acte, si: {documents} }}" if documents else "acte"
    return f"""
issues:
  seul: {{ type: autonomie, titre: Seul, dire: Oui., fiches: [cpam/carte], si_ca_bloque: contact,
    pieces: [photo, {piece}] }}
  ensemble: {{ type: accompagnement, titre: Ensemble, dire: Oui., fiches: [cpam/carte],
    si_ca_bloque: contact }}
  contact: {{ type: referent, titre: Contact, dire: Je demande., fiches: [cpam/carte],
    referent: {{ file: cpam/droits, reponse_sous: 72 h }}, transmettre: [q, c] }}
"""


def every_visit(old: Tree, new: Tree) -> Iterator[dict[str, object]]:
    ways = [dict.fromkeys([*answers(old, id), *answers(new, id)]) for id in QUESTIONS]
    for each in product(*ways):
        yield dict(zip(QUESTIONS, each, strict=True))


def answers(tree: Tree, id: str) -> Iterator[object]:
    question = tree.questions[id]
    ids = [option.id for option in question.options]
    match question.type.value:
        case "nombre":
            yield from NUMBERS
        case "choix":
            yield from ids
        case _:
            yield from chain.from_iterable(combinations(ids, n) for n in range(1, len(ids) + 1))
    if question.unknown:
        yield UNKNOWN


def tried_one_by_one(old: Tree, new: Tree) -> set[Hashable]:
    """Return the sign of every change, each visit walked on both versions."""
    language = Language(old, new)
    found = set()
    for visit in every_visit(old, new):
        before, now = walk(old, visit, TODAY), walk(new, visit, TODAY)
        if before.refused or now.refused:
            asked_now = {step.question for step in now.steps}
            asked_before = {step.question for step in before.steps}
            if before.refused and (now.refused or before.refused.question not in asked_now):
                continue
            if now.refused and now.refused.question not in asked_before:
                continue
        ends = (
            end_of(old, before, TODAY, language.question_now, language.outcome_now),
            end_of(new, now, TODAY, str, str),
        )
        if aspects := differing(*ends):
            found.add(sign_of(*ends, aspects))
    return found


@settings(max_examples=60, deadline=None)
@given(texts())
def test_every_situation_that_changes_is_found_and_no_other(
    drawn: tuple[str, str, str, str],
) -> None:
    old = tree_of(drawn[0], outcomes=drawn[2])
    new = tree_of(drawn[1], outcomes=drawn[3])
    found = situations(side_by_side(old, new, TODAY))
    assert not found.sampled
    signs = {sign_of(each.before, each.now, each.aspects) for each in found.situations}
    assert signs == tried_one_by_one(old, new)
