"""One file's text to its document, or every problem of that file at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb_app.knowledge.content import citations, figures, glossary, operators, sheets, vocabulary
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Document, Kind, Problem
from kb_app.knowledge.content.places import Place
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Mapping, Node, Scalar
from kb_app.knowledge.content.yaml_reader import MOST_BYTES, load, without_forbidden

MOST_VOCABULARY_BYTES = 512 * 1024

_VOCABULARY: dict[Kind, Callable[[Mapping, Findings], Document]] = {
    Kind.SYNONYMS: vocabulary.parse_synonyms,
    Kind.DOCUMENTS: vocabulary.parse_documents,
    Kind.THEMES: vocabulary.parse_themes,
    Kind.FIGURES: figures.parse_figures,
    Kind.GLOSSARY: glossary.parse_glossary,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file once read: a document without error, or problems that say why there is none."""

    document: Document | None
    problems: tuple[Problem, ...]
    """By line. With a document, only warnings."""
    places: tuple[Place, ...] = ()
    """Where it speaks of other documents, for `check`; kept even when the document is refused."""


def read(path: str, text: str, whole: bool = True) -> Reading:
    """Read one document, of any size and content, never raising.

    Unless `whole`, the body of a sheet is not checked: half the time is spent there, and a text
    that was published has passed.

    Line ends may be LF, CRLF or CR; the document's own texts have LF. What depends on other
    documents or on the day is for `check`.
    """
    found = Findings(path)
    document, places = _read(path, text.replace("\r\n", "\n").replace("\r", "\n"), found, whole)
    return Reading(None if found.refused else document, found.sorted(), places)


def _read(
    path: str, text: str, found: Findings, whole: bool
) -> tuple[Document | None, tuple[Place, ...]]:
    kind = kind_of(path)
    if kind is None:
        found.add(
            "D01",
            1,
            "ce fichier n’est pas à la place d’un document ; "
            "une fiche est operators/<opérateur>/<fiche>.md, en minuscules sans accent",
        )
        return None, ()
    own = (Kind.SHEET, Kind.OPERATOR)
    most = MOST_BYTES if kind in own else MOST_VOCABULARY_BYTES
    if len(text) > most or len(text.encode("utf-8", "surrogatepass")) > most:
        found.add("Y09", 1, f"le document dépasse {most // 1024} Kio ; partagez-le en plusieurs")
        return None, ()
    text = without_forbidden(text, found)
    if kind is Kind.SHEET:
        return sheets.parse(path, text, found, whole)
    return _read_yaml(path, kind, load(text, found, most_bytes=most), found)


def _read_yaml(
    path: str, kind: Kind, node: Node | None, found: Findings
) -> tuple[Document | None, tuple[Place, ...]]:
    if kind is Kind.FIGURES and isinstance(node, Scalar) and not node.text:
        # No amount is a good answer, and how the file ships.
        return (), ()
    if not isinstance(node, Mapping):
        if node is not None:
            found.add("Y12", node.line, "le fichier doit être fait de lignes « clé: texte »")
        return None, ()
    citations.refuse(node, found)
    if kind is Kind.OPERATOR:
        return operators.parse(path, node, found), ()
    if kind is Kind.SEARCH_CASES:
        return vocabulary.parse_search_cases(node, found)
    return _VOCABULARY[kind](node, found), ()
