"""The SQL of searches counted by day: one more in each row, and reading back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    text,
    tuple_,
)

from kb_app.people.activity import tables
from kb_app.people.activity.model import Asked, Tally
from kb_app.people.activity.waiting import Batch
from kb_app.people.activity.words import Words

_questions = tables.search_questions
_openings = tables.search_openings

MOST_QUESTIONS = 2_000
"""Failed questions looked at together, the most pressing."""

# The same words on both kinds of database; their builders differ.
_ASKED = text(
    "INSERT INTO search_questions (day, question, wording, asked, without_result, not_found) "
    "VALUES (:day, :question, :wording, :asked, :without_result, 0) "
    "ON CONFLICT (day, question) DO UPDATE SET "
    "asked = search_questions.asked + excluded.asked, "
    "without_result = search_questions.without_result + excluded.without_result"
).bindparams(bindparam("day", type_=Date))
_OPENED = text(
    "INSERT INTO search_openings (day, question, path, n) VALUES (:day, :question, :path, :n) "
    "ON CONFLICT (day, question, path) DO UPDATE SET n = search_openings.n + excluded.n"
).bindparams(bindparam("day", type_=Date))
# The same page sent twice counts once: its number is that of the last press.
_NOT_FOUND = text(
    "INSERT INTO search_questions "
    "(day, question, wording, asked, without_result, not_found, pressed) "
    "VALUES (:day, :question, :wording, 0, 0, 1, :page) "
    "ON CONFLICT (day, question) DO UPDATE SET not_found = search_questions.not_found + "
    "CASE WHEN search_questions.pressed = excluded.pressed THEN 0 ELSE 1 END, "
    "pressed = excluded.pressed"
).bindparams(bindparam("day", type_=Date))


def add(connection: Connection, batch: Batch) -> None:
    """Count what waited, on a connection from `writing`."""
    asked = [
        {
            "day": day,
            "question": question,
            "wording": batch.wordings[day, question],
            "asked": n,
            "without_result": batch.without_result[day, question],
        }
        for (day, question), n in batch.asked.items()
    ]
    opened = [
        {"day": day, "question": question, "path": path, "n": n}
        for (day, question, path), n in batch.opened.items()
    ]
    if asked:
        connection.execute(_ASKED, asked)
    if opened:
        connection.execute(_OPENED, opened)


def press(connection: Connection, day: date, words: Words, page: str) -> None:
    """Count one « pas trouvé » a page, on a connection from `writing`."""
    values = {"day": day, "question": words.question, "wording": words.wording, "page": page}
    connection.execute(_NOT_FOUND, values)


def failed(connection: Connection, since: date) -> tuple[Asked, ...]:
    """Return the questions that failed since a day, the most pressing first."""
    counted, openings = _counted_since(since), _opened_since(since)
    q, opened = counted.c, func.coalesce(openings.c.n, 0)
    query = (
        select(q.question, q.asked, q.without_result, q.not_found, opened, q.first, q.last)
        .join(openings, openings.c.question == q.question, isouter=True)
        .where(or_(q.not_found > 0, q.without_result > 0, opened == 0))
        .order_by(q.not_found.desc(), q.without_result.desc(), q.asked.desc(), q.question)
        .limit(MOST_QUESTIONS)
    )
    tallies = {question: Tally(*each) for question, *each in connection.execute(query)}
    firsts = _firsts(connection, tallies)
    return tuple(Asked(question, *firsts[question], tally) for question, tally in tallies.items())


def after(
    connection: Connection, questions: Collection[str], day: date
) -> Mapping[str, tuple[Tally, ...]]:
    """Return what was counted of each question after a day, one tally a day."""
    q, o = _questions.c, _openings.c
    found: dict[str, dict[date, Tally]] = {}
    counted = select(q.question, q.day, q.asked, q.without_result, q.not_found)
    for row in connection.execute(counted.where(q.question.in_(questions), q.day > day)):
        each = Tally(row.asked, row.without_result, row.not_found, 0, row.day, row.day)
        found.setdefault(row.question, {})[row.day] = each
    opened = select(o.question, o.day, o.n).where(o.question.in_(questions), o.day > day)
    for question, on, n in connection.execute(opened):
        days = found.setdefault(question, {})
        days[on] = days.get(on, Tally()) + Tally(opened=n, first=on, last=on)
    return {question: tuple(days.values()) for question, days in found.items()}


def often(connection: Connection, days: int, asked: int) -> dict[str, str]:
    """Return the questions asked so often on so many days, each with its most frequent spelling."""
    q = _questions.c
    question = _by_day_first(q.question).label("question")
    times = func.sum(q.asked).label("times")
    days_asked = func.sum(case((q.asked > 0, 1), else_=0)).label("days")
    query = (
        select(question, q.wording, times, days_asked)
        .group_by(question, q.wording)
        .order_by(times.desc(), func.min(q.day), q.wording)
    )
    spelt: dict[str, str] = {}
    counted: dict[str, tuple[int, int]] = {}
    for row in connection.execute(query):
        spelt.setdefault(row.question, row.wording)
        so_far = counted.get(row.question, (0, 0))
        counted[row.question] = (so_far[0] + row.times, so_far[1] + row.days)
    enough = (each for each, (n, on) in counted.items() if n >= asked and on >= days)
    return {question: spelt[question] for question in enough}


def opened(connection: Connection) -> dict[str, dict[str, int]]:
    """Return how often each document was opened from the results of each question."""
    o = _openings.c
    query = select(o.question, o.path, func.sum(o.n).label("n")).group_by(o.question, o.path)
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.question, {})[row.path] = row.n
    return found


def opened_since(connection: Connection, since: date) -> dict[str, int]:
    """Return how often each document was opened from results since a day."""
    o = _openings.c
    query = select(o.path, func.sum(o.n).label("n")).where(o.day >= since).group_by(o.path)
    return {row.path: row.n for row in connection.execute(query)}


def forget(connection: Connection, before: date, at_once: int) -> int:
    """Delete the oldest rows of before a day, at most so many of each table; return how many."""
    return sum(_forget(connection, table, before, at_once) for table in (_questions, _openings))


def _forget(connection: Connection, table: Table, before: date, at_once: int) -> int:
    key = list(table.primary_key.columns)
    old = select(*key).where(table.c.day < before).order_by(table.c.day).limit(at_once)
    return connection.execute(delete(table).where(tuple_(*key).in_(old))).rowcount


def _counted_since(since: date) -> Subquery:
    q = _questions.c
    question = _by_day_first(q.question).label("question")
    sums = [func.sum(c).label(c.name) for c in (q.asked, q.without_result, q.not_found)]
    days = (func.min(q.day).label("first"), func.max(q.day).label("last"))
    return select(question, *sums, *days).where(q.day >= since).group_by(question).subquery()


def _opened_since(since: date) -> Subquery:
    o = _openings.c
    question = _by_day_first(o.question).label("question")
    n = func.sum(o.n).label("n")
    return select(question, n).where(o.day >= since).group_by(question).subquery()


def _by_day_first(question: ColumnElement[str]) -> ColumnElement[str]:
    """Return the question, so written that SQLite takes the rows by their day.

    To group them, it would rather follow the index of questions through the whole table: twenty
    times as long for the last thirty days of four hundred.
    """
    return question.concat("")


def _firsts(connection: Connection, questions: Collection[str]) -> dict[str, tuple[date, str]]:
    """Return the first day each question was asked, and how it was spelt then."""
    q = _questions.c
    first = (
        select(q.question, func.min(q.day).label("day"))
        .where(q.question.in_(questions))
        .group_by(q.question)
        .subquery()
    )
    same = and_(q.question == first.c.question, q.day == first.c.day)
    rows = connection.execute(select(q.question, q.day, q.wording).join(first, same))
    return {question: (day, wording) for question, day, wording in rows}
