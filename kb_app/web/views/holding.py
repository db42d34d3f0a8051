"""What stops a visit from just going on, each as a calm page that says where to go."""

from __future__ import annotations

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from kb_app.knowledge.triage.migrate import Move
from kb_app.people.visits.model import Closing
from kb_app.people.visits.pins import Newer, newer
from kb_app.web.house import house
from kb_app.web.views.recap import answer_words, label_of
from kb_app.web.views.standing import Standing, question_address, standing


def held(at: Standing) -> ResponseReturnValue | None:
    """Return the page to show instead of a question: the visit is closed, or its tree changed."""
    if at.visit.closed_at:
        return redirect(f"{at.address}/issue", 303)
    return changed_tree(at)


def changed_tree(at: Standing) -> ResponseReturnValue | None:
    """Return the page that says what a newer version of the tree changes, when there is one."""
    found = newer(house().library, at.visit, at.today)
    if found is None:
        return None
    return render_template(
        "triage/moved.html", at=at, words=_verdict(at, found), lost=_lost(at, found)
    )


def closed(at: Standing) -> ResponseReturnValue:
    """Return what is left to say of a visit that was closed before any outcome."""
    told = "comme abandonnée" if at.visit.closing is Closing.ABANDONED else ""
    return calm(
        "Cette visite est close",
        f"Elle a été fermée {told}. Ses réponses sont effacées.".replace("  ", " "),
        f"/orientation/{at.visit.tree}",
        "Commencer une nouvelle visite",
        200,
    )


def already_closed(visit_id: str) -> ResponseReturnValue:
    return calm(
        "Cette visite est déjà close",
        "Elle reste comme elle était : ce qui vient d’être envoyé n’a rien changé.",
        f"{standing(visit_id).address}/issue",
        "Revoir la visite",
    )


def off_path(at: Standing, question: str, *, kept: bool) -> ResponseReturnValue:
    """Return the page for a question of the tree which this visit does not come to."""
    asked = at.tree.questions[question]
    wording = label_of(at.tree, asked, at.walk.facts, at.today)
    rest = " Votre réponse est mise de côté." if kept else ""
    return calm(
        "Cette question n’est plus sur le parcours",
        f"« {wording} » ne se pose plus avec les réponses de cette visite.{rest}",
        at.here,
        "Reprendre où en est la visite",
    )


def conflicting(visit_id: str, question: str, raw: object) -> ResponseReturnValue:
    """Return the page for an answer given in another tab since the form was shown."""
    at = standing(visit_id)
    asked = at.tree.questions[question]
    theirs = {**at.state.aside, **at.state.answers}.get(question)
    return calm(
        "Deux réponses à la même question",
        f"Une autre réponse a été donnée entre-temps, sans doute dans un autre onglet : "
        f"« {answer_words(asked, theirs)} ». Elle est gardée. La vôtre était "
        f"« {answer_words(asked, raw)} ».",
        question_address(visit_id, question),
        "Revenir à la question",
    )


def calm(
    title: str, message: str, address: str, label: str, status: int = 409
) -> ResponseReturnValue:
    page = render_template(
        "triage/calm.html", title=title, message=message, address=address, label=label
    )
    return page, status


def _verdict(at: Standing, found: Newer) -> str:
    moved, tree = found.verdict, found.tree
    waits = tree.questions[moved.question].prompts[-1].text if moved.question else ""
    match moved.kind:
        case Move.SAME:
            return "Rien ne change pour cette visite : mêmes questions, même suite."
        case Move.CONTINUES:
            return "La visite continue avec toutes ses réponses."
        case Move.SET_ASIDE:
            many = "s" if len(moved.set_aside) > 1 else ""
            count = len(moved.set_aside)
            return f"La visite continue ; {count} réponse{many} mise{many} de côté."
        case Move.ASK_AGAIN:
            return f"Une question est à reposer : « {waits} »"
        case Move.OUTCOME_CHANGED:
            end = tree.outcomes[moved.outcome or ""].title
            return f"L’issue change : « {end} »."


def _lost(at: Standing, found: Newer) -> list[str]:
    """Return, in the words of the old version, the answers that the new one cannot keep."""
    return [
        label_of(at.tree, at.tree.questions[each], at.walk.facts, at.today)
        for each in found.verdict.removed
        if each in at.tree.questions
    ]
