"""The rules of a sheet's text: titles in order, links that lead somewhere, blocks that close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb_app.knowledge.content.fields import READABLE, closest, is_https
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.markdown import CONTAINERS, Link, Outline
from kb_app.knowledge.content.places import Place, PlaceKind
from kb_app.knowledge.content.rules import Findings

_FENCE = re.compile(r"\s*:{3,}\s*(\S*)")
_MAIL = re.compile(r"mailto:[^@\s?]+@[^@\s?]+(?:\?.*)?")
_BROKEN_LINK = re.compile(r"\]\(|\] \((?:https?:|mailto:|operators/)")


def check_body(body: str, content: Outline, body_line: int, found: Findings) -> list[Place]:
    """Check a body that starts on `body_line`; return the links to other documents."""
    offset = body_line - 1
    _check_headings(content, offset, found)
    _check_sections(content, body.split("\n"), offset, found)
    if ":::" in body:
        _check_containers(content, body.split("\n"), offset, found)
    for text in content.texts:
        if "]" in text.text and (broken := _BROKEN_LINK.search(text.text)):
            found.add(
                "F09",
                offset + text.line + text.text.count("\n", 0, broken.start()),
                "lien mal écrit ; écrivez [texte](adresse), sans espace dans l’adresse",
            )
    return list(_check_links(content.links, offset, found))


def _check_headings(content: Outline, offset: int, found: Findings) -> None:
    above = 1
    for heading in content.headings:
        line = heading.line + offset
        if heading.level == 1:
            found.add("F05", line, "le titre de niveau 1 est celui de la fiche ; écrivez « ## »")
        elif heading.level > above + 1:
            found.add(
                "F06",
                line,
                f"le titre saute du niveau {above} au niveau {heading.level} ; "
                f"écrivez « {'#' * (above + 1)} »",
            )
        if not heading.text:
            found.add("F13", line, "titre vide ; complétez-le ou retirez la ligne")
        above = heading.level


def _check_sections(content: Outline, lines: list[str], offset: int, found: Findings) -> None:
    for number, heading in enumerate(content.headings):
        following = content.headings[number + 1 : number + 2]
        if following and following[0].level > heading.level:
            continue
        last = following[0].line - 1 if following else len(lines)
        inside = lines[heading.last_line : last]
        if heading.text and not any(line.strip() and not _FENCE.match(line) for line in inside):
            found.add(
                "F07",
                heading.line + offset,
                f"« {heading.text[:60]} » n’est suivi d’aucun texte ; "
                "complétez ou retirez ce titre",
            )


def _check_containers(content: Outline, lines: list[str], offset: int, found: Findings) -> None:
    opened: int | None = None
    for number, name in _fences(content, lines):
        line = number + offset
        if name and opened:
            found.add(
                "F11",
                line,
                f"le bloc ouvert ligne {opened + offset} n’est pas fermé ; "
                "ajoutez une ligne « ::: » avant celle-ci",
            )
            return
        if name and name not in CONTAINERS:
            hint = closest(name, CONTAINERS) or f" ; blocs possibles : {', '.join(CONTAINERS)}"
            found.add("F10", line, f"le bloc « {name[:40]} » est inconnu{hint}")
        if not name and not opened:
            found.add("F11", line, "cette ligne « ::: » ne ferme aucun bloc ; retirez-la")
        opened = number if name else None
    if opened:
        found.add("F11", opened + offset, "ce bloc n’est pas fermé ; ajoutez une ligne « ::: »")


def _fences(content: Outline, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each `:::` line outside code with its name, empty for a closing one."""
    for number, line in enumerate(lines, start=1):
        fence = _FENCE.match(line) if ":::" in line else None
        if fence and not any(number in code for code in content.verbatim):
            yield number, fence[1]


def _check_links(links: tuple[Link, ...], offset: int, found: Findings) -> Iterator[Place]:
    for link in links:
        line = link.line + offset
        path = link.target.split("#", 1)[0]
        if link.image:
            found.add("F12", line, "les images ne s’affichent pas ; décrivez ce qu’il faut voir")
        elif kind_of(path) in READABLE:
            yield Place(PlaceKind.LINK, path, line)
        elif not (is_https(link.target) or _MAIL.fullmatch(link.target)):
            found.add(
                "F08",
                line,
                f"le lien « {link.target[:80]} » est refusé ; écrivez https://…, mailto:… "
                "ou le chemin complet d’un document (operators/cpam/carte-vitale.md)",
            )
