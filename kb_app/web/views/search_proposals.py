"""What a trainer proposes about a failed search: read from its form, told in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from kb_app.errors import InvalidInput
from kb_app.knowledge.search.analysis import terms
from kb_app.knowledge.triage.masking import masked
from kb_app.library.snapshot import Snapshot
from kb_app.people.activity.model import (
    Action,
    AddSynonym,
    AskForSheet,
    Group,
    LinkSheet,
    Proposal,
    ProposalState,
    SetAside,
    Way,
)
from kb_app.web.french import date_fr
from kb_app.web.views.lines import operator_label
from kb_app.web.views.question import shown

LONGEST: Mapping[str, int] = MappingProxyType(
    {"mots": 100, "vers": 100, "code": 20, "titre": 120, "note": 1000, "motif": 200}
)
"""Characters of each field; of each word in « vers », which takes several."""
MOST_TARGETS = 5

WAY_LABELS: Mapping[Way, str] = MappingProxyType(
    {
        Way.BOTH: "Ils disent la même chose, dans les deux sens",
        Way.ONE: "Les premiers mènent aux seconds, sans retour",
        Way.FORMER_NAME: "Les premiers sont un ancien nom des seconds",
    }
)
_STATES: Mapping[ProposalState, str] = MappingProxyType(
    {
        ProposalState.PROPOSED: "Proposé le {}, en attente",
        ProposalState.DONE: "Fait le {}",
        ProposalState.DROPPED: "Abandonné le {}",
    }
)

Form = MultiDict[str, str]


def link_sheet(form: Form, snapshot: Snapshot) -> LinkSheet:
    path = form.get("fiche", "")
    if path not in snapshot.sheets:
        raise InvalidInput("Choisissez la fiche qui répond à ces mots.")
    return LinkSheet(path)


def add_synonym(form: Form, snapshot: Snapshot) -> AddSynonym:
    words = _text(form, "mots", "Les mots du visiteur")
    targets = _targets(form.get("vers", ""))
    try:
        way = Way(form.get("sens", ""))
    except ValueError:
        raise InvalidInput("Dites dans quel sens va ce synonyme.") from None
    for each in (words, *targets):
        if not terms(each):
            raise InvalidInput(
                f"« {each} » n’a que des petits mots, que la recherche laisse de côté : "
                "ajoutez-en un qui dit l’affaire."
            )
    if any(terms(words) == terms(each) for each in targets):
        raise InvalidInput("La recherche tient déjà ces mots pour les mêmes.")
    return AddSynonym(words, targets, way, _answering(form, snapshot))


def ask_for_sheet(form: Form, snapshot: Snapshot) -> AskForSheet:
    operator = form.get("operateur", "")
    if operator not in snapshot.operators:
        raise InvalidInput("Choisissez l’opérateur que la fiche concerne.")
    title = _text(form, "titre", "Le titre")
    return AskForSheet(operator, title, _optional(form, "note", "La note"))


def set_aside(form: Form) -> SetAside:
    return SetAside(_optional(form, "motif", "Le motif"))


def chosen_wordings(form: Form, group: Group) -> tuple[str, ...]:
    """Return the group's spellings that were ticked, in its order."""
    ticked = set(form.getlist("formulation"))
    found = tuple(each.wording for each in group.shown if each.wording in ticked)
    if not found:
        raise InvalidInput("Cochez au moins une des formulations.")
    return found


def every_wording(group: Group) -> tuple[str, ...]:
    return tuple(each.wording for each in group.shown)


def action_words(action: Action, snapshot: Snapshot) -> str:
    match action:
        case LinkSheet(path):
            sheet = snapshot.sheets.get(path)
            return f"Relier à la fiche « {sheet.document.title if sheet else path} »"
        case AddSynonym(words, targets, way, path):
            sign = {Way.BOTH: "↔", Way.ONE: "→", Way.FORMER_NAME: "→"}[way]
            name = "Ancien nom" if way is Way.FORMER_NAME else "Synonyme"
            answer = snapshot.sheets.get(path or "")
            found = f" ; fiche attendue : « {answer.document.title} »" if answer else ""
            return f"{name} : « {words} » {sign} {_quoted(targets)}{found}"
        case AskForSheet(operator, title, _):
            return f"Fiche demandée : « {title} » ({operator_label(snapshot.operators, operator)})"
        case SetAside(reason):
            return f"Laissée de côté : {reason}" if reason else "Laissée de côté"


def proposal_words(proposal: Proposal) -> str:
    """« Proposé le 3 novembre 2026, en attente »."""
    is_aside = isinstance(proposal.action, SetAside)
    words = "Le {}" if is_aside else _STATES[proposal.state]
    return words.format(date_fr(proposal.settled_on or proposal.day))


def _answering(form: Form, snapshot: Snapshot) -> str | None:
    """Return the path of the sheet whose code was typed, if one was."""
    code = _optional(form, "code", "Le code de la fiche").upper()
    if not code:
        return None
    for path, sheet in snapshot.sheets.items():
        if sheet.document.code == code:
            return path
    raise InvalidInput(f"Aucune fiche publiée n’a le code « {code} ».")


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"« {each} »" for each in words)


def _targets(typed: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(filter(None, (shown(part) for part in typed.split(",")))))
    if not found:
        raise InvalidInput("Écrivez les mots auxquels ceux du visiteur mènent.")
    if len(found) > MOST_TARGETS or any(len(each) > LONGEST["vers"] for each in found):
        raise InvalidInput(
            f"Gardez au plus {MOST_TARGETS} synonymes, de {LONGEST['vers']} caractères chacun."
        )
    return found


def _text(form: Form, name: str, label: str) -> str:
    text = _optional(form, name, label)
    if not text:
        raise InvalidInput(f"{label} : à remplir.")
    return text


def _optional(form: Form, name: str, label: str) -> str:
    """Return a short text on one line, what may never be kept hidden."""
    longest = LONGEST[name]
    typed = " ".join(form.get(name, "").split())
    if len(typed) > longest:
        raise InvalidInput(
            f"{label} : {len(typed)} caractères, c’est trop long. Gardez-en {longest}."
        )
    # A mask may be longer than what it hides.
    return masked("".join(c for c in typed if c.isprintable())).text[:longest]
