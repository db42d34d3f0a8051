"""No small count follows from what is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb_app.people.visits.closing import Cell, Counted
from kb_app.people.visits.hiding import SMALLEST, Count, shown, shown_tally

ALL = Cell(Counted.ENTERED)


def part(name: str) -> Cell:
    return Cell(Counted.CLOSING, target=name)


def hidden(**parts: int) -> dict[str, Count]:
    """Return what is shown of parts whose total is shown; `_` is the total."""
    cells = {part(name): n for name, n in parts.items()}
    result = shown({ALL: sum(parts.values()), **cells}, [(ALL, list(cells))])
    return {cell.target or "_": n for cell, n in result.items()}


def test_what_is_not_small_is_shown_and_zero_is_nobody() -> None:
    assert hidden(a=5, b=9, c=0) == {"_": 14, "a": 5, "b": 9, "c": 0}


def test_a_single_small_count_hides_the_next_smallest() -> None:
    assert hidden(a=3, b=9, c=30) == {"_": 42, "a": None, "b": None, "c": 30}


def test_two_small_counts_that_can_only_be_one_each_hide_a_third() -> None:
    assert hidden(a=1, b=1, c=30, d=40) == {"_": 72, "a": None, "b": None, "c": None, "d": 40}


def test_two_small_counts_that_leave_room_for_doubt_are_enough() -> None:
    assert hidden(a=4, b=4, c=30) == {"_": 38, "a": None, "b": None, "c": 30}


def test_small_parts_alone_hide_their_total() -> None:
    assert hidden(a=1, b=1, c=1, d=1, e=1)["_"] is None


def test_a_hidden_total_is_not_the_sum_of_what_is_shown() -> None:
    one, two = Cell(Counted.OUTCOME, "autonomie", "un"), Cell(Counted.OUTCOME, "referent", "deux")
    tally = {ALL: 23, one: 20, two: 3}
    cells = shown_tally(tally)
    assert cells[Cell(Counted.OUTCOME, "referent")] is None
    assert cells[Cell(Counted.OUTCOME, "autonomie")] is None
    assert cells[one] is None
    assert cells[ALL] == 23


def test_a_rare_way_out_of_a_question_does_not_follow_from_the_others() -> None:
    asked = Cell(Counted.ANSWERED, "q")
    often, rarely = Cell(Counted.ARROW, "q", "un"), Cell(Counted.ARROW, "q", "deux")
    cells = shown_tally({asked: 33, often: 30, rarely: 3})
    assert cells == {asked: 33, often: None, rarely: None}


def test_when_nearly_all_do_not_know_those_who_do_are_hidden_too() -> None:
    asked, unknown = Cell(Counted.ANSWERED, "q"), Cell(Counted.UNKNOWN, "q")
    assert shown_tally({asked: 20, unknown: 18})[unknown] is None
    assert shown_tally({asked: 20, unknown: 15})[unknown] == 15
    assert shown_tally({asked: 20, unknown: 20})[unknown] == 20


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_small_count_can_be_worked_out_from_a_total(counts: list[int]) -> None:
    names = "abcdef"
    result = hidden(**dict(zip(names, counts, strict=False)))
    secret = [n for n, name in zip(counts, names, strict=False) if result[name] is None]
    assert all(n >= SMALLEST or n == 0 for n in result.values() if n is not None)
    if result["_"] is not None and secret:
        # Each is known to be one or more: what is left could be any of theirs.
        assert len(secret) > 1
        assert sum(secret) - len(secret) >= SMALLEST - 1


def test_the_few_who_were_blocked_do_not_follow_from_those_who_arrived() -> None:
    ended = Cell(Counted.OUTCOME, "autonomie", "un")
    arrived, blocked = Cell(Counted.ARRIVED, target="un"), Cell(Counted.BLOCKED, target="un")
    cells = shown_tally({ALL: 20, ended: 16, arrived: 20, blocked: 4})
    assert cells[blocked] is None
    assert None in (cells[arrived], cells[ended])


def test_the_few_who_stopped_do_not_follow_from_those_who_answered() -> None:
    cells = shown_tally({Cell(Counted.REACHED, "q"): 67, Cell(Counted.ANSWERED, "q"): 66})
    assert None in cells.values()
