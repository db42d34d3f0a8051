"""What the person takes away as plain text, and what is copied to report a mistake in a tree."""

from __future__ import annotations

from kb_app.knowledge.content.model import Ending
from kb_app.web.views.outcome_page import OutcomePage
from kb_app.web.views.standing import Standing


def for_person(page: OutcomePage, number: int) -> str:
    """Return the text of an SMS or a mail: nothing personal, nothing meant for agents."""
    lines = [page.end.title, page.end.say]
    lines += [f"{n}. {text}" for n, text in enumerate(steps_for_person(page), 1)]
    if page.documents:
        wanted = page.missing or page.documents
        head = "Il manque" if page.missing else "À réunir"
        lines.append(f"{head} : " + " ; ".join(f"{d.text} ({d.form})" for d in wanted))
    lines += dates(page)
    if page.end.meanwhile:
        lines.append(f"En attendant : {page.end.meanwhile}")
    if page.phone:
        lines.append(f"{page.operator} : {page.phone}")
    lines.append(f"(arbre en révision {number})")
    return "\n".join(lines)


def steps_for_person(page: OutcomePage) -> tuple[str, ...]:
    """Return the steps that are the person's; those of a referent's outcome are the agent's."""
    if page.end.ending is Ending.REFERENT:
        return ()
    return tuple(step.text for step in page.steps if not step.done)


def dates(page: OutcomePage) -> list[str]:
    """Return the dates that matter to the person, each a line."""
    found = []
    if page.desk:
        found.append(
            f"Réponse au plus tard {page.desk.promise}"
            if page.desk.is_dated
            else f"Réponse {page.desk.promise}"
        )
    if page.deadline:
        found.append(page.deadline)
    if page.delay:
        found.append(f"Délai habituel : {page.delay}")
    return found


def mistake_report(at: Standing, page: OutcomePage, number: int) -> str:
    """Return what is needed to find a mistake again: the tree, its revision and the path."""
    path = [f"- {r.line.label} {r.line.words}" for r in page.reasons]
    head = f"Erreur dans l’arbre « {at.tree.file.title} » ({at.tree.id}, révision {number})"
    return "\n".join([head, *path, f"Issue : {page.end.title}", "Ce qui ne va pas : "])
