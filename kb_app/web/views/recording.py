"""What a page tells of searching: a question asked, a document opened from its results.

Only the question and the document are taken from the request: nothing of who sent it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from flask import request

from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.web.house import house
from kb_app.web.views.question import COUNTS, Question, shown

RESULTS = "/recherche"
NOTED = "note"
"""In the address of results: their reader has just said « pas trouvé »."""

# "CUBOT" makes telephones.
_CRAWLER = re.compile(r"(?<!cu)bots?\b|bot[/_-]|crawl|spider|slurp|archiver", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Before:
    """The page about a question that the reader comes from."""

    question: str
    is_results: bool


def record_search(question: Question, found: int) -> None:
    """Count a question and its results, unless they are those seen just before: fewer of them,
    more, or again after « pas trouvé »."""
    before = _before()
    again = question.filtered or question.count != COUNTS[0] or NOTED in request.args
    if not again and not (before and before.question == question.text) and by_someone():
        house().activity.searched(question.text, found)


def record_opening(path: str) -> None:
    """Count a document opened by a link of a page of results; of any other page, nothing.

    Nor from results just said not to hold the answer.
    """
    before = _before()
    if before and before.is_results and by_someone():
        house().activity.opened(before.question, path)


def _before() -> _Before | None:
    """Read what browsers say, between pages of one site, of the page a link was followed from."""
    try:
        page = urlsplit(request.referrer or "")
        asked = parse_qs(page.query, max_num_fields=200)
    except ValueError:
        return None
    typed = asked.get("q", [""])[0]
    ours = page.netloc == request.host and page.path in (RESULTS, f"{RESULTS}/pas-trouve")
    if not ours or not typed or len(typed) > LONGEST_QUESTION:
        return None
    return _Before(shown(typed), page.path == RESULTS and NOTED not in asked)


def by_someone() -> bool:
    """Say whether a person asked for this page, as far as one can tell."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.method == "GET" and not ahead and not _CRAWLER.search(request.user_agent.string)
