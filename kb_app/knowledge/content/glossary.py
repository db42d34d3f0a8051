"""glossary.yaml to its values: acronyms, each with the name it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table

from kb_app.knowledge.content.fields import Fields, as_mapping
from kb_app.knowledge.content.model import Acronym, Document, Operator
from kb_app.knowledge.content.prose import EVERYDAY
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.vocabulary import named
from kb_app.knowledge.content.yaml_nodes import Mapping

PATH = "vocabulary/glossary.yaml"
LONGEST_NAME = 120
LONGEST_HELP = 240

# Agirc-Arrco is one too; a code (CPAM-02) or a word without a capital is not.
_ACRONYM = re.compile(r"(?=.{2,12}\Z)[A-Z][A-Za-z0-9]+(?:-[A-Z][A-Za-z]+)?")
# From this length an acronym is also said as a word, and written as one: Adil, Aspa.
_SAID = 4


def parse_glossary(node: Mapping, found: Findings) -> tuple[Acronym, ...]:
    """Read glossary.yaml, in its order."""
    acronyms: dict[str, Acronym] = {}
    for entry in named(node, found):
        written, line = entry.key.text, entry.key.line
        if not _ACRONYM.fullmatch(written):
            found.add(
                "M14",
                line,
                f"« {written[:40]} » n’est pas un sigle ; écrivez 2 à 12 lettres ou chiffres, "
                "sans espace ni accent, la première en capitale : AAH",
            )
        if twin := acronyms.get(written.upper()):
            found.add("M15", line, f"« {written} » est déjà là, écrit {twin.id} ; gardez-en un")
        if (block := as_mapping(entry.value, written[:40], found)) is not None:
            acronyms[written.upper()] = _acronym(written, block, found)
    return tuple(acronyms.values())


def _acronym(written: str, block: Mapping, found: Findings) -> Acronym:
    fields = Fields(
        block, found, f"le sigle « {written[:40]} »", required=("nom",), optional=("aide",)
    )
    name, help_ = fields.text("nom", LONGEST_NAME), fields.text("aide", LONGEST_HELP)
    return Acronym(written, name or "", help_)


def known(documents: Iterable[Document | None]) -> frozenset[str]:
    """Return the acronyms that no text need explain: the operators' own, and the glossary's."""
    found: set[str] = set()
    for document in documents:
        if isinstance(document, Operator):
            found.update(document.acronym.split())
        elif isinstance(document, tuple):
            found |= by_spelling(e for e in document if isinstance(e, Acronym)).keys()
    return frozenset(found)


def in_groups(acronyms: Iterable[Acronym]) -> tuple[tuple[str, str], ...]:
    """Return each acronym with its name, in the form of the groups of `Synonyms`.

    What everyone says (RDV, SMS) is searched as it is said.
    """
    told = (each for each in acronyms if each.id.upper() not in EVERYDAY)
    return tuple((each.id.lower(), each.name) for each in told)


def by_spelling(acronyms: Iterable[Acronym]) -> Table[str, Acronym]:
    """Return each acronym under every way it may be written: Adil and ADIL, DGFiP and DGFIP."""
    return {spelling: each for each in acronyms for spelling in _spellings(each.id)}


def _spellings(written: str) -> set[str]:
    said = {written.capitalize()} if len(written) >= _SAID else set()
    return {written, written.upper()} | said
