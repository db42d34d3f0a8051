"""How a visit goes on: pure functions from one state to the next."""

from __future__ import annotations

from datetime import date

import pytest

from kb_app.errors import NotFound
from kb_app.knowledge.triage.answers import RefusedAnswer
from kb_app.knowledge.triage.migrate import verdict
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.terms import UNKNOWN
from kb_app.people.visits import moves, records
from kb_app.people.visits.model import AnswerConflict, Detour, How, State
from tests.people.visits.desk import QUESTIONS, TODAY, Answers, small_tree
from tests.trees import tree_of

TREE = small_tree()
VOLEE: Answers = {"q": "soi", "situation": "volee", "papiers": ["identite", "banque"]}


def after(answers: Answers, state: State | None = None, tree: Tree = TREE) -> State:
    state = moves.told(state or State(), tree, {}, TODAY)
    for n, (question, raw) in enumerate(answers.items(), start=len(state.set_at) + 1):
        state = moves.answered(state, tree, question, raw, TODAY, n, n)
    return state


def test_answers_on_the_path_are_kept_in_its_order_as_the_walk_reads_them_again() -> None:
    state = after({**VOLEE, "depuis": "3/11/2026", "precision": ""})
    assert state.answers == {
        "q": "soi",
        "situation": "volee",
        "papiers": ("identite", "banque"),
        "depuis": "2026-11-03",
        "precision": "",
    }
    assert [*state.answers] == [question for question, _ in state.path]
    assert state.outcome == "ensemble"
    assert moves.walked(state, TREE, TODAY) == state


def taken_to(tree: Tree, state: State) -> State:
    """Return the state moved from `TREE` to another version, as its verdict says."""
    return moves.moved(state, tree, verdict(TREE, tree, state.told, TODAY).answers, TODAY)


def test_an_empty_state_waits_at_the_first_question() -> None:
    assert after({}).stopped_at == "q"


def test_a_short_text_is_never_kept() -> None:
    state = after({**VOLEE, "depuis": UNKNOWN, "precision": "Mme Durand, 3 rue des Lilas"})
    assert state.answers["precision"] == "rempli"
    assert "Durand" not in records.to_json(state)


def test_what_the_walk_refuses_is_not_kept() -> None:
    with pytest.raises(RefusedAnswer, match="au plus 25"):
        after({"q": "enfant", "age": "40"})
    with pytest.raises(RefusedAnswer, match="possible ici"):
        after({"q": "Jeanne Martin"})
    with pytest.raises(RefusedAnswer, match="Répondez"):
        after({"q": ""})
    with pytest.raises(NotFound):
        after({"autre_arbre": "oui"})


def test_changing_an_answer_puts_aside_what_the_way_to_the_outcome_does_not_need() -> None:
    state = after({**VOLEE, "depuis": UNKNOWN, "precision": ""})
    changed = after({"situation": "perdue"}, state)
    assert changed.outcome == "ensemble"
    assert changed.aside == {"papiers": ("identite", "banque")}
    assert [*changed.answers] == ["q", "situation", "depuis", "precision"]


def test_what_was_put_aside_is_offered_again_and_never_used_by_itself() -> None:
    changed = after({"situation": "perdue"}, after({**VOLEE, "depuis": UNKNOWN, "precision": ""}))
    back = after({"situation": "volee"}, changed)
    assert (back.stopped_at, back.given) == ("papiers", {})
    assert back.aside == {"papiers": ("identite", "banque"), "depuis": UNKNOWN, "precision": ""}
    again = after({"papiers": ["aucun"]}, back)
    assert (again.stopped_at, again.outcome) == ("depuis", None)
    done = after({"depuis": UNKNOWN, "precision": ""}, again)
    assert (done.outcome, done.aside, done.given) == ("ensemble", {}, {})


def test_what_a_change_displaced_before_any_outcome_is_not_used_by_itself_either() -> None:
    changed = after({"q": "enfant"}, after(VOLEE))
    assert (changed.stopped_at, changed.given) == ("age", {})
    back = after({"q": "soi"}, changed)
    assert back.stopped_at == "situation"
    assert back.aside == {"situation": "volee", "papiers": ("identite", "banque")}


def test_a_fact_told_up_front_still_answers_after_another_answer_changed() -> None:
    state = moves.told(State(), TREE, {"situation": "volee"}, TODAY)
    changed = after({"q": "enfant"}, after({"q": "soi", "papiers": ["banque"]}, state))
    assert (changed.given, changed.aside) == ({"situation": "volee"}, {"papiers": ("banque",)})
    back = after({"q": "soi"}, changed)
    assert back.answers["situation"] == "volee"
    assert back.stopped_at == "papiers"


def test_an_answer_that_the_day_made_wrong_is_offered_to_be_corrected() -> None:
    state = after({**VOLEE, "depuis": "22/11/2026"})
    before = moves.walked(state, TREE, date(2026, 11, 21))
    assert (before.stopped_at, before.aside) == ("depuis", {"depuis": "2026-11-22"})


def test_what_was_changed_is_marked_and_the_same_answer_again_changes_nothing() -> None:
    state = after(VOLEE)
    assert moves.answered(state, TREE, "situation", "volee", TODAY, 0, 9) is state
    changed = after({"situation": "perdue"}, state)
    assert [q for q, mark in changed.marks.items() if mark.changed] == ["situation"]


def test_facts_told_up_front_answer_their_question_when_the_path_comes_to_it() -> None:
    facts = {"papiers": ["banque"], "age": "40", "precision": "texte", "inconnue": "x"}
    state = moves.told(State(), TREE, facts, TODAY)
    assert state.given == {"papiers": ("banque",)}
    assert state.stopped_at == "q"
    state = after({"q": "soi"}, state)
    assert state.stopped_at == "situation"
    state = after({"situation": "volee"}, state)
    assert state.answers["papiers"] == ("banque",)
    assert (state.given, state.stopped_at) == ({}, "depuis")


def test_a_fact_told_up_front_can_be_taken_back_before_and_after_its_question() -> None:
    state = moves.told(State(), TREE, {"q": "soi", "papiers": ["banque"]}, TODAY)
    assert moves.forgotten(state, TREE, "papiers", TODAY).given == {}
    assert moves.forgotten(state, TREE, "q", TODAY).stopped_at == "q"


def test_told_facts_never_replace_an_answer() -> None:
    state = moves.told(after({"q": "soi"}), TREE, {"q": "enfant"}, TODAY)
    assert state.answers["q"] == "soi"


def test_an_alert_ends_the_visit_whatever_is_left_to_ask() -> None:
    state = after({**VOLEE, "papiers": ["hopital"]})
    assert state.outcome == "contact"
    assert state.path[-1] == ("papiers", "contact")


def test_another_tab_that_answered_another_question_does_not_matter() -> None:
    state = after({"q": "soi"})
    one = moves.answered(state, TREE, "situation", "volee", TODAY, base=1, revision=2)
    both = moves.answered(one, TREE, "q", "enfant", TODAY, base=1, revision=3)
    assert both.answers == {"q": "enfant"}
    assert both.aside == {"situation": "volee"}


def test_another_tab_that_answered_the_same_question_otherwise_is_said() -> None:
    state = moves.answered(after({"q": "soi"}), TREE, "situation", "volee", TODAY, 2, 5)
    assert moves.answered(state, TREE, "situation", "volee", TODAY, 2, 6) is state
    with pytest.raises(AnswerConflict, match="entre-temps") as conflict:
        moves.answered(state, TREE, "situation", "perdue", TODAY, 2, 6)
    assert (conflict.value.theirs, conflict.value.mine) == ("volee", "perdue")
    later = moves.answered(state, TREE, "situation", "perdue", TODAY, 5, 6)
    assert later.answers["situation"] == "perdue"


def test_a_late_answer_to_a_question_no_longer_asked_is_not_lost() -> None:
    waiting = after({"q": "soi", "situation": "perdue"})
    late = moves.answered(waiting, TREE, "papiers", ["identite"], TODAY, 3, 4)
    assert late.answers == waiting.answers
    assert late.aside == {"papiers": ("identite",)}
    done = after({"q": "enfant", "age": 3})
    late = moves.answered(done, TREE, "papiers", ["identite"], TODAY, 3, 4)
    assert (late.outcome, late.aside) == ("seul", {"papiers": ("identite",)})


def test_blocked_goes_to_the_named_referent_with_the_answers_and_comes_back() -> None:
    done = after({"q": "enfant", "age": 3})
    assert done.outcome == "seul"
    blocked = moves.detoured(done, TREE, How.BLOCKED, TODAY)
    assert blocked.detour == Detour(How.BLOCKED, "contact")
    assert (blocked.outcome, blocked.answers) == ("contact", done.answers)
    assert moves.position(blocked, TREE, TODAY).outcome == "contact"
    assert moves.resumed(blocked, TREE, TODAY) == done
    assert after({"age": 14}, blocked).detour is None


def test_only_a_way_the_tree_offers_is_taken() -> None:
    with pytest.raises(NotFound):
        moves.detoured(after({"q": "soi"}), TREE, How.BLOCKED, TODAY)
    with pytest.raises(NotFound):
        moves.detoured(after({"q": "soi"}), TREE, How.SIGNAL, TODAY, "seul")
    signal = moves.detoured(after({}), TREE, How.SIGNAL, TODAY, "contact")
    assert (signal.outcome, signal.stopped_at) == ("contact", None)


def test_ticks_stay_with_the_outcome_they_were_made_on() -> None:
    done = moves.ticked(after({"q": "enfant", "age": 3}), ["0"], ["photo"])
    assert moves.resumed(done, TREE, TODAY).ticks == {"0"}
    elsewhere = moves.detoured(done, TREE, How.BLOCKED, TODAY)
    assert elsewhere.ticks == frozenset()
    assert elsewhere.missing == {"photo"}


def test_time_counts_at_the_question_that_waits_and_a_long_absence_little() -> None:
    state = after({"q": "soi"})
    assert moves.waited(state, "situation", 7.4).marks["situation"].seconds == 7
    assert moves.waited(state, "situation", 9999).marks["situation"].seconds == moves.LONGEST_WAIT
    assert moves.waited(state, "q", 7) is state


def test_only_a_question_of_the_path_is_come_back_to() -> None:
    state = after({"q": "soi"})
    assert moves.came_back(state, "q").marks["q"].back
    assert moves.came_back(state, "papiers") is state


def test_a_newer_version_takes_the_answers_by_their_new_names() -> None:
    renamed = QUESTIONS.replace("papiers", "documents").replace("perdue:", "egaree:")
    renaming = """
    renommages:
      questions: { papiers: documents }
      reponses: { situation: { perdue: egaree } }
    """
    tree = tree_of(renamed, renaming)
    state = after({"situation": "perdue"}, moves.came_back(after(VOLEE), "q"))
    state = after({"depuis": UNKNOWN, "precision": ""}, state)
    moved = taken_to(tree, state)
    assert moved.answers == {**state.answers, "situation": "egaree"}
    assert moved.aside == {"documents": ("identite", "banque")}
    assert moved.outcome == "ensemble"
    assert moved.marks["q"].back


def test_what_the_newer_version_no_longer_knows_is_removed_not_guessed() -> None:
    tree = tree_of(QUESTIONS.replace("    banque: { texte: Carte de banque }\n", ""))
    lost = {"situation": "perdue", "depuis": UNKNOWN, "precision": ""}
    state = after(lost, after(VOLEE))
    assert state.aside == {"papiers": ("identite", "banque")}
    moved = taken_to(tree, state)
    assert (moved.answers, moved.aside) == (state.answers, {})
    stolen = taken_to(tree, after({**VOLEE, "papiers": ["banque"]}))
    assert (stolen.stopped_at, stolen.told) == ("papiers", {"q": "soi", "situation": "volee"})


def test_a_state_comes_back_from_its_row_as_it_was() -> None:
    told = moves.told(State(words="carte volée"), TREE, {"papiers": ["banque"]}, TODAY)
    state = moves.ticked(after({"q": "enfant", "age": 3}, told), ["1"], ["photo"])
    state = moves.detoured(moves.waited(state, "q", 3), TREE, How.BLOCKED, TODAY)
    assert records.from_json(records.to_json(state)) == state
    assert records.from_json(records.to_json(State())) == State()
