"""The vocabulary files to their values: synonyms, documents to bring, themes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb_app.knowledge.content.fields import Fields, as_mapping
from kb_app.knowledge.content.model import (
    LONGEST_QUESTION,
    DocumentToBring,
    FormerName,
    SearchCase,
    Synonyms,
    Theme,
)
from kb_app.knowledge.content.places import Place, PlaceKind
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Entry, Mapping

FORMS = ("original", "copie", "numerique", "a_connaitre")

_ID = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")


def parse_synonyms(node: Mapping, found: Findings) -> Synonyms:
    """Read synonyms.yaml; words keep the case and accents they are written with."""
    keys = ("version", "groupes", "vers", "anciens_noms", "proches")
    fields = Fields(node, found, "synonyms.yaml", optional=keys)
    fields.version("version")
    return Synonyms(
        _groups(fields, found, "groupes"),
        _expansions(fields, found),
        _former_names(fields, found),
        _groups(fields, found, "proches"),
    )


def _groups(fields: Fields, found: Findings, key: str) -> tuple[tuple[str, ...], ...]:
    groups = []
    for line, words in fields.lists(key):
        distinct = tuple(dict.fromkeys(words))
        if len(distinct) < 2:
            found.add("M01", line, "ce groupe n’a pas deux mots différents ; complétez-le")
        groups.append(distinct)
    return tuple(groups)


def _expansions(fields: Fields, found: Findings) -> dict[str, tuple[str, ...]]:
    block = fields.block("vers")
    if block is None:
        return {}
    words = tuple(entry.key.text for entry in block.entries)
    inner = Fields(block, found, "vers", optional=words)
    expansions = {}
    for word in words:
        expansions[word] = inner.texts(word)
        if word in expansions[word]:
            found.add("M02", inner.line_of(word), f"« {word[:80]} » mène à lui-même ; retirez-le")
    return expansions


def _former_names(fields: Fields, found: Findings) -> tuple[FormerName, ...]:
    names = []
    for block in fields.blocks("anciens_noms"):
        inner = Fields(
            block, found, "un ancien nom", required=("ancien", "nouveau"), optional=("depuis",)
        )
        former, current = inner.text("ancien") or "", inner.text("nouveau") or ""
        if former and former == current:
            found.add("M02", block.line, f"« {former[:80]} » mène à lui-même ; retirez-le")
        names.append(FormerName(former, current, inner.date("depuis")))
    return tuple(names)


def parse_documents(node: Mapping, found: Findings) -> tuple[DocumentToBring, ...]:
    """Read documents.yaml, in its order."""
    documents = []
    for id_, block in identified(node, found):
        fields = Fields(
            block,
            found,
            f"la pièce « {id_[:40]} »",
            required=("texte", "forme"),
            optional=("aide",),
        )
        documents.append(
            DocumentToBring(
                id_,
                fields.text("texte") or "",
                fields.choice("forme", FORMS) or "",
                fields.text("aide"),
            )
        )
    return tuple(documents)


def parse_themes(node: Mapping, found: Findings) -> tuple[Theme, ...]:
    """Read themes.yaml, in its order, which is that of the home page."""
    themes = []
    for id_, block in identified(node, found):
        fields = Fields(
            block, found, f"le thème « {id_[:40]} »", required=("titre",), optional=("description",)
        )
        themes.append(Theme(id_, fields.text("titre") or "", fields.text("description")))
    return tuple(themes)


def parse_search_cases(
    node: Mapping, found: Findings
) -> tuple[tuple[SearchCase, ...], tuple[Place, ...]]:
    """Read search-cases.yaml: the cases, and where each speaks of a code."""
    fields = Fields(node, found, "search-cases.yaml", optional=("version", "cas"))
    fields.version("version")
    cases: dict[str, SearchCase] = {}
    places: list[Place] = []
    for block in fields.blocks("cas"):
        inner = Fields(block, found, "un cas", required=("question", "codes"))
        question = inner.text("question", LONGEST_QUESTION) or ""
        codes = inner.located_texts("codes")
        if not codes:
            found.add("D16", block.line, "ce cas ne donne aucun code de fiche ; donnez-en un")
        if question in cases:
            found.add("M04", block.line, f"« {question[:80]} » est déjà là ; gardez-en un")
        cases[question] = SearchCase(question, tuple(code for code, _ in codes), block.line)
        places += (Place(PlaceKind.ANSWER, code, line) for code, line in codes)
    return tuple(cases.values()), tuple(places)


def identified(node: Mapping, found: Findings) -> Iterator[tuple[str, Mapping]]:
    """Yield each id of a file with its block; `version` is the file's own number, not an id."""
    for entry in named(node, found):
        key = entry.key
        if not _ID.fullmatch(key.text):
            found.add(
                "M03",
                key.line,
                f"l’identifiant « {key.text[:40]} » est mal écrit ; "
                "minuscules sans accent, chiffres et tirets",
            )
        block = as_mapping(entry.value, key.text[:40], found)
        if block is not None:
            yield key.text, block


def named(node: Mapping, found: Findings) -> Iterator[Entry]:
    """Yield the entries of a file of names, its own `version` apart, which is checked."""
    for entry in node.entries:
        if entry.key.text == "version":
            alone = Mapping((Entry(entry.key, entry.value),), entry.key.line)
            Fields(alone, found, "ce fichier", optional=("version",)).version("version")
        else:
            yield entry
