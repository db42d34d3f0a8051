"""What the editor shows of a text: its fields, its problems, its length, how it will look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb_app.knowledge.content import glossary
from kb_app.knowledge.content.header import SheetFields
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.markdown import outline
from kb_app.knowledge.content.model import Ending, Kind, Sheet
from kb_app.knowledge.content.prose import Meter, measure
from kb_app.library.snapshot import Snapshot
from kb_app.people.authoring.model import Draft
from kb_app.web.french import number_fr, plural
from kb_app.web.house import house
from kb_app.web.views.endings import ENDINGS
from kb_app.web.views.problem_lines import WrittenProblem, written_problems
from kb_app.web.views.sheet_page import FORMS
from kb_app.web.views.sheet_preview import Previews, previews, sheet_of

FEWEST_WORDS, MOST_WORDS = 200, 500
"""Of a sheet that answers in a few minutes."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a text as it is typed."""

    problems: tuple[WrittenProblem, ...]
    meter: tuple[str, ...]
    """Sentences, for a sheet."""
    previews: Previews | None
    """None when there is no sheet to show."""

    @property
    def count(self) -> str:
        """How many problems, in words."""
        grave = sum(problem.grave for problem in self.problems)
        rest = len(self.problems) - grave
        said = [plural(grave, "erreur", "erreurs")] if grave else []
        said += [f"{plural(rest, 'point', 'points')} à vérifier"] if rest else []
        return ", ".join(said) or "Rien à corriger"

    def as_json(self) -> dict[str, Any]:
        return {
            "problems": [
                {
                    "line": p.line,
                    "code": p.code,
                    "level": p.level,
                    "grave": p.grave,
                    "message": p.message,
                    "field": p.field,
                    "body_line": p.body_line,
                }
                for p in self.problems
            ],
            "count": self.count,
            "meter": list(self.meter),
            "agent": str(self.previews.agent) if self.previews else None,
            "handout": str(self.previews.handout) if self.previews else None,
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be ticked."""

    value: str
    label: str
    about: str
    chosen: bool
    known: bool = True
    """False of one that the library does not have."""


def report(draft: Draft, text: str, fields: SheetFields | None, snapshot: Snapshot) -> Report:
    """Judge and draw a text of a draft, saved or not; `fields` are those of its form, if any."""
    problems = house().authoring.problems({draft.path: text})
    sheet = sheet_of(draft.path, text) if kind_of(draft.path) is Kind.SHEET else None
    return Report(
        problems=written_problems(problems, draft.path, fields),
        meter=_meter_words(sheet, snapshot) if sheet else (),
        previews=previews(draft, sheet, snapshot) if sheet else None,
    )


def pieces(fields: SheetFields, snapshot: Snapshot) -> list[Choice]:
    """Return the documents to bring, those of the sheet first, in its order."""
    known = {d.id: (d.text, FORMS[d.form]) for d in snapshot.documents.values()}
    return _choices(_texts(fields, "pieces"), known)


def themes(fields: SheetFields, snapshot: Snapshot) -> list[Choice]:
    return _choices(_texts(fields, "themes"), {t.id: (t.title, "") for t in snapshot.themes})


def endings(fields: SheetFields) -> list[Choice]:
    """Return the three endings; the unknown one only where it is still chosen."""
    chosen = fields.values["issue_habituelle"]
    return [
        Choice(ending.value, look.label, look.meaning, ending.value == chosen)
        for ending, look in ((each, ENDINGS[each]) for each in Ending)
        if ending is not Ending.UNKNOWN or chosen == ending
    ]


def is_day(typed: object) -> bool:
    """Say whether a field for days can show what was typed: a day, or nothing."""
    try:
        return typed == "" or date.fromisoformat(str(typed)).isoformat() == typed
    except ValueError:
        return False


def _choices(chosen: Sequence[str], known: dict[str, tuple[str, str]]) -> list[Choice]:
    order: Iterable[str] = dict.fromkeys((*chosen, *known))
    unknown = "inconnu : à décocher"
    return [
        Choice(each, *known.get(each, (each, unknown)), each in chosen, each in known)
        for each in order
    ]


def _texts(fields: SheetFields, key: str) -> tuple[str, ...]:
    return tuple(text for text in fields.values[key] if isinstance(text, str))


def _meter_words(sheet: Sheet, snapshot: Snapshot) -> tuple[str, ...]:
    meter = measure(outline(sheet.body).texts)
    known = glossary.known((*snapshot.operators.values(), snapshot.glossary))
    unknown = [word for word in meter.acronyms if word not in known]
    said = [_length(meter)]
    if meter.sentences:
        said.append(f"{number_fr(round(meter.average))} mots par phrase en moyenne")
    if meter.long_sentences:
        many = plural(meter.long_sentences, "phrase", "phrases")
        said.append(f"{many} de plus de 25 mots : à couper")
    if unknown:
        said.append(f"à expliquer une fois : {', '.join(unknown[:8])}")
    return tuple(said)


def _length(meter: Meter) -> str:
    words = plural(meter.words, "mot", "mots")
    if meter.words < FEWEST_WORDS:
        return f"{words} ; visez de {FEWEST_WORDS} à {MOST_WORDS}"
    if meter.words > MOST_WORDS:
        return f"{words} : c’est long ; visez {MOST_WORDS} au plus"
    return f"{words}, bonne longueur"
