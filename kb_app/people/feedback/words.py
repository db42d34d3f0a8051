"""What is typed of a passage, made fit to be kept: nothing that names the visitor."""

from __future__ import annotations

import re

from kb_app.errors import InvalidInput
from kb_app.knowledge.triage.masking import masked
from kb_app.people.feedback.tables import LONGEST_QUOTE

LONGEST_SAID = 800
"""Characters one may type: less than is kept, for what is written when it is handed over."""

# Not the no-break spaces, which French ties words with.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_LINES = re.compile(r"\n{3,}")
# They are not "printable" for Python.
_KEPT = frozenset("\n\u00a0\u202f")


class PersonalData(InvalidInput):
    """The text named someone; `text` is the same with that hidden, to be read again and sent."""

    def __init__(self, text: str, found: tuple[str, ...]) -> None:
        super().__init__(
            f"Rien n’est encore enregistré : votre texte contenait ce qu’il ne faut jamais écrire "
            f"ici ({', '.join(found)}). Nous l’avons masqué ; relisez et envoyez de nouveau."
        )
        self.text = text


def valid_said(typed: str, missing: str = "") -> str:
    """Return what was typed, perhaps empty; several lines are kept.

    Raises PersonalData when something must be hidden, InvalidInput when it is too long or, with
    the sentence `missing`, when there is nothing.
    """
    text = _LINES.sub("\n\n", _visible(typed.replace("\r\n", "\n"))).strip()
    if missing and not text:
        raise InvalidInput(missing)
    if len(text) > LONGEST_SAID:
        raise InvalidInput(f"Ce texte dépasse {LONGEST_SAID} caractères : abrégez-le.")
    checked = masked(text)
    if checked.found:
        raise PersonalData(checked.text[:LONGEST_SAID], checked.found)
    return text


def kept_quote(typed: str, source: str) -> str:
    """Return the words selected, on one line, cut at LONGEST_QUOTE.

    Those of the text `source` stay as they are: its telephone numbers are what may be wrong.
    Others are no quote but someone's words: what names a person is hidden in them.
    """
    quote = _BLANKS.sub(" ", _visible(typed[: 8 * LONGEST_QUOTE])).strip()
    if _letters(quote) not in _letters(source):
        quote = masked(quote).text
    return quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1].rstrip() + "…"


def _visible(typed: str) -> str:
    """Leave out controls, and marks that change the direction of what follows."""
    spaced = typed.replace("\t", " ")
    return "".join(c for c in spaced if c.isprintable() or c in _KEPT)


def _letters(text: str) -> str:
    """Return the letters and digits alone: pages drop marks and cut lines."""
    return "".join(c for c in text if c.isalnum()).casefold()
