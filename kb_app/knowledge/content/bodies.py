"""The rules of a sheet's text: titles in order, links that lead somewhere, blocks that close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb_app.knowledge.content.addresses import is_https, is_mail
from kb_app.knowledge.content.fields import READABLE
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.markdown import CONTAINERS, FENCE, Link, Outline
from kb_app.knowledge.content.places import Place, PlaceKind
from kb_app.knowledge.content.rules import Findings

_BROKEN_LINK = re.compile(r"\]\(|\] \((?:https?:|mailto:|operators/)")


def check_body(body: str, content: Outline, body_line: int, found: Findings) -> list[Place]:
    """Check a body that starts on `body_line`; return the links to other documents."""
    offset = body_line - 1
    _check_headings(content, offset, found)
    _check_sections(content, body.split("\n"), offset, found)
    if ":::" in body:
        _check_containers(content, body.split("\n"), offset, found)
        _check_strays(content, body.split("\n"), offset, found)
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
        if heading.text and not any(line.strip() and not FENCE.match(line) for line in inside):
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
            names = ", ".join(CONTAINERS)
            hint = found.closest(name, CONTAINERS) or f" ; blocs possibles : {names}"
            found.add("F10", line, f"le bloc « {name[:40]} » est inconnu{hint}")
        if not name and not opened:
            found.add("F11", line, "cette ligne « ::: » ne ferme aucun bloc ; retirez-la")
        opened = number if name else None
    if opened:
        found.add("F11", opened + offset, "ce bloc n’est pas fermé ; ajoutez une ligne « ::: »")


def _fences(content: Outline, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each `:::` line outside code with its name, empty for a closing one."""
    code = {number for block in content.verbatim for number in block}
    for number, line in enumerate(lines, start=1):
        fence = FENCE.match(line) if ":::" in line else None
        if fence and number not in code:
            yield number, fence[1]


def _check_strays(content: Outline, lines: list[str], offset: int, found: Findings) -> None:
    """Refuse what would show the visitor a passage that was meant for agents.

    Told at the lines that name a block, when there are: those that close it only follow. A block
    already told to be unknown or left open may also be why others are not understood.
    """
    if found.counts["F10"] or found.counts["F11"]:
        return
    named = [
        line for line in content.strays if (fence := FENCE.match(lines[line - 1])) and fence[1]
    ]
    for line in named or content.strays:
        found.add(
            "F14",
            line + offset,
            "cette ligne « ::: » n’ouvre ni ne ferme un bloc ; écrivez-la en début de ligne, "
            "après une ligne vide, avec une espace ordinaire après le nom du bloc",
        )


def _check_links(links: tuple[Link, ...], offset: int, found: Findings) -> Iterator[Place]:
    for link in links:
        line = link.line + offset
        path = link.target.split("#", 1)[0]
        if link.image:
            found.add("F12", line, "les images ne s’affichent pas ; décrivez ce qu’il faut voir")
        elif kind_of(path) in READABLE:
            yield Place(PlaceKind.LINK, path, line)
        elif not (is_https(link.target) or is_mail(link.target)):
            found.add(
                "F08",
                line,
                f"le lien « {link.target[:80]} » est refusé ; écrivez https://…, mailto:… "
                "ou le chemin complet d’un document (operators/cpam/carte-vitale.md)",
            )
