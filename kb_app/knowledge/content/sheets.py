"""A sheet's file to a `Sheet`, or every mistake in it."""

from __future__ import annotations

import re
from datetime import date

from kb_app.knowledge.content import citations
from kb_app.knowledge.content.bodies import check_body
from kb_app.knowledge.content.fields import Fields
from kb_app.knowledge.content.kinds import folder_of, slug_of
from kb_app.knowledge.content.markdown import MOST_SIGNS, Text, outline, overloaded
from kb_app.knowledge.content.model import Ending, Online, Phone, Sheet, Source, Withdrawal
from kb_app.knowledge.content.places import Place, PlaceKind
from kb_app.knowledge.content.prose import check_sentences, unexplained_acronyms
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Mapping
from kb_app.knowledge.content.yaml_reader import load

REQUIRED = ("code", "titre", "resume", "issue_habituelle", "valide_du", "a_revoir_avant")
OPTIONAL = (
    "version", "mots_du_public", "themes", "public", "critere", "pieces", "en_ligne", "telephone",
    "delai", "cout", "voir_aussi", "sources", "retrait",
)  # fmt: skip

LONGEST_TITLE = 200
LONGEST_SUMMARY = 400
COMFORTABLE_SUMMARY = 240

# What is said of it beside its summary and body.
_FACTS = ("critere", "delai", "cout")
_CODE = re.compile(r"[A-Z]{2,5}-[A-Z0-9]{1,12}")
_FENCE = re.compile(r"---[ \t]*")
# Stands in for a date that was refused, so that the reading goes on to the other mistakes.
_NO_DATE = date.min


def split_header(text: str) -> tuple[str, str, int] | None:
    """Return the header, which starts on line 2, the body, and the line the body starts on."""
    lines = text.split("\n")
    closing = next((n for n, line in enumerate(lines) if n and _FENCE.fullmatch(line)), None)
    if closing is None or not _FENCE.fullmatch(lines[0]):
        return None
    return "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :]), closing + 2


def parse(
    path: str, text: str, found: Findings, whole: bool
) -> tuple[Sheet | None, tuple[Place, ...]]:
    """Read a sheet whose lines end with LF; unless `whole`, its body is taken as it is.

    The sheet is None when its header cannot be read at all; it is meaningless when `found` is
    refused. The places are where the sheet speaks of other documents.
    """
    parts = split_header(text)
    if parts is None:
        found.add(
            "F01", 1, "la fiche commence par un en-tête entre deux lignes « --- » ; ajoutez-les"
        )
        return None, ()
    header, body, body_line = parts
    if not header.strip():
        found.add("F01", 1, "l’en-tête est vide ; écrivez au moins le code et le titre")
        return None, ()
    node = load(header, found, first_line=2)
    if not isinstance(node, Mapping):
        if node is not None:
            found.add("Y12", node.line, "l’en-tête doit être fait de lignes « clé: texte »")
        return None, ()
    sheet, fields = _sheet(path, node, body, body_line, found)
    places = _places(fields, sheet.withdrawal)
    if not whole:
        return sheet, tuple(places)
    if sheet.withdrawal is None:
        places += citations.check_header(fields)
    return sheet, (*places, *_check_text(sheet, fields))


def _sheet(
    path: str, node: Mapping, body: str, body_line: int, found: Findings
) -> tuple[Sheet, Fields]:
    fields = Fields(node, found, "une fiche", required=REQUIRED, optional=OPTIONAL)
    withdrawal = _withdrawal(fields)
    sheet = Sheet(
        path=path,
        operator=folder_of(path),
        slug=slug_of(path),
        code=_code(fields),
        title=fields.text("titre", LONGEST_TITLE) or "",
        summary=_summary(fields),
        ending=_ending(fields),
        criterion=fields.text("critere"),
        visitor_words=fields.texts("mots_du_public"),
        themes=fields.texts("themes"),
        audience=fields.texts("public"),
        documents=fields.texts("pieces"),
        online=_online(fields),
        phone=_phone(fields),
        delay=fields.text("delai"),
        cost=fields.text("cout"),
        see_also=fields.texts("voir_aussi"),
        sources=_sources(fields),
        valid_from=fields.date("valide_du") or _NO_DATE,
        review_before=fields.date("a_revoir_avant") or _NO_DATE,
        withdrawal=withdrawal,
        body=body,
        body_line=body_line,
    )
    fields.version("version")
    _check_dates(sheet, fields)
    if withdrawal is None:
        _warn_of_gaps(sheet, fields)
    return sheet, fields


def _check_text(sheet: Sheet, fields: Fields) -> list[Place]:
    """Check the body; nobody has to rewrite the prose of a sheet that is withdrawn."""
    found = fields.found
    if not sheet.body.strip():
        if sheet.withdrawal is None:
            found.add("F04", sheet.body_line, "la fiche n’a pas de texte ; écrivez-le")
        return []
    if overloaded(sheet.body):
        found.add(
            "F15",
            sheet.body_line,
            f"le texte a plus de {MOST_SIGNS} lignes, ou plus de {MOST_SIGNS} fois le même signe "
            "de mise en forme ; partagez la fiche, ou retirez ces signes",
        )
        return []
    content = outline(sheet.body)
    places = check_body(sheet.body, content, sheet.body_line, found)
    if sheet.withdrawal is None:
        places += citations.check_body(sheet.body, content, sheet.body_line, found)
        texts = (
            Text(sheet.title, fields.line_of("titre")),
            Text(sheet.summary, fields.line_of("resume")),
            *(Text(text.text, text.line + sheet.body_line - 1) for text in content.texts),
        )
        facts = (Text(fields.text(key) or "", fields.line_of(key)) for key in _FACTS)
        citations.warn_of_amounts((*texts, *facts), found)
        for text in texts:
            check_sentences(text, found)
        acronyms = unexplained_acronyms(texts)
        places += [Place(PlaceKind.ACRONYM, word, line) for word, line in acronyms.items()]
    return places


def _code(fields: Fields) -> str:
    code = fields.text("code") or ""
    if code and not _CODE.fullmatch(code):
        fields.found.add(
            "F02",
            fields.line_of("code"),
            f"le code « {code[:40]} » est mal formé ; écrivez 2 à 5 capitales, un tiret, "
            "puis 1 à 12 capitales ou chiffres : CPAM-02",
        )
    return code


def _summary(fields: Fields) -> str:
    summary = fields.text("resume", LONGEST_SUMMARY) or ""
    line = fields.line_of("resume")
    if len(summary) > COMFORTABLE_SUMMARY:
        fields.found.add(
            "F21",
            line,
            f"le résumé fait {len(summary)} caractères ; visez {COMFORTABLE_SUMMARY} au plus",
        )
    return summary


def _ending(fields: Fields) -> Ending:
    ending = Ending(
        fields.choice("issue_habituelle", tuple(each.value for each in Ending)) or Ending.UNKNOWN
    )
    if ending is Ending.UNKNOWN and fields.text("issue_habituelle") == Ending.UNKNOWN:
        fields.found.add(
            "F20",
            fields.line_of("issue_habituelle"),
            "l’issue habituelle reste à choisir : autonomie, accompagnement ou referent",
        )
    return ending


def _online(fields: Fields) -> Online | None:
    if (block := fields.block("en_ligne")) is None:
        return None
    inner = Fields(
        block,
        fields.found,
        "en_ligne",
        required=("libelle", "adresse"),
        optional=("compte",),
        place="en_ligne",
    )
    return Online(inner.text("libelle") or "", inner.url("adresse") or "", inner.text("compte"))


def _phone(fields: Fields) -> Phone | None:
    if (block := fields.block("telephone")) is None:
        return None
    inner = Fields(
        block,
        fields.found,
        "telephone",
        required=("numero",),
        optional=("horaires",),
        place="telephone",
    )
    return Phone(inner.text("numero", 40) or "", inner.text("horaires"))


def _sources(fields: Fields) -> tuple[Source, ...]:
    sources = []
    for number, block in enumerate(fields.blocks("sources"), start=1):
        inner = Fields(
            block,
            fields.found,
            "une source",
            required=("titre", "adresse"),
            optional=("consulte_le",),
            place=f"sources.{number}",
        )
        title, url = inner.text("titre") or "", inner.url("adresse") or ""
        sources.append(Source(title, url, inner.date("consulte_le")))
    return tuple(sources)


def _withdrawal(fields: Fields) -> Withdrawal | None:
    if (block := fields.block("retrait")) is None:
        return None
    inner = Fields(
        block,
        fields.found,
        "retrait",
        required=("motif",),
        optional=("remplacee_par",),
        place="retrait",
    )
    if "remplacee_par" not in inner.values:
        fields.found.add(
            "F27", block.line, "la fiche est retirée sans remplaçante ; ajoutez « remplacee_par »"
        )
    successor = inner.text("remplacee_par")
    if successor is not None:
        successor = inner.document_path(successor, inner.line_of("remplacee_par"))
    return Withdrawal(inner.text("motif") or "", successor)


def _check_dates(sheet: Sheet, fields: Fields) -> None:
    if _NO_DATE not in (sheet.valid_from, sheet.review_before) and (
        sheet.review_before <= sheet.valid_from
    ):
        fields.found.add(
            "F03",
            fields.line_of("a_revoir_avant"),
            f"« a_revoir_avant » doit venir après « valide_du » ({sheet.valid_from})",
        )


def _warn_of_gaps(sheet: Sheet, fields: Fields) -> None:
    if "sources" not in fields.values or not sheet.sources:
        message = "aucune source ; ajoutez « sources » avec une adresse"
        fields.tell("F23", fields.line, "sources", message)
    if not sheet.visitor_words:
        message = "aucun mot du public ; ajoutez « mots_du_public: […] »"
        fields.tell("F24", fields.line, "mots_du_public", message)


def _places(fields: Fields, withdrawal: Withdrawal | None) -> list[Place]:
    """Return where the header speaks of other documents."""
    places = []
    if code := fields.text("code"):
        places.append(Place(PlaceKind.CODE, code, fields.line_of("code")))
    places.append(Place(PlaceKind.REVIEW, "", fields.line_of("a_revoir_avant")))
    for key, kind in (("themes", PlaceKind.THEME), ("pieces", PlaceKind.DOCUMENT)):
        places += [Place(kind, text, line) for text, line in fields.located_texts(key)]
    for text, line in fields.located_texts("voir_aussi"):
        if fields.document_path(text, line):
            places.append(Place(PlaceKind.LINK, text, line))
    if withdrawal and withdrawal.successor:
        places.append(Place(PlaceKind.LINK, withdrawal.successor, fields.line_of("retrait")))
    return places
