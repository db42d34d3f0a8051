"""One block of keys, read key by key: each value in its type, or the mistake at its line."""

from __future__ import annotations

import re
from datetime import date

from kb_app.knowledge.content.addresses import is_https
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind
from kb_app.knowledge.content.rules import Findings
from kb_app.knowledge.content.yaml_nodes import Mapping, Node, Scalar, Sequence

_SPACES = re.compile(r"[ \t\n]{2,}|[\t\n]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_VERSION = re.compile(r"[1-9][0-9]{0,8}")

READABLE = (Kind.SHEET, Kind.OPERATOR, Kind.TREE)
"""The kinds of documents that have a page of their own, so that a link may lead there."""

LONGEST = 1_000
"""Characters of any text that has no limit of its own."""


class Fields:
    """The keys of one block; `name` is how its messages call the block, and `place` its own key
    when it is within another.

    Creating it reports the keys that are unknown, required and missing, or left empty.
    """

    def __init__(
        self,
        node: Mapping,
        found: Findings,
        name: str,
        *,
        required: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
        place: str = "",
    ) -> None:
        self.found = found
        self.place = place
        self.line = node.line
        self.values: dict[str, Node] = {}
        known = (*required, *optional)
        for entry in node.entries:
            key, value = entry.key.text, entry.value
            if key not in known:
                hint = found.closest(key, known) or f" ; clés possibles : {', '.join(known)}"
                found.add("Y04", entry.key.line, f"la clé « {key[:80]} » est inconnue ici{hint}")
            elif not _is_empty(value):
                self.values[key] = value
            elif key not in required:
                message = f"« {key} » est vide ; complétez-la ou retirez-la"
                self.tell("Y13", entry.key.line, key, message)
        for key in required:
            if key not in self.values:
                self.tell("Y06", node.line, key, f"il manque « {key} » (obligatoire dans {name})")

    def tell(self, code: str, line: int, key: str, message: str) -> None:
        """Add a problem of one key of the block."""
        self.found.add(code, line, message, f"{self.place}.{key}" if self.place else key)

    def line_of(self, key: str) -> int:
        """Return the line of the key's value, the block's own when there is none."""
        return self.values[key].line if key in self.values else self.line

    def text(self, key: str, longest: int = LONGEST) -> str | None:
        """Return the text on one line, None when absent or refused."""
        node = self.values.get(key)
        return None if node is None else self.text_of(node, key, longest)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the items of a list of texts, those refused left out."""
        return tuple(text for text, _ in self.located_texts(key))

    def located_texts(self, key: str) -> tuple[tuple[str, int], ...]:
        """Return the items of a list of texts, each with its line."""
        found = ((self.text_of(node, key), node.line) for node in self.items(key))
        return tuple((text, line) for text, line in found if text)

    def date(self, key: str) -> date | None:
        text = self.text(key)
        if text is None:
            return None
        try:
            if _DATE.fullmatch(text) and text.isascii():
                return date.fromisoformat(text)
        except ValueError:
            pass
        self._refuse(
            "D02", key, f"« {text[:80]} » n’est pas une date ; écrivez année-mois-jour : 2026-11-22"
        )
        return None

    def url(self, key: str) -> str | None:
        text = self.text(key)
        if text is None or is_https(text):
            return text
        self._refuse(
            "D03",
            key,
            f"l’adresse « {text[:80]} » est refusée ; écrivez https:// puis le nom du site",
        )
        return None

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        text = self.text(key)
        return text if text is None else self.chosen(key, text, self.line_of(key), choices)

    def choices(self, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        found = (self.chosen(key, text, line, choices) for text, line in self.located_texts(key))
        return tuple(text for text in found if text)

    def chosen(self, key: str, text: str, line: int, choices: tuple[str, ...]) -> str | None:
        if text in choices:
            return text
        message = f"{key} : « {text[:80]} » est inconnu ; choisissez {', '.join(choices)}"
        self.tell("D05", line, key, message)
        return None

    def document_path(self, text: str, line: int) -> str | None:
        """Return the path when it is one of a document that readers can open."""
        if kind_of(text) in READABLE:
            return text
        self.found.add(
            "D06",
            line,
            f"« {text[:80]} » n’est pas le chemin d’un document ; "
            "écrivez par exemple operators/cpam/carte-vitale.md",
        )
        return None

    def version(self, key: str) -> None:
        """Check the version number; it belongs to the library, not to the document."""
        text = self.text(key)
        if text is not None and not (text.isascii() and _VERSION.fullmatch(text)):
            self._refuse("D07", key, "le numéro de version est un nombre entier ; retirez la ligne")

    def block(self, key: str) -> Mapping | None:
        node = self.values.get(key)
        return None if node is None else as_mapping(node, key, self.found)

    def blocks(self, key: str) -> tuple[Mapping, ...]:
        found = (as_mapping(node, key, self.found) for node in self.items(key))
        return tuple(block for block in found if block is not None)

    def lists(self, key: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Return the items of a list of lists of texts, each list with its line."""
        lists = (as_sequence(node, key, self.found) for node in self.items(key))
        return tuple(
            (each.line, tuple(filter(None, (self.text_of(n, key) for n in each.items))))
            for each in lists
            if each is not None
        )

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the items of a list; none when it is absent, or refused as no list."""
        node = self.values.get(key)
        found = None if node is None else as_sequence(node, key, self.found)
        return () if found is None else found.items

    def text_of(self, node: Node, key: str, longest: int = LONGEST) -> str | None:
        """Return the text of a value of `key` on one line, None when it is refused."""
        if not isinstance(node, Scalar):
            self.tell("Y12", node.line, key, f"« {key} » doit être un texte{_QUOTES_HINT}")
            return None
        text = _SPACES.sub(" ", node.text).strip(" ")
        if not text:
            self.tell("Y13", node.line, key, f"« {key} » a un texte vide ; complétez-le")
        elif len(text) > longest:
            message = f"« {key} » fait {len(text)} caractères ; gardez-en au plus {longest}"
            self.tell("D04", node.line, key, message)
        else:
            return text
        return None

    def _refuse(self, code: str, key: str, message: str) -> None:
        self.tell(code, self.line_of(key), key, message)


_QUOTES_HINT = ' ; s’il contient « : », mettez-le entre guillemets droits (")'


def as_mapping(node: Node, key: str, found: Findings) -> Mapping | None:
    if isinstance(node, Mapping):
        return node
    found.add("Y12", node.line, f"« {key} » doit être un bloc de lignes « clé: texte »")
    return None


def as_sequence(node: Node, key: str, found: Findings) -> Sequence | None:
    if isinstance(node, Sequence):
        return node
    found.add("Y12", node.line, f"« {key} » doit être une liste ; écrivez [un, deux]")
    return None


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()
