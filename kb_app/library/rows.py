"""An existing knowledge base moves in: JSON lines become sheets in the form authors write.

A row is `{"id", "title", "theme", "text", "url", "updated"}`, of which `id`, `title` and `text` are
required. `updated` is a year, a month or a day in ISO form.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import Ending, Problem
from kb_app.knowledge.content.yaml_events import FORBIDDEN

SUMMARY_LENGTH = 240
_UPDATED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&|~#])")
# What a text may use for a line end, and no document may hold.
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BRACES = re.compile(r"\{(?=\{)")
"""What two braces are parted at: they would cite an amount."""
_UNDECODED = re.compile("[\udc80-\udcff]")
# What would open a list, a heading underline, a fence or a container at the start of a line.
_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")


@dataclass(frozen=True, slots=True)
class Rows:
    texts: dict[str, str]
    """Sheet text by document path."""
    lines: dict[str, int]
    """Line of the file that each sheet comes from."""
    problems: tuple[Problem, ...]
    """Rows that cannot become a sheet, each at its line of the file."""


def read_rows(name: str, lines: Iterable[str], operator: str, today: date) -> Rows:
    """Turn each row into a sheet of `operator`; `name` is the file's, for the problems.

    Lines are decoded with `errors="surrogateescape"`, so that those that are not UTF-8 are told.
    Nothing is guessed: the ending is left to be chosen, and review is due a year after the text
    was last updated.
    """
    texts: dict[str, str] = {}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _row(line)
            path = f"operators/{operator}/{_slug(row['id'])}.md"
            if path in texts:
                raise InvalidInput(
                    f"l’identifiant « {row['id'][:80]} » donne la même adresse que la ligne "
                    f"{places[path]} ; changez-en un"
                )
            texts[path], places[path] = _sheet(row, operator, today), number
        except InvalidInput as error:
            problems.append(Problem(name, number, "J01", str(error)))
    return Rows(texts, places, tuple(problems))


def operator_card(operator: str) -> tuple[str, str]:
    """Return the path and text of a minimal card, for an operator that has none yet."""
    name = operator.replace("-", " ").capitalize()
    keys = {
        "nom": name,
        "sigle": name,
        "noms_du_public": [name.lower()],
        "genre": "local",
        "domaines": [],
        "presentation": "Fiches reprises d’une base existante ; carte à compléter.",
    }
    return f"operators/{operator}/operator.yaml", _yaml(keys)


def _row(line: str) -> dict[str, str]:
    if _UNDECODED.search(line):
        raise InvalidInput("la ligne n’est pas écrite en UTF-8 ; enregistrez-la dans ce codage")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise InvalidInput("la ligne n’est pas un objet JSON lisible") from None
    if not isinstance(row, dict):
        raise InvalidInput("la ligne n’est pas un objet JSON « {…} »")
    texts = {k: _clean(v) for k, v in row.items() if isinstance(v, str)}
    for key in ("id", "title", "text"):
        if not texts.get(key, "").strip():
            raise InvalidInput(f"il manque « {key} » (un texte non vide)")
    return texts


def _clean(text: str) -> str:
    """Drop control and unpaired surrogate characters, which no document may hold."""
    text = _BRACES.sub("{ ", _LINE_END.sub("\n", text.replace("\t", " ")))
    return unicodedata.normalize("NFC", FORBIDDEN.sub("", text))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if slug and len(slug) <= 80:
        return slug
    return f"{slug[:60].strip('-')}-{_short_digest(text).lower()}".strip("-")


def _short_digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8].upper()


def _code(identifier: str, operator: str) -> str:
    """Return a short code that only depends on the row: `sp:F22` gives `SP-F22`."""
    prefix, _, rest = identifier.upper().rpartition(":")
    letters = re.sub(r"[^A-Z]", "", prefix) or re.sub(r"[^A-Z]", "", operator.upper())
    if not re.fullmatch(r"[A-Z0-9]{1,12}", rest):
        rest = _short_digest(identifier)
    return f"{(letters + 'XX')[:5] if len(letters) < 2 else letters[:5]}-{rest}"


def _sheet(row: dict[str, str], operator: str, today: date) -> str:
    updated = _updated(row.get("updated", ""), today)
    title = " ".join(row["title"].split())
    keys: dict[str, object] = {
        "code": _code(row["id"], operator),
        "titre": title,
        "resume": _summary(row["text"], title),
        "issue_habituelle": Ending.UNKNOWN.value,
        "valide_du": updated.isoformat(),
        "a_revoir_avant": _year_after(updated).isoformat(),
    }
    url = row.get("url", "").strip()
    sure = re.fullmatch(r"https://[^\s\"<>\\]+", url)
    if sure:
        source = {"titre": title, "adresse": url, "consulte_le": updated.isoformat()}
        keys["sources"] = [source]
    body = _body(row["text"])
    for label, value in (("Rubrique", row.get("theme", "")), ("Source", "" if sure else url)):
        if value:
            body += f"\n\n{label} d’origine : {_escape(' '.join(value.split()))}"
    return f"---\n{_yaml(keys)}---\n{body}\n"


def _updated(text: str, today: date) -> date:
    match = _UPDATED.fullmatch(text.strip())
    if not match:
        return today
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return min(date(year, month, day), today)
    except ValueError:
        return today


def _year_after(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


def _summary(text: str, title: str) -> str:
    """Return the first sentences that fit, or the first words of a sentence that never ends."""
    prose = " ".join(t.strip("#-* \t") for t in text.splitlines()[:20] if t.strip("#-* \t"))
    summary = ""
    for sentence in _SENTENCE_END.split(prose[: SUMMARY_LENGTH * 3]):
        if len(summary) + len(sentence) + 1 > SUMMARY_LENGTH:
            break
        summary = f"{summary} {sentence}".strip()
    if summary or not prose:
        return summary or title
    return (prose[: SUMMARY_LENGTH - 1].rpartition(" ")[0] or prose[: SUMMARY_LENGTH - 1]) + "…"


def _body(text: str) -> str:
    """Return Markdown that shows the text as it was: its `##` titles and `-` items are kept."""
    blocks: list[str] = []
    for line in text.split("\n"):
        heading = re.match(r"#{1,6}\s+(.*)", line)
        item = re.match(r"\s*[-•–]\s+(.*)", line)
        if heading and heading[1].strip("# "):
            blocks.append(f"## {_escape(heading[1].strip('# '))}")
        elif item and item[1].strip():
            blocks.append(f"- {_escape(item[1])}")
        elif line.strip():
            blocks.append(_escape(line))
    return "\n\n".join(_without_empty_sections(blocks))


def _without_empty_sections(blocks: list[str]) -> list[str]:
    """Turn a title that nothing follows into a paragraph."""
    following = [*blocks[1:], "## "]
    return [
        f"**{block[3:]}**" if block.startswith("## ") and after.startswith("## ") else block
        for block, after in zip(blocks, following, strict=True)
    ]


def _escape(text: str) -> str:
    # A bracket that touches a parenthesis reads as a link badly written.
    plain = _MARKDOWN.sub(r"\\\1", text.strip().replace("](", "] ("))
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", plain)


def _yaml(keys: Mapping[str, object]) -> str:
    """Write keys one a line; a JSON value is also a YAML value."""
    return "".join(f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in keys.items())
