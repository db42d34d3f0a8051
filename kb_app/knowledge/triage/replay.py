"""Many visits replayed from JSON lines, for authors' own checks and for comparing engines."""

from __future__ import annotations

import json
from datetime import date
from json.encoder import encode_basestring

from kb_app.errors import InvalidInput
from kb_app.knowledge.triage.conclude import conclude
from kb_app.knowledge.triage.dates import day_of
from kb_app.knowledge.triage.model import Tree
from kb_app.knowledge.triage.walk import Refusal, walk


def read_case(line: str | bytes, today: date) -> tuple[dict[str, object], date]:
    """Read `{"answers": {question: value, …}, "today": "2026-11-22"}`; without a day, `today`.

    Raises InvalidInput, saying what is wrong, when the line is something else.
    """
    try:
        case = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"la ligne n’est pas du JSON ({error})") from None
    answers = case.get("answers") if isinstance(case, dict) else None
    if not isinstance(answers, dict):
        raise InvalidInput('il faut {"answers": {question: valeur, …}, "today": "2026-11-22"}')
    written = case.get("today")
    if written is None:
        return answers, today
    day = day_of(written) if isinstance(written, str) else None
    if day is None:
        raise InvalidInput(f"« today » n’est pas une date : {str(written)[:40]}")
    return answers, day


def replay_line(tree: Tree, line: str | bytes, today: date) -> str:
    """Walk the visit of one JSON line and return its result as one, without line end.

    Keys, always in this order: `asked` (ids in order, the question stopped at included),
    `outcome`, `stopped_at`, `refused` (`{"question", "message"}` or null), `sheets` and
    `documents` (ids whose condition holds, in the author's order), `urgency`, `deadline` (ISO day
    or null). Raises InvalidInput as `read_case`.
    """
    answers, day = read_case(line, today)
    walked = walk(tree, answers, day)
    end = conclude(tree, walked, day) if walked.outcome in tree.outcomes else None
    refused = walked.refused
    # Written piece by piece: half the time of a general encoder, a tenth of the whole.
    return (
        f'{{"asked": {_list(walked.asked)}, "outcome": {_text(walked.outcome)}, '
        f'"stopped_at": {_text(walked.stopped_at)}, "refused": {_refused(refused)}, '
        f'"sheets": {_list(end.sheets if end else ())}, '
        f'"documents": {_list(end.documents if end else ())}, '
        f'"urgency": {_text(end.urgency if end else None)}, '
        f'"deadline": {_text(end.deadline.day.isoformat() if end and end.deadline else None)}}}'
    )


def _text(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(encode_basestring, texts))}]"


def _refused(refusal: Refusal | None) -> str:
    if refusal is None:
        return "null"
    return f'{{"question": {_text(refusal.question)}, "message": {_text(refusal.message)}}}'
