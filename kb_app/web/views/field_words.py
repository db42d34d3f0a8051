"""The keys of a sheet's header as the form of the editor words them: labels, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from kb_app.knowledge.content import figures
from kb_app.knowledge.content.model import Problem

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "titre": "Titre",
        "resume": "Résumé",
        "issue_habituelle": "Issue habituelle",
        "critere": "Ce qui décide",
        "pieces": "Pièces à réunir",
        "en_ligne": "En ligne",
        "en_ligne.libelle": "Nom du service en ligne",
        "en_ligne.adresse": "Adresse du service en ligne",
        "en_ligne.compte": "Compte à utiliser",
        "telephone": "Téléphone",
        "telephone.numero": "Numéro de téléphone",
        "telephone.horaires": "Horaires du téléphone",
        "delai": "Délai",
        "cout": "Coût",
        "mots_du_public": "Mots du public",
        "themes": "Thèmes",
        "public": "Pour qui",
        "voir_aussi": "Voir aussi",
        "sources": "Sources",
        "sources.titre": "Titre",
        "sources.adresse": "Adresse",
        "sources.consulte_le": "Consultée le",
        "valide_du": "Valable à partir du",
        "a_revoir_avant": "À relire avant le",
        "code": "Code",
        # Of what the form does not show.
        "retrait": "Retrait",
        "retrait.motif": "Motif du retrait",
        "retrait.remplacee_par": "Fiche qui remplace celle-ci",
        "version": "Numéro de version",
    }
)
"""What each key of the header, and of its blocks, is called on the screen."""

_NUMBER = re.compile(r"\.\d+")
_CITED = re.compile(r"« (.*?) »", re.DOTALL)

# Where the check speaks of the file, of its keys or of what one types there, the form says what
# to do in the form. `cited` is the first text that the check puts between quotes.
_SAID: Mapping[str, str] = MappingProxyType(
    {
        "Y04": "l’en-tête a une ligne que ce formulaire ne montre pas, « {cited} » ; "
        "corrigez-la ou retirez-la dans le texte entier",
        "Y06": "ce champ est obligatoire ; remplissez-le",
        "Y12": "ce n’est pas écrit comme il faut ; corrigez cette ligne dans le texte entier",
        "Y13": "ce champ est vide ; remplissez-le, ou enregistrez pour l’enlever",
        "D05": "« {cited} » n’est pas un choix possible ; choisissez l’un de ceux proposés",
        "D06": "« {cited} » ne mène à aucun document ; retirez ce renvoi ou cherchez une fiche",
        "D07": "ce n’est pas un nombre entier ; retirez cette ligne dans le texte entier",
        "D11": "le thème « {cited} » n’existe pas ; décochez-le",
        "D12": "la pièce « {cited} » n’existe pas ; décochez-la",
        "F03": "cette date doit venir après « {after} » ; donnez-en une plus tardive",
        "F20": "l’issue reste à choisir ; prenez l’une des trois",
        "F23": "aucune source ; donnez le titre et l’adresse d’une page au moins",
        "F24": "aucun ; écrivez comment les gens le demandent, une façon par ligne",
        "F26": "le sigle « {cited} » n’est pas expliqué ; écrivez une fois son nom entier, suivi "
        "de ({cited})",
        "F27": "personne ne saura que lire à la place de cette fiche ; nommez sa remplaçante dans "
        "le texte entier",
    }
)

# What a block needs as soon as one of its fields is filled.
_OF_BLOCK = "ce champ manque à ce que vous avez commencé ; remplissez-le, ou videz les autres"


def label_of(key: str) -> str:
    """Return what the form calls a key, as `SheetFields.key_of` names it; nothing when unknown.

    All rows of sources have the same labels: a problem is told in its own.
    """
    return LABELS.get(_NUMBER.sub("", key), "")


def said_in_form(problem: Problem, key: str) -> str:
    """Return what the form says of a problem: which field, and what to do there.

    `key` is the one it is about; empty in the body, and for the sheet as a whole.
    """
    message = _message(problem, key)
    label = label_of(key)
    if not label:
        return message
    rest = message.removeprefix(f"« {key.rpartition('.')[2]} » ")
    return f"{label} : {message}" if rest == message else f"« {label} » {rest}"


def _message(problem: Problem, key: str) -> str:
    own = _OF_BLOCK if problem.code == "Y06" and "." in key else _SAID.get(problem.code)
    if own is None:
        return problem.message.replace(figures.PATH, "la page des montants")
    cited = _CITED.search(problem.message)
    after = LABELS["valide_du"]
    return own.format(cited=cited[1] if cited else "", after=after)
