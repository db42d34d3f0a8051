"""The rules that hold across documents, and those that depend on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date

from kb_app.knowledge.content import figures, glossary
from kb_app.knowledge.content.citations import cited_by
from kb_app.knowledge.content.kinds import folder_of, kind_of, slug_of
from kb_app.knowledge.content.model import (
    Document,
    Figure,
    Kind,
    Problem,
    SearchCase,
    Sheet,
)
from kb_app.knowledge.content.places import Place, PlaceKind
from kb_app.knowledge.content.read import Reading
from kb_app.knowledge.content.rules import Findings

_NOTHING: Mapping[str, Document | None] = {}

# Comparing a wrong path with a whole large library would take seconds.
_MOST_COMPARED = 300


def check(
    readings: Mapping[str, Reading],
    today: date,
    standing: Mapping[str, Document | None] = _NOTHING,
) -> tuple[Problem, ...]:
    """Return every problem of these readings, by path and line.

    They are held together with each other and with the `standing` documents (None for one that is
    damaged), which are not judged; a reading takes the place of the one of its path.
    A document that was refused still exists: links to it are right, and a refused theme or
    document file condemns nobody. Reviews are overdue on the very day of `a_revoir_avant`.
    """
    library = _Library(readings, standing)
    problems = {problem for reading in readings.values() for problem in reading.problems}
    for path in sorted(readings):
        found = Findings(path)
        places = readings[path].places
        for place in places:
            library.check_place(place, found)
        if isinstance(sheet := readings[path].document, Sheet):
            _check_review(sheet, places, today, found)
            library.check_in_force(places, max(today, sheet.valid_from), found)
        if kind_of(path) is Kind.SHEET:
            library.check_operator(found)
        if path == figures.PATH:
            library.check_kept(readings.keys(), found)
        problems.update(found.problems)
    return tuple(sorted(problems))


def _check_review(sheet: Sheet, places: Iterable[Place], today: date, found: Findings) -> None:
    if sheet.withdrawal is None and sheet.review_before <= today:
        line = next((place.line for place in places if place.kind is PlaceKind.REVIEW), 1)
        found.add(
            "F22",
            line,
            f"la fiche était à revoir avant le {sheet.review_before:%d/%m/%Y} ; relisez-la "
            "et donnez une nouvelle date",
        )


class _Library:
    """What exists, by kind, and what has been told already."""

    def __init__(
        self, readings: Mapping[str, Reading], standing: Mapping[str, Document | None]
    ) -> None:
        self.held = dict(standing) | {path: reading.document for path, reading in readings.items()}
        self.themes = _ids(self.held, "vocabulary/themes.yaml")
        self.documents = _ids(self.held, "vocabulary/documents.yaml")
        self.figures = _ids(self.held, figures.PATH)
        self.acronyms = glossary.known(self.held.values())
        # Who took each code, and where.
        self.codes: dict[str, tuple[str, str]] = {
            document.code: (path, path)
            for path, document in standing.items()
            if isinstance(document, Sheet) and path not in readings
        }
        self.answers = {
            document.code
            for document in self.held.values()
            if isinstance(document, Sheet) and document.withdrawal is None
        }
        self.unknown_operators: set[str] = set()
        self.by_folder: dict[str, list[str]] = defaultdict(list)
        self.by_slug: dict[str, list[str]] = defaultdict(list)
        for path in self.held:
            if kind_of(path) is Kind.SHEET:
                self.by_folder[folder_of(path)].append(path)
                self.by_slug[slug_of(path)].append(path)

    def check_place(self, place: Place, found: Findings) -> None:
        match place.kind:
            case PlaceKind.CODE:
                self.check_code(place, found)
            case PlaceKind.THEME:
                _check_id(place, self.themes, "D11", "le thème", "themes.yaml", found)
            case PlaceKind.DOCUMENT:
                _check_id(place, self.documents, "D12", "la pièce", "documents.yaml", found)
            case PlaceKind.FIGURE:
                _check_id(place, self.figures, "M10", "le montant", "figures.yaml", found)
            case PlaceKind.LINK:
                self.check_link(place, found)
            case PlaceKind.ANSWER if place.text not in self.answers:
                hint = found.closest(place.text, self.answers) or " ; donnez celui d’une fiche"
                found.add(
                    "D16", place.line, f"aucune fiche n’a le code « {place.text[:40]} »{hint}"
                )
            case PlaceKind.ACRONYM if place.text not in self.acronyms:
                found.add(
                    "F26",
                    place.line,
                    f"le sigle « {place.text} » n’est pas expliqué ; écrivez une fois son nom "
                    f"entier, suivi de ({place.text}), ou ajoutez-le à {glossary.PATH}",
                )

    def check_code(self, place: Place, found: Findings) -> None:
        here = found.path, f"{found.path}:{place.line}"
        path, where = self.codes.setdefault(place.text, here)
        if path != found.path:
            found.add(
                "D09",
                place.line,
                f"le code « {place.text[:40]} » est déjà pris par {where} ; changez-en un",
            )

    def check_link(self, place: Place, found: Findings) -> None:
        target = self.held.get(place.text)
        if place.text == found.path:
            found.add("D13", place.line, "la fiche renvoie à elle-même ; retirez ce renvoi")
        elif place.text not in self.held:
            found.add(
                "D08",
                place.line,
                f"« {place.text} » n’existe pas{self.suggestion(place.text, found)}",
            )
        elif isinstance(target, Sheet) and (withdrawal := target.withdrawal):
            instead = f" par {withdrawal.successor}" if withdrawal.successor else ""
            found.add(
                "D14",
                place.line,
                f"« {place.text} » est retirée ; remplacez ce renvoi{instead}",
            )

    def check_in_force(self, places: Iterable[Place], day: date, found: Findings) -> None:
        """Tell of each amount cited that has no value on a day."""
        known = self.held.get(figures.PATH)
        by_id = (
            {f.id: f for f in known if isinstance(f, Figure)} if isinstance(known, tuple) else {}
        )
        for place in places:
            figure = by_id.get(place.text) if place.kind is PlaceKind.FIGURE else None
            if figure and not figure.on(day):
                since = figures.lapsed_since(figure, day)
                told = (
                    f"n’est plus en vigueur depuis le {since:%d/%m/%Y}"
                    if since
                    else (f"n’est pas encore en vigueur le {day:%d/%m/%Y}")
                )
                found.add(
                    "M11",
                    place.line,
                    f"le montant « {figure.id} » {told} ; donnez sa valeur dans {figures.PATH}",
                )

    def check_kept(self, fresh: Container[str], found: Findings) -> None:
        """Tell of the amounts that standing sheets still cite, and that are no longer there."""
        known = self.figures
        if known is None:
            return
        for path, document in sorted(self.held.items()):
            if path in fresh or not isinstance(document, Sheet) or document.withdrawal:
                continue
            for id_ in cited_by(document):
                if id_ not in known:
                    found.add(
                        "M13",
                        1,
                        f"le montant « {id_} » n’est plus là, et {path} le cite ; "
                        "gardez-le, ou changez d’abord la fiche",
                    )

    def check_operator(self, found: Findings) -> None:
        """Tell of an operator without a card once, at its first sheet."""
        folder = folder_of(found.path)
        card = f"operators/{folder}/operator.yaml"
        if card not in self.held and folder not in self.unknown_operators:
            self.unknown_operators.add(folder)
            known = [folder_of(path) for path in self.held if kind_of(path) is Kind.OPERATOR]
            hint = found.closest(folder, known) or f" ; créez {card}"
            found.add("D10", 1, f"l’opérateur « {folder} » n’a pas de carte{hint}")

    def suggestion(self, path: str, found: Findings) -> str:
        same_slug = self.by_slug.get(slug_of(path), [])
        near = self.by_folder.get(folder_of(path), [])[:_MOST_COMPARED]
        if same_slug:
            return f" ; vouliez-vous dire « {same_slug[0]} » ?"
        return found.closest(path, near) or " ; corrigez le chemin ou retirez le renvoi"


def _ids(held: Mapping[str, Document | None], path: str) -> tuple[str, ...] | None:
    """Return the ids a vocabulary file defines; None when it is there but was refused."""
    document = held.get(path, ())
    if not isinstance(document, tuple):
        return None
    return tuple(each.id for each in document if not isinstance(each, SearchCase))


def _check_id(
    place: Place, known: tuple[str, ...] | None, code: str, what: str, file: str, found: Findings
) -> None:
    if known is None or place.text in known:
        return
    hint = found.closest(place.text, known) or f" ; choisissez dans vocabulary/{file}"
    found.add(code, place.line, f"{what} « {place.text[:80]} » n’existe pas{hint}")
