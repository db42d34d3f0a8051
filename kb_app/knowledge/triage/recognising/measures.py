"""Numbers, amounts, postcodes and days in what is typed, for the one question they fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kb_app.knowledge.triage.dates import day_of, shifted
from kb_app.knowledge.triage.terms import Span, Unit

_WEEK = "lundi mardi mercredi jeudi vendredi samedi dimanche"
_YEAR = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
_FEW = "un deux trois quatre cinq six sept huit neuf dix onze douze"
_WEEKDAYS = _WEEK.split()
_MONTHS = _YEAR.split()
_COUNTS = {word: number for number, word in enumerate(_FEW.split(), 1)}
_COUNTS |= {"une": 1, "quinze": 15, "vingt": 20, "trente": 30}
_UNITS = {
    "jour": Unit.DAYS, "jours": Unit.DAYS, "semaine": Unit.WEEKS, "semaines": Unit.WEEKS,
    "mois": Unit.MONTHS, "an": Unit.YEARS, "ans": Unit.YEARS,
}  # fmt: skip
_NEAR = {"hier": -1, "avant-hier": -2, "aujourd'hui": 0, "demain": 1, "apres-demain": 2}

_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_COUNTS)})"
_DAYS = re.compile(
    rf"""(?P<since>\bdepuis\s+)?(?:\b(?:le|du|au)\s+)?(?<![\d/.,-])(?:
      (?P<whole>\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}}))(?![\d/-])
    | (?P<slash>\d{{1,2}}/\d{{1,2}})(?![\d/])
    | \b(?P<day>\d{{1,2}}|1er)\s+(?P<month>{"|".join(_MONTHS)})\b(?:\s+(?P<year>\d{{4}})\b)?
    | \b(?P<near>avant-hier|hier|aujourd['’]hui|apres-demain|demain)\b
    | \b(?P<weekday>{"|".join(_WEEKDAYS)})\b(?:\s+(?P<which>dernier|passe|prochain)\b)?
    | \b(?P<ago>il\s+y\s+a|y\s+a|dans)\s+(?P<count>{_COUNT})\s+(?P<unit>{"|".join(_UNITS)})\b
    )
    | \bdepuis\s+(?P<lasted>{_COUNT})\s+(?P<lasted_unit>{"|".join(_UNITS)})\b""",
    re.VERBOSE,
)
_NUMBERS = re.compile(
    r"(?<![\w,./-])\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?:,\d{1,2})?(?!\w|[,/-]\d)|"
    r"(?<![\w,./-])\d{1,9}(?:,\d{1,2})?(?!\d|[./-]\d)"
)
_CURRENCY = re.compile(r"\s*(?:€|euros?\b)")
_SPANNING = re.compile(r"(?:depuis|y\s+a|dans|pendant|sous)\s+\Z")
_MYSELF = re.compile(r"(?:\bj['’ ]?ai|\bje|\bmoi)\s+\Z")

Days = Callable[[date], tuple[date, ...]]


@dataclass(frozen=True, slots=True)
class DayHeard:
    start: int
    end: int
    since: bool
    """« depuis le 3 novembre », « depuis deux mois »."""
    days: Days
    """The days it may be on the day of the visit, the likeliest first."""
    is_vague: bool
    """Only the question can tell which of the days: « mardi » is the last or the next."""


@dataclass(frozen=True, slots=True)
class NumberHeard:
    start: int
    end: int
    text: str
    is_money: bool
    is_span: bool
    """« depuis 11 ans » is nobody's age."""
    is_own: bool
    """« j’ai 20 ans »."""


def flat(text: str) -> str:
    """Return the text in lower case, without accents, each sign still in its place."""
    return "".join(unicodedata.normalize("NFKD", sign)[0].lower()[:1] or " " for sign in text)


def days_in(text: str) -> Iterator[DayHeard]:
    """Yield the days said in a text made `flat`."""
    for found in _DAYS.finditer(text):
        days = _days(found)
        if days is not None:
            since = bool(found["since"] or found["lasted"])
            yield DayHeard(found.start(), found.end(), since, *days)


def numbers_in(text: str) -> Iterator[NumberHeard]:
    """Yield the numbers said in a text made `flat`, those of days included."""
    for found in _NUMBERS.finditer(text):
        money = _CURRENCY.match(text, found.end())
        before = text[: found.start()]
        yield NumberHeard(
            found.start(),
            money.end() if money else found.end(),
            found[0].replace(".", " "),
            bool(money),
            bool(_SPANNING.search(before)),
            bool(_MYSELF.search(before)),
        )


def _days(found: re.Match[str]) -> tuple[Days, bool] | None:
    if found["whole"]:
        return _fixed(_whole(found["whole"]))
    if found["slash"]:
        day, month = found["slash"].split("/")
        return _yearly(int(day), int(month), None)
    if found["month"]:
        number = 1 if found["day"] == "1er" else int(found["day"])
        return _yearly(number, _MONTHS.index(found["month"]) + 1, found["year"])
    if found["near"]:
        shift = timedelta(days=_NEAR[found["near"].replace("’", "'")])
        return (lambda today: (today + shift,)), False
    if found["weekday"]:
        return _weekly(_WEEKDAYS.index(found["weekday"]), found["which"])
    count = found["count"] or found["lasted"]
    number = _COUNTS.get(count) or int(count)
    sign = 1 if found["ago"] == "dans" else -1
    span = Span(sign * number, _UNITS[found["unit"] or found["lasted_unit"]])
    return (lambda today: (shifted(today, span),)), False


def _whole(written: str) -> date | None:
    if re.fullmatch(r".*[/.]\d{2}", written):
        written = f"{written[:-2]}20{written[-2:]}"
    return day_of(written)


def _fixed(day: date | None) -> tuple[Days, bool] | None:
    return ((lambda today: (day,)), False) if day else None


def _yearly(day: int, month: int, year: str | None) -> tuple[Days, bool] | None:
    def days(today: date) -> tuple[date, ...]:
        years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
        found = [each for y in years if (each := day_of(f"{day}/{month}/{y:04}"))]
        return tuple(sorted(found, key=lambda each: abs((each - today).days)))

    return days, False


def _weekly(weekday: int, which: str | None) -> tuple[Days, bool]:
    def days(today: date) -> tuple[date, ...]:
        back = (today.weekday() - weekday) % 7 or 7
        last, following = today - timedelta(days=back), today + timedelta(days=7 - back % 7)
        if which is None:
            return (last, following)
        return (following,) if which == "prochain" else (last,)

    return days, which is None
