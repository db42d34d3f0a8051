"""Numbers and times of a walk, said in French."""

from __future__ import annotations

from datetime import datetime, timedelta

from kb_app.knowledge.triage.exploring.remaining import Remaining

_HOUR = timedelta(hours=1)


def left_words(left: Remaining) -> str | None:
    """« encore 2 à 4 questions », « dernière question »; None once the visit has ended."""
    if left.most == 0:
        return None
    if left.most == 1:
        return "Dernière question"
    if left.least == left.most:
        return f"Encore {left.most} questions"
    return f"Encore {left.least} à {left.most} questions"


def length_words(left: Remaining) -> str:
    """« 3 à 7 questions », of a whole tree or what is left of it."""
    if left.most == 0:
        return "aucune question"
    if left.least == left.most:
        return f"{left.most} question{'s' if left.most > 1 else ''}"
    return f"{left.least} à {left.most} questions"


def ago(at: datetime, now: datetime) -> str:
    """« à l’instant », « il y a 12 min », « il y a 3 h »; both are aware."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return "à l’instant"
    if passed < _HOUR:
        return f"il y a {passed // timedelta(minutes=1)}\u00a0min"
    return f"il y a {passed // _HOUR}\u00a0h"
