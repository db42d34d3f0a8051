"""What outcomes promise: deadlines that can be counted, delays that are kept, one thing once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kb_app.knowledge.triage.checking.report import Report, told
from kb_app.knowledge.triage.conditions import settled
from kb_app.knowledge.triage.exploring.explore import Exploration, Stop
from kb_app.knowledge.triage.exploring.leaves import giving, questions_read, read_by
from kb_app.knowledge.triage.model import Deadline, Item, Outcome, Tree, Wording
from kb_app.knowledge.triage.terms import TODAY, Span, Unit

PROMISED_HOURS = 72
"""Within which the network's referents answer."""

_HOURS = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WEEKS: 168, Unit.MONTHS: 720, Unit.YEARS: 8760}


def check_deadlines(report: Report, exploration: Exploration) -> None:
    """I11: a visit ends where a deadline runs from a date it was not asked for.

    A date asked and not known gives no deadline: that is right. Visits that jumped over a date
    may end in several places: the first is told.
    """
    reached = {stop.at for stop in exploration.stops}
    done: set[str] = set()
    for stop in exploration.stops:
        outcome = report.tree.outcomes.get(stop.at)
        deadline = _counted(report.tree, outcome, stop, exploration) if outcome else None
        if outcome is None or deadline is None or deadline.since in done:
            continue
        sources = questions_read(report.tree, [deadline.since])
        if sources & reached and not sources & set(stop.asked):
            done.add(deadline.since)
            report.of_outcome(
                "I11",
                outcome,
                f"l’échéance part de « {deadline.since} », qui n’est pas posée sur ce parcours : "
                f"{told(stop.answers, exploration.today)}",
                deadline.line,
            )


def _counted(tree: Tree, outcome: Outcome, stop: Stop, exploration: Exploration) -> Deadline | None:
    """Return the deadline that applies to these visits, unless it runs from today."""
    for deadline in outcome.deadlines:
        condition, today = deadline.condition, exploration.today
        if condition is None or settled(tree, condition, stop.facts, today, stop.asked):
            return deadline if deadline.since != TODAY else None
    return None


def check_given(report: Report, exploration: Exploration) -> None:
    """C04, for what an outcome gives on a condition that no visit to it was asked about.

    A condition on a question asked on some visits only is right: it is false on the others.
    """
    tree = report.tree
    reached = {stop.at for stop in exploration.stops}
    asked = _asked_before(exploration)
    for outcome in tree.outcomes.values():
        if outcome.id not in reached or exploration.sampled:
            continue
        known = asked[outcome.id].union(
            *(asked[each.id] for each in tree.outcomes.values() if each.if_blocked == outcome.id)
        )
        done: set[str] = set()
        for place in giving(outcome):
            never = (read_by(tree, place.condition) & reached) - known - done
            for about in sorted(never):
                done.add(about)
                stop = next(stop for stop in exploration.stops if stop.at == outcome.id)
                report.of_outcome(
                    "C04",
                    outcome,
                    f"la condition lit « {about} », qui n’a pas été posée sur ce parcours : "
                    f"{told(stop.answers, exploration.today)}",
                    place.line,
                )


def _asked_before(exploration: Exploration) -> dict[str, set[str]]:
    """Return, for each outcome, every question that some visit to it was asked."""
    found: dict[str, set[str]] = defaultdict(set)
    before: dict[Stop, set[str]] = defaultdict(set)
    # A stop comes up once all the moves to it have, so that what is known of it is whole.
    for stop in reversed(exploration.leaving_last()):
        for move in exploration.moves.get(stop, ()):
            if move.end:
                before[move.end] |= before[stop] | {stop.at}
        if stop not in exploration.moves:
            found[stop.at] |= before[stop]
    return found


def check_promises(report: Report) -> None:
    """I12: a referent's answer comes later than the network has promised."""
    for outcome in report.tree.outcomes.values():
        hours = hours_of(outcome.desk.answer_within) if outcome.desk else 0
        if outcome.desk and hours > PROMISED_HOURS:
            report.of_outcome(
                "I12",
                outcome,
                f"réponse sous {hours} h, au-delà de l’engagement de {PROMISED_HOURS} h",
                outcome.desk.line,
            )


def hours_of(span: Span) -> int:
    return span.count * _HOURS[span.unit]


def check_doubles(report: Report) -> None:
    """I14: two outcomes that give the same, whatever their titles."""
    first: dict[object, Outcome] = {}
    for outcome in report.tree.outcomes.values():
        same = first.setdefault(_given(outcome), outcome)
        if (
            same is not outcome
            and same.id not in report.unsound
            and outcome.id not in report.unsound
        ):
            report.add(
                "I14",
                outcome.line,
                f"les issues « {same.id} » et « {outcome.id} » disent la même chose ; "
                "une seule suffirait",
            )


def _given(outcome: Outcome) -> object:
    desk = outcome.desk
    return (
        outcome.ending,
        outcome.operator,
        _texts(outcome.say),
        _texts(outcome.do),
        _texts(outcome.meanwhile),
        _items(outcome.documents),
        _items(outcome.sheets),
        tuple((each.level, each.condition is None) for each in outcome.urgencies),
        tuple((each.within, each.since) for each in outcome.deadlines),
        (desk.inbox, desk.answer_within) if desk else None,
    )


def _texts(wordings: Sequence[Wording]) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (" ".join(each.text.casefold().split()), each.condition is None) for each in wordings
    )


def _items(items: Iterable[Item]) -> frozenset[tuple[str, bool]]:
    return frozenset((each.id, each.condition is None) for each in items)
