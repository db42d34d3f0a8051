"""Words, synonyms and search cases added to authors' texts, whose every other byte is kept.

Each function takes a whole text whose lines end with LF, empty for a vocabulary file to begin, and
returns it with what was missing: the very same text when nothing was. What comes back has been
read again and means what it should; InvalidInput says in a sentence why it cannot be. `fold` makes
one of two spellings that are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from kb_app.errors import InvalidInput
from kb_app.knowledge.content import yaml_additions as additions
from kb_app.knowledge.content.model import FormerName, Level, Sheet, Synonyms
from kb_app.knowledge.content.read import read
from kb_app.knowledge.content.sheets import split_header

SYNONYMS = "vocabulary/synonyms.yaml"
SEARCH_CASES = "vocabulary/search-cases.yaml"

Fold = Callable[[str], str]
Case = tuple[str, tuple[str, ...]]
"""A question, and the codes of the sheets that answer it."""

T = TypeVar("T", Sheet, Synonyms, tuple[Case, ...])

_A_SHEET = "operators/operateur/fiche.md"
"""A path of its kind: a sheet does not say its own."""
_SPACES = re.compile(r"[ \t\n]+")


def with_visitor_words(text: str, words: Iterable[str], fold: Fold) -> str:
    """Add to the `mots_du_public` of a sheet the words that are not there."""
    sheet = _sheet(text)
    missing = _missing(words, sheet.visitor_words, fold)
    if not missing:
        return text
    start = text.index("\n") + 1
    parts = split_header(text)
    assert parts
    end = start + len(parts[0]) + 1
    header = text[start:end]
    root = additions.root_of(header)
    held = additions.value_of(root, "mots_du_public")
    if held is None:
        edited = additions.with_key(header, root, "mots_du_public", missing, after="resume")
    else:
        edited = additions.with_items(header, held, missing)
    expected = replace(sheet, visitor_words=(*sheet.visitor_words, *missing))
    return _verified(text[:start] + edited + text[end:], _sheet, expected)


def with_search_cases(text: str, cases: Iterable[Case], fold: Fold) -> str:
    """Add questions to `cas`; one that is there gets the codes that it has not."""
    for question, codes in cases:
        text = _with_search_case(text, _line(question), codes, fold)
    return text


def with_synonyms(text: str, words: Iterable[str], fold: Fold) -> str:
    """Make words mean the same, both ways: in the group that has most of them, or a new one."""
    synonyms, words = _synonyms(text), _missing(words, (), fold)
    shared = [len(words) - len(_missing(words, group, fold)) for group in synonyms.groups]
    most = max(shared, default=0)
    number = shared.index(most) if most else len(shared)
    before = synonyms.groups[number] if most else ()
    missing = _missing(words, before, fold)
    if not missing:
        return text
    groups = (*synonyms.groups[:number], (*before, *missing), *synonyms.groups[number + 1 :])
    held = additions.value_of(additions.root_of(text), "groupes")
    if most:
        edited = additions.with_items(text, additions.item_of(held, number), missing)
    elif held is not None:
        edited = additions.with_items(text, held, [missing])
    else:
        edited = additions.with_list(text, "groupes", [missing])
    return _verified(edited, _synonyms, replace(synonyms, groups=groups))


def with_expansion(text: str, said: str, meant: Iterable[str], fold: Fold) -> str:
    """Make words lead to others, one way, beside those they lead to already."""
    synonyms = _synonyms(text)
    said = next((key for key in synonyms.expansions if fold(key) == fold(_line(said))), _line(said))
    before = synonyms.expansions.get(said, ())
    missing = _missing(meant, before, fold)
    if not missing:
        return text
    root = additions.root_of(text)
    held = additions.value_of(root, "vers")
    if said in synonyms.expansions:
        edited = additions.with_items(text, additions.value_of(held, said), missing)
    elif held is not None:
        edited = additions.with_key(text, held, said, missing)
    else:
        edited = additions.with_block(text, "vers", said, missing)
    expansions = {**synonyms.expansions, said: (*before, *missing)}
    return _verified(edited, _synonyms, replace(synonyms, expansions=expansions))


def with_former_name(
    text: str, former: str, current: str, fold: Fold, since: date | None = None
) -> str:
    """Tell what something was called; its date is kept with it, when there is one."""
    synonyms = _synonyms(text)
    name = FormerName(_line(former), _line(current), since)
    known = {(fold(each.former), fold(each.current)) for each in synonyms.former_names}
    if (fold(name.former), fold(name.current)) in known:
        return text
    item = {"ancien": name.former, "nouveau": name.current}
    if since:
        item["depuis"] = since.isoformat()
    edited = _with_item(text, "anciens_noms", item)
    names = (*synonyms.former_names, name)
    return _verified(edited, _synonyms, replace(synonyms, former_names=names))


def _with_search_case(text: str, question: str, codes: Sequence[str], fold: Fold) -> str:
    cases = _cases(text)
    number = next((n for n, (q, _) in enumerate(cases) if fold(q) == fold(question)), len(cases))
    known = number < len(cases)
    asked, before = cases[number] if known else (question, ())
    missing = tuple(dict.fromkeys(code for code in codes if code not in before))
    if not missing:
        return text
    if known:
        held = additions.value_of(additions.root_of(text), "cas")
        answers = additions.value_of(additions.item_of(held, number), "codes")
        edited = additions.with_items(text, answers, missing)
    else:
        edited = _with_item(text, "cas", {"question": question, "codes": missing})
    expected = (*cases[:number], (asked, (*before, *missing)), *cases[number + 1 :])
    return _verified(edited, _cases, expected)


def _with_item(text: str, key: str, item: Mapping[str, str | Sequence[str]]) -> str:
    held = additions.value_of(additions.root_of(text), key)
    if held is None:
        return additions.with_list(text, key, [item])
    return additions.with_items(text, held, [item])


def _missing(words: Iterable[str], held: Iterable[str], fold: Fold) -> tuple[str, ...]:
    """Return the words not held, in their order, each once."""
    known = {fold(each) for each in held}
    found: dict[str, str] = {}
    for word in map(_line, words):
        if word and (key := fold(word)) not in known:
            found.setdefault(key, word)
    return tuple(found.values())


def _line(words: str) -> str:
    """Return the words as they will be read."""
    return _SPACES.sub(" ", words).strip(" ")


def _sheet(text: str) -> Sheet:
    document = _read(_A_SHEET, text)
    assert isinstance(document, Sheet)
    return replace(document, body_line=0)


def _synonyms(text: str) -> Synonyms:
    document = _read(SYNONYMS, text) if text.strip() else Synonyms()
    assert isinstance(document, Synonyms)
    return document


def _cases(text: str) -> tuple[Case, ...]:
    """Return the cases without their lines, which move."""
    document = _read(SEARCH_CASES, text) if text.strip() else ()
    assert isinstance(document, tuple)
    return tuple((case.question, case.codes) for case in document)


def _read(path: str, text: str) -> object:
    reading = read(path, text, whole=False)
    if reading.document is None:
        first = next(p for p in reading.problems if p.level is Level.ERROR)
        raise InvalidInput(
            f"Le texte ne peut pas être complété, ligne {first.line} : {first.message}."
        )
    return reading.document


def _verified(edited: str, meaning: Callable[[str], T], expected: T) -> str:
    """Return the text, held to what it was to become."""
    if meaning(edited) != expected:
        raise InvalidInput(
            "Ce texte est écrit d’une façon qui ne se complète pas toute seule : ajoutez ces mots "
            "à la main."
        )
    return edited
