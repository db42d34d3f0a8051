"""Plain language: sentences one can say in a breath, acronyms that are explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb_app.knowledge.content.markdown import Text
from kb_app.knowledge.content.rules import Findings

LONGEST_SENTENCE = 30
"""Words."""
COMFORTABLE_SENTENCE = 25

# What anyone says without a thought. Operators' own acronyms come from their cards.
EVERYDAY = frozenset({
    "APL", "BMP", "BP", "CAF", "CDD", "CDI", "CEDEX", "CPAM", "CV", "DVD", "EDF", "FAQ", "GDF",
    "GIF", "GPS", "HLM", "HT", "IBAN", "ID", "JPEG", "JPG", "MSA", "OK", "PACS", "PC", "PDF",
    "PIN", "PNG", "PV", "QR", "RDV", "RIB", "RSA", "SA", "SARL", "SIRET", "SMS", "SNCF", "SOS",
    "TIFF", "TNT", "TTC", "TV", "TVA", "UE", "URL", "URSSAF", "USB", "WC",
})  # fmt: skip

# Runs are possessive (`*+`): each is read once, whatever follows it.
_SENTENCE_END = re.compile(r"[.!?…][»”\")]*+\s[\s«»“”\"()]*+(?=[A-ZÀ-Þ0-9])")
_WORD = re.compile(r"\w[\w’'.,-]*")
# Not inside an address, a code such as CPAM-02 or a longer word.
_ACRONYM = re.compile(r"[A-Z](?<![\w.@/-].)[A-Z0-9]{1,7}(?:[a-z]{1,2}[A-Z0-9]{1,4})?(?![\w@/-])")
_ROMAN = re.compile(r"[IVX]+")
_BEFORE = re.compile(r"\((?:(?:l[ae]s?|ou|dite?|sigle)\s+|l[’'])?([A-Z]\w+)(?=[\s,;)])")
_AFTER = re.compile(r"([A-Z](?<!\w.)\w+)[»”\s]*+\([^()]*?[a-zà-ÿ]{2}[’'\s-][^()]*?\w{2}")


@dataclass(frozen=True, slots=True)
class Meter:
    """How long and how plain some texts are. A table's cell, or a title, is a sentence."""

    words: int
    sentences: int
    long_sentences: int
    """Of more than COMFORTABLE_SENTENCE words."""
    acronyms: tuple[str, ...]
    """Not explained in these texts, in alphabetical order."""

    @property
    def average(self) -> float:
        """Words of a sentence; 0 when there is none."""
        return self.words / self.sentences if self.sentences else 0.0


def measure(texts: Iterable[Text]) -> Meter:
    texts = tuple(texts)
    lengths = [words for text in texts for _, words in _sentences(text.text) if words]
    return Meter(
        words=sum(lengths),
        sentences=len(lengths),
        long_sentences=sum(words > COMFORTABLE_SENTENCE for words in lengths),
        acronyms=tuple(sorted(unexplained_acronyms(texts))),
    )


def check_sentences(text: Text, found: Findings) -> None:
    """Warn of each sentence over 30 words, at the line it starts on."""
    if text.text.count(" ") < LONGEST_SENTENCE:
        return
    for start, words in _sentences(text.text):
        if words > LONGEST_SENTENCE:
            found.add(
                "F25",
                text.line + text.text.count("\n", 0, start),
                f"phrase de {words} mots ; coupez-la en phrases de {LONGEST_SENTENCE} mots au plus",
            )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence starts, and its words."""
    start = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        yield start, len(_WORD.findall(text, start, end))
        start = end


def unexplained_acronyms(texts: Iterable[Text]) -> dict[str, int]:
    """Return the acronyms nobody explains, each with the line of its first use.

    An acronym is explained when it stands in parentheses after its full name, or when its full
    name follows in parentheses: once is enough for the whole document.
    """
    texts = tuple(texts)
    used: dict[str, int] = {}
    for text in texts:
        for match in _ACRONYM.finditer(text.text):
            if sum(map(str.isupper, match[0])) > 1 and match[0] not in used:
                used[match[0]] = text.line + text.text.count("\n", 0, match.start())
    unknown = used.keys() - EVERYDAY
    if not unknown:
        return {}
    whole = "\n".join(text.text for text in texts)
    unknown -= {*_BEFORE.findall(whole), *_AFTER.findall(whole)}
    return {word: used[word] for word in unknown if not _ROMAN.fullmatch(word)}
