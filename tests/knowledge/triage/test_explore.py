"""Every visit a tree allows is tried, once for all those that go on alike."""

from __future__ import annotations

from datetime import date

from kb_app.knowledge.triage.exploring.explore import Exploration, explore
from kb_app.knowledge.triage.exploring.graph import components
from kb_app.knowledge.triage.facts import Value
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.knowledge.triage.walk import walk
from tests.knowledge.triage.case_values import example
from tests.trees import tree_of

TODAY = date(2026, 11, 22)


def answers_tried(exploration: Exploration, question: str) -> list[Value | None]:
    found = [move.answer for move in exploration.every_move() if move.start.at == question]
    return list(dict.fromkeys(found))


def ends(exploration: Exploration) -> set[str]:
    return {stop.at for stop in exploration.stops} & exploration.tree.outcomes.keys()


def test_every_witness_can_be_replayed() -> None:
    tree = example()
    exploration = explore(tree, TODAY)
    assert len(exploration.stops) > 30
    for stop in exploration.stops:
        path = walk(tree, stop.answers, TODAY)
        assert (path.outcome or path.stopped_at) == stop.at
        assert tuple(step.question for step in path.steps) == stop.asked
    for move in exploration.every_move():
        path = walk(tree, move.answers, TODAY)
        assert path.refused is None
        assert move.end is None or (path.outcome or path.stopped_at) == move.end.at


def test_every_question_outcome_and_option_of_the_example_is_visited() -> None:
    tree = example()
    exploration = explore(tree, TODAY)
    assert {stop.at for stop in exploration.stops} == {*tree.questions, *tree.outcomes}
    for question in tree.questions.values():
        ticked = {
            option
            for answer in answers_tried(exploration, question.id)
            for option in (answer if isinstance(answer, tuple) else (answer,))
        }
        assert {option.id for option in question.options} <= ticked
        assert (UNKNOWN in ticked) is (question.unknown is not None)


def test_visits_are_kept_apart_by_an_answer_still_to_be_compared() -> None:
    """A first number of 0 leaves nothing below it: only other first numbers lead to `ensemble`."""
    tree = tree_of(
        """
q: { type: nombre, demander: Un ?, min: 0, max: 50, puis: [{ sinon: b }], ne_sait_pas: contact }
b: { type: nombre, demander: Deux ?, min: 0, max: 50, ne_sait_pas: contact,
  puis: [{ si: { b: "< q" }, va: ensemble }, { si: { b: "> q" }, va: seul }, { sinon: contact }] }
"""
    )
    assert ends(explore(tree, TODAY)) == {"seul", "ensemble", "contact"}


def yes_or_no(id: str, rules: str, unknown: str = "contact") -> str:
    return (
        f"{id}: {{ type: oui_non, demander: Quoi ?, ne_sait_pas: {unknown},\n  puis: [{rules}] }}\n"
    )


def test_visits_that_go_on_alike_are_one() -> None:
    """Nobody reads the first three answers again: one stop for eight visits."""
    chain = "".join(
        yes_or_no(id, f"{{ sinon: {then} }}", then)
        for id, then in [("q", "b"), ("b", "c"), ("c", "d")]
    )
    exploration = explore(tree_of(chain + yes_or_no("d", "{ sinon: seul }")), TODAY)
    assert [stop.at for stop in exploration.stops] == ["q", "b", "c", "d", "seul", "contact"]


def test_visits_that_a_rule_will_tell_apart_stay_two() -> None:
    rules = "{ si: { q: oui }, va: seul }, { sinon: contact }"
    chain = yes_or_no("q", "{ sinon: b }", "contact") + yes_or_no("b", rules)
    exploration = explore(tree_of(chain), TODAY)
    assert [stop.at for stop in exploration.stops] == ["q", "b", "b", "contact", "seul"]


def circle(guard: str) -> Tree:
    """Return a tree in which b leads to c, and c back to b when the guard holds."""
    return tree_of(
        yes_or_no("q", "{ si: { q: oui }, va: c }, { sinon: b }")
        + yes_or_no("b", "{ si: { q: non }, va: c }, { sinon: seul }")
        + yes_or_no("c", f"{{ si: {{ {guard} }}, va: b }}, {{ sinon: contact }}")
    )


def test_a_circle_by_the_arrows_that_no_visit_follows_is_no_circle() -> None:
    never, always = explore(circle("q: oui"), TODAY), explore(circle("q: non"), TODAY)
    assert [move.back_to for move in never.every_move() if move.back_to] == []
    assert {move.back_to for move in always.every_move() if move.back_to} == {"b"}


def test_following_the_moves_never_comes_back_to_a_stop() -> None:
    """Even in a circle that visits enter from both sides, and that no condition guards."""
    both = [("q", "c", "b"), ("b", "c", "seul"), ("c", "b", "ensemble")]
    tree = tree_of(
        "".join(
            f"{id}: {{ type: oui_non, demander: Quoi ?, ne_sait_pas: contact,\n"
            f"  reponses: {{ oui: {{ va: {yes} }}, non: {{ va: {no} }} }} }}\n"
            for id, yes, no in both
        )
    )
    exploration = explore(tree, TODAY)
    done = set()
    for stop in exploration.leaving_last():
        done.add(stop)
        assert {move.end for move in exploration.moves.get(stop, ()) if move.end} <= done
    assert done == set(exploration.stops)


def many_ways(depth: int) -> Tree:
    """Return a tree whose last question tells all the answers before it apart."""
    names = ["q", *(f"q{n}" for n in range(1, depth))]
    questions = "".join(
        f"{id}: {{ demander: Quoi ?, reponses: {{ a: {{}}, b: {{}}, c: {{}} }},\n"
        f"  puis: [{{ sinon: {then} }}], ne_sait_pas: {then} }}\n"
        for id, then in zip(names, [*names[1:], "fin"], strict=True)
    )
    rules = ",\n  ".join(
        f"{{ si: {{ {id}: {option} }}, va: seul }}" for id in names for option in "ab"
    )
    return tree_of(questions + yes_or_no("fin", f"{rules}, {{ sinon: contact }}", "ensemble"))


def test_beyond_a_bound_visits_are_drawn_at_random_always_the_same_and_it_is_said() -> None:
    tree = many_ways(12)
    first, second = explore(tree, TODAY, most=20_000), explore(tree, TODAY, most=20_000)
    assert first.sampled
    assert {"seul", "ensemble"} <= ends(first)
    assert [stop.answers for stop in first.stops] == [stop.answers for stop in second.stops]
    assert not explore(many_ways(3), TODAY).sampled


def test_components_come_after_those_they_lead_to() -> None:
    after = {"a": ("b",), "b": ("c", "d"), "c": ("b",), "d": ()}
    assert [set(group) for group in components(after)] == [{"d"}, {"b", "c"}, {"a"}]


def test_a_chain_of_thousands_of_questions_does_not_overflow() -> None:
    after = {str(n): (str(n + 1),) for n in range(5000)}
    assert len(components(after)) == 5001
