"""Plain language: sentences one can say in a breath, acronyms that are explained."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb_app.knowledge.content.markdown import Text
from kb_app.knowledge.content.rules import Findings

LONGEST_SENTENCE = 30
"""Words."""

# What anyone says without a thought. Operators' own acronyms come from their cards.
EVERYDAY = frozenset({
    "APL", "BMP", "BP", "CAF", "CDD", "CDI", "CEDEX", "CPAM", "CV", "DVD", "EDF", "FAQ", "GDF",
    "GIF", "GPS", "HLM", "HT", "IBAN", "ID", "JPEG", "JPG", "MSA", "OK", "PC", "PDF", "PIN",
    "PNG", "PV", "QR", "RDV", "RIB", "RSA", "SA", "SARL", "SMS", "SNCF", "SOS", "TIFF", "TNT",
    "TTC", "TV", "TVA", "UE", "URL", "USB", "WC",
})  # fmt: skip

# Runs are possessive (`*+`): each is read once, whatever follows it.
_SENTENCE_END = re.compile(r"[.!?…][»”\")]*+\s[\s«»“”\"()]*+(?=[A-ZÀ-Þ0-9])")
_WORD = re.compile(r"\w[\w’'.,-]*")
# Not inside an address, a code such as CPAM-02 or a longer word.
_ACRONYM = re.compile(r"[A-Z](?<![\w.@/-].)[A-Z0-9]{1,7}(?:[a-z]{1,2}[A-Z0-9]{1,4})?(?![\w@/-])")
_ROMAN = re.compile(r"[IVX]+")
_BEFORE = re.compile(r"\((?:(?:l[ae]s?|ou|dite?|sigle)\s+|l[’'])?([A-Z]\w+)(?=[\s,;)])")
_AFTER = re.compile(r"([A-Z](?<!\w.)\w+)[»”\s]*+\([^()]*?[a-zà-ÿ]{2}[’'\s-][^()]*?\w{2}")


def check_sentences(text: Text, found: Findings) -> None:
    """Warn of each sentence over 30 words, at the line it starts on."""
    if text.text.count(" ") < LONGEST_SENTENCE:
        return
    start = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text.text)]
    for end in (*ends, len(text.text)):
        words = len(_WORD.findall(text.text, start, end))
        if words > LONGEST_SENTENCE:
            found.add(
                "F25",
                text.line + text.text.count("\n", 0, start),
                f"phrase de {words} mots ; coupez-la en phrases de {LONGEST_SENTENCE} mots au plus",
            )
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
