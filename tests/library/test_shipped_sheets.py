"""The sheets we ship: all of them there, whole, plain, within reach, and no number of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kb_app.knowledge.content.markdown import outline
from kb_app.knowledge.content.model import Ending, Sheet
from kb_app.knowledge.content.prose import measure
from kb_app.knowledge.search.analysis import terms
from kb_app.library import search_replay
from kb_app.library.files import read_folder
from kb_app.library.reading import read
from kb_app.library.snapshot import Snapshot

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)

CODED = {
    "FT": 10, "CAF": 11, "CPAM": 11, "RET": 8, "MSA": 7, "IMP": 10, "POS": 5, "ANT": 12,
    "JUS": 7, "URS": 5, "CHE": 5, "REN": 5, "LOC": 15, "NUM": 9, "INT": 6,
}  # fmt: skip
"""How many procedures each family of codes has, numbered from 01."""
PROCEDURES = {f"{family}-{n:02}" for family, last in CODED.items() for n in range(1, last + 1)}

SECTIONS = [
    "En bref",
    "Conditions",
    "Étapes en ligne",
    "Sans internet",
    "Pièges",
    "Quand saisir le référent",
]
TEN_SECONDS = 45
"""Words, at the pace at which one reads to understand (240 to 270 a minute)."""
FEWEST_WORDS, MOST_WORDS, LONGEST_AVERAGE = 200, 500, 15
FEWEST_PHRASINGS = 6

ALWAYS_REFERRED = {"INT-05", "LOC-01", "LOC-14", "REN-03"}
"""Whose answers only say to whom, and how fast."""

NUMBERS = {
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "huit": "8", "dix": "10",
    "douze": "12", "quinze": "15",
}  # fmt: skip
DELAYS_SAID_ELSEWHERE = {
    ("17", "an"),  # "16, 17, 18 ans", of the study that is confirmed each year (CAF-08)
    ("18", "mois"),  # the refund of an unused stamp: written for ANT-01, the same for ANT-07
}

# Well-known official sites that a sheet names as its source though the notes only name the office.
KNOWN_SITES = {
    "banque-france.fr",
    "cnil.fr",
    "conseiller-numerique.gouv.fr",
    "cybermalveillance.gouv.fr",
    "defenseurdesdroits.fr",
    "energie-mediateur.fr",
    "france-services.gouv.fr",
}


@pytest.fixture(scope="module")
def shipped() -> Snapshot:
    texts = read_folder(ROOT / "content").texts
    found = {path: read(path, text).document for path, text in texts.items()}
    return search_replay.of_documents({p: d for p, d in found.items() if d}, TODAY)


@pytest.fixture(scope="module")
def sheets(shipped: Snapshot) -> dict[str, Sheet]:
    """By code."""
    return {p.document.code: p.document for p in shipped.sheets.values()}


def test_every_coded_procedure_has_its_sheet(
    shipped: Snapshot, sheets: Mapping[str, Sheet]
) -> None:
    assert len(PROCEDURES) == 126
    assert PROCEDURES - sheets.keys() == set()
    assert len(sheets) == len(shipped.sheets)


def test_every_sheet_is_whole(sheets: Mapping[str, Sheet]) -> None:
    for sheet in sheets.values():
        titles = [h.text for h in outline(sheet.body).headings if h.level == 2]
        assert (sheet.code, titles) == (sheet.code, SECTIONS)
        assert sheet.criterion, sheet.code
        assert sheet.ending is not Ending.UNKNOWN, sheet.code
        assert len(sheet.visitor_words) >= FEWEST_PHRASINGS, sheet.code
        assert sheet.sources, sheet.code
        assert all(source.consulted for source in sheet.sources), sheet.code
        assert sheet.review_before > TODAY, sheet.code


def test_what_decides_says_where_each_answer_leads(sheets: Mapping[str, Sheet]) -> None:
    words = {
        Ending.SELF_SERVICE: "autonomie",
        Ending.ASSISTED: "accompagnement",
        Ending.REFERENT: "référent",
    }
    for sheet in sheets.values():
        question, answers = (sheet.criterion or "").split("? ")
        assert question
        named = {ending for ending, word in words.items() if word in answers}
        assert (sheet.code, sheet.ending in named) == (sheet.code, True)
        assert len(named) > (sheet.code not in ALWAYS_REFERRED), sheet.code


def test_every_sheet_is_plain(sheets: Mapping[str, Sheet]) -> None:
    for sheet in sheets.values():
        meter = measure(outline(sheet.body).texts)
        assert FEWEST_WORDS <= meter.words <= MOST_WORDS, sheet.code
        assert meter.average <= LONGEST_AVERAGE, sheet.code
        assert meter.long_sentences == 0, sheet.code


def test_the_short_answer_of_every_sheet_is_read_in_ten_seconds(
    sheets: Mapping[str, Sheet],
) -> None:
    short = {code: sheet.body.split("## ")[1] for code, sheet in sheets.items()}
    words = {code: measure(outline(f"## {text}").texts).words for code, text in short.items()}
    assert {code: count for code, count in words.items() if count > TEN_SECONDS} == {}


def test_every_sheet_is_asked_for_in_words_its_title_does_not_have(
    shipped: Snapshot, sheets: Mapping[str, Sheet]
) -> None:
    asked = {
        code
        for case in shipped.search_cases
        for code in case.codes
        if code in sheets and set(terms(case.question)) - set(terms(sheets[code].title))
    }
    assert sheets.keys() - asked == set()


def test_every_sheet_is_within_reach_of_a_theme_and_of_its_operator(
    shipped: Snapshot, sheets: Mapping[str, Sheet]
) -> None:
    shown = {theme.id for theme in shipped.themes}
    assert [code for code, sheet in sheets.items() if shown.isdisjoint(sheet.themes)] == []
    assert {sheet.operator for sheet in sheets.values()} <= shipped.operators.keys()


# Against the notes the sheets were written from


def test_every_code_of_the_notes_is_one_of_ours(notes: str) -> None:
    assert set(re.findall(r"^### ([A-Z]+-\d\d) ", notes, re.MULTILINE)) == PROCEDURES


def test_every_sheet_of_a_scenario_is_reached_by_a_tree(
    shipped: Snapshot, sheets: Mapping[str, Sheet], notes: str
) -> None:
    scenarios = notes.partition("\n# 5.")[2].partition("\n# 6.")[0]
    named = set(re.findall(r"\b[A-Z]{2,4}-\d\d\b", scenarios)) & sheets.keys()
    assert len(named) > 40
    assert {code for code in named if sheets[code].path not in shipped.trees_to} == set()


def test_every_number_of_a_sheet_is_in_the_notes(sheets: Mapping[str, Sheet], notes: str) -> None:
    known = set(_numbers([notes]))
    ours = {code: set(_numbers(_said(sheet))) for code, sheet in sheets.items()}
    assert sum(map(len, ours.values())) > 200
    assert {code: numbers - known for code, numbers in ours.items() if numbers - known} == {}


def test_every_delay_of_a_sheet_is_in_what_the_notes_say_of_it(
    sheets: Mapping[str, Sheet], notes: str
) -> None:
    entries = _entries(notes)
    told = 0
    for code, sheet in sheets.items():
        known = set(_delays([entries[""], entries.get(code, "")])) | DELAYS_SAID_ELSEWHERE
        ours = set(_delays(_said(sheet)))
        told += len(ours)
        assert (code, ours - known) == (code, set())
    assert told > 80


def test_every_site_of_a_sheet_is_in_the_notes(sheets: Mapping[str, Sheet], notes: str) -> None:
    known = notes.lower()
    for sheet in sheets.values():
        new = {site for site in set(_sites(sheet)) - KNOWN_SITES if site not in known}
        assert (sheet.code, new) == (sheet.code, set())


def _said(sheet: Sheet) -> Iterator[str]:
    yield from (sheet.title, sheet.summary, sheet.criterion or "", sheet.delay or "")
    yield sheet.cost or ""
    if sheet.phone:
        yield from (sheet.phone.number, sheet.phone.hours or "")
    # Steps are numbered, and the address of a link is not read.
    yield re.sub(r"(?m)^\d+\. |\]\([^)]*\)", "", sheet.body)


def _sites(sheet: Sheet) -> Iterator[str]:
    addresses = [source.url for source in sheet.sources]
    addresses += [link.target for link in outline(sheet.body).links if "://" in link.target]
    if sheet.online:
        addresses.append(sheet.online.url)
    for address in addresses:
        yield (urlsplit(address).hostname or "").removeprefix("www.")


def _entries(notes: str) -> dict[str, str]:
    """Return what the notes say of each procedure by its code, of all of them by no code."""
    entries: dict[str, str] = {"": ""}
    code = ""
    for line in notes.splitlines(keepends=True):
        if line.startswith("#"):
            found = re.match(r"### ([A-Z]+-\d\d) ", line)
            code = found[1] if found else ""
        entries[code] = entries.get(code, "") + line
    return entries


def _delays(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the delays and ages: a number, in digits, and its unit."""
    number = rf"(\d+|{'|'.join(NUMBERS)})"
    for text in texts:
        for first, second, unit in re.findall(
            rf"\b{number}(?:[ \u00a0]ou[ \u00a0]{number})?[ \u00a0](jour|semaine|mois|an)s?\b",
            text.lower(),
        ):
            yield from ((NUMBERS.get(n, n), unit) for n in (first, second) if n)


def _numbers(texts: Iterable[str]) -> Iterator[str]:
    """Yield the numbers of two digits or more, phone numbers in one piece."""
    for text in texts:
        together = re.sub(r"(?<=\d)[ .\u00a0\u202f](?=\d)", "", text)
        yield from (number for number in re.findall(r"\d+", together) if len(number) > 1)
