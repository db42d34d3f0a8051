"""What was asked of the search page, read from its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import LONGEST_QUESTION, Ending

COUNTS = (10, 30, 50)
"""How many results one may ask for at once."""
MOST_FILTERS = 60


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    operators: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    count: int = COUNTS[0]
    exactly: bool = False
    """Whether the words are searched as typed, even those no document holds."""
    explained: bool = False
    """Whether each result says why it is where it is."""

    @property
    def filtered(self) -> bool:
        return bool(self.operators or self.endings)

    @property
    def address(self) -> str:
        pairs = [("q", self.text)]
        pairs += [("issue", value) for value in self.endings]
        pairs += [("operateur", value) for value in self.operators]
        if self.count != COUNTS[0]:
            pairs.append(("nombre", str(self.count)))
        if self.exactly:
            pairs.append(("exactement", "1"))
        if self.explained:
            pairs.append(("expliquer", "1"))
        return "/recherche?" + urlencode(pairs)

    def more(self) -> Question | None:
        """Return the same question asking for more results, if one may."""
        larger = [count for count in COUNTS if count > self.count]
        return replace(self, count=larger[0]) if larger else None

    def everywhere(self) -> Question:
        return replace(self, operators=(), endings=(), count=COUNTS[0])

    def explain(self) -> Question:
        """Return the same question, each result saying why it is where it is."""
        return replace(self, explained=True)

    def as_typed(self) -> Question:
        """Return the same question, none of its words corrected."""
        return replace(self, exactly=True)


def read_question(
    text: str, operators: Sequence[str] = (), endings: Sequence[str] = (), count: str = ""
) -> Question:
    """Read what came with the address; only spaces is an empty question.

    Raises InvalidInput when there are signs and no word (wildcards for instance), when the words
    are too long, or when a filter is not one we have.
    """
    if len(text) > LONGEST_QUESTION:
        raise InvalidInput(
            f"La recherche compte {len(text)} caractères, elle en accepte {LONGEST_QUESTION}. "
            "Gardez les mots qui comptent."
        )
    if text.strip() and not any(letter.isalnum() for letter in text):
        raise InvalidInput("La recherche ne contient aucun mot. Écrivez ceux du visiteur.")
    known = [ending.value for ending in Ending]
    if len(operators) > MOST_FILTERS or any(value not in known for value in endings):
        raise InvalidInput("Ces filtres ne sont pas ceux de la page. Refaites la recherche.")
    if count not in ("", *map(str, COUNTS)):
        raise InvalidInput("On affiche 10, 30 ou 50 résultats à la fois.")
    return Question(
        shown(text),
        tuple(dict.fromkeys(operators)),
        tuple(dict.fromkeys(endings)),
        int(count or COUNTS[0]),
    )


def shown(text: str) -> str:
    """Return what was typed on one line, cut where no question goes further.

    Text copied from a PDF or an e-mail brings invisible characters along.
    """
    visible = "".join(c if c.isprintable() else " " for c in text[:LONGEST_QUESTION])
    return " ".join(visible.split())
