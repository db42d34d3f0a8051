"""The JSON Schema of the format, for the completion and the hints of authors' editors.

It says which keys exist, where, and in which forms; what ids and conditions mean is for `parse`
and `assemble`.
"""

from __future__ import annotations

from collections.abc import Iterable

from kb_app.knowledge.triage.model import SITUATIONS, Function, QuestionType
from kb_app.knowledge.triage.reading.conditions import ALL, ANY, NOT
from kb_app.knowledge.triage.reading.options import OPTION_KEYS
from kb_app.knowledge.triage.reading.outcomes import ENDINGS, JUDGED, LEVELS, OPTIONAL, REQUIRED
from kb_app.knowledge.triage.reading.parse import (
    OPTIONAL_KEYS,
    OPTIONAL_SUBTREE_KEYS,
    SUBTREE_KEYS,
    TREE_KEYS,
)
from kb_app.knowledge.triage.reading.questions import CALL_KEYS, COMMON_KEYS, KEYS_BY_TYPE
from kb_app.knowledge.triage.terms import Containing

Schema = dict[str, object]

MEANINGS = {
    "arbre": "Identifiant stable de l’arbre : le nom du fichier, sans .yaml.",
    "sous_arbre": "Nom du fichier, ou chemin du sous-arbre appelé : commun/compte-en-ligne.",
    "titre": "Ce que le public lit : la phrase du visiteur, ou le titre de l’issue.",
    "operateur": "Le nom du dossier de l’opérateur.",
    "fiche": "Une fiche : opérateur/fiche, comme cpam/carte-vitale.",
    "mots_cles": "Les mots du public, qui font trouver l’arbre.",
    "situations": "Les situations de vie sous lesquelles l’accueil montre l’arbre.",
    "debut": "La première question.",
    "alertes": "Testées après chaque réponse ; mènent à une issue urgente ou à un référent.",
    "calculs": "Petites valeurs calculées à partir des réponses.",
    "renommages": "Anciens identifiants vers les nouveaux ; vide : retiré.",
    "questions": "Les questions, par identifiant.",
    "issues": "Les issues, par identifiant.",
    "parametres": "Les mots que l’arbre appelant donne, écrits {ainsi} dans les textes.",
    "sorties": "Les sorties du sous-arbre ; l’arbre appelant dit où mène chacune.",
    "demander": "La question, lue à voix haute.",
    "aide": "Pour l’agent, non lu.",
    "type": "Le type de la question ou de l’issue.",
    "reponses": "Les réponses possibles, par identifiant.",
    "puis": "Les règles, lues dans l’ordre ; la dernière est « sinon ».",
    "ne_sait_pas": "Où mène « ne sait pas », ou « interdit ».",
    "vide": "« permis » quand la réponse peut rester vide.",
    "va": "La question ou l’issue qui suit.",
    "si": "Une condition : toutes ses lignes doivent être vraies.",
    "sinon": "Dans tous les autres cas.",
    "texte": "Ce qui est dit ou montré.",
    "definition": "Ce qui distingue cette réponse des autres.",
    "exclusif": "« oui » quand cette réponse exclut les autres.",
    "dire": "Une phrase à dire au visiteur.",
    "faire": "Les étapes, dans l’ordre.",
    "pieces": "Identifiants de vocabulary/documents.yaml.",
    "fiches": "Les fiches utiles, une au moins.",
    "urgence": "elevee ou immediate.",
    "echeance": "Une date limite, comptée depuis une réponse ou aujourd_hui.",
    "delai_usager": "Le délai annoncé au visiteur.",
    "en_attendant": "Ce dont le visiteur dispose dès aujourd’hui.",
    "reprendre_a": "La question où l’arbre rouvre au retour du visiteur.",
    "si_ca_bloque": "L’issue de type referent où aller si cela bloque.",
    "referent": "La file de l’opérateur et son délai de réponse.",
    "transmettre": "Les questions dont les réponses sont transmises.",
    "ne_pas_transmettre": "Les données à ne jamais transmettre.",
}
"""What an editor says of a key, in French."""


def schema() -> Schema:
    """Return the schema of a tree's file, draft 2020-12; a sub-tree's file is valid too."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Arbre d’orientation",
        "if": {"required": ["sous_arbre"]},
        "then": _block(SUBTREE_KEYS, OPTIONAL_SUBTREE_KEYS),
        "else": _block(TREE_KEYS, OPTIONAL_KEYS),
        "$defs": _definitions(),
    }


_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_NAMES: Schema = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}
_CONDITION: Schema = {"$ref": "#/$defs/condition"}
_WORDINGS: Schema = {"$ref": "#/$defs/textes"}


def _any(*choices: Schema) -> Schema:
    return {"anyOf": list(choices)}


def _enum(values: Iterable[str]) -> Schema:
    return {"enum": list(values)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _by_id(values: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": values,
        "propertyNames": {"pattern": "^[a-z0-9_]+$"},
    }


def _block(required: Iterable[str], optional: Iterable[str] = (), **others: Schema) -> Schema:
    """Return an object of these keys; `others` gives the forms that are only this block's."""
    forms = _FORMS | others
    return {
        "type": "object",
        "properties": {
            key: _described(key, forms.get(key, _TEXT)) for key in (*required, *optional)
        },
        "required": list(required),
        "additionalProperties": False,
    }


def _described(key: str, form: Schema) -> Schema:
    return form | {"description": MEANINGS[key]} if key in MEANINGS else form


def _items(name: str) -> Schema:
    return _list(_any(_TEXT, _block((name,), ("si",))))


# The form of each key that is not a plain text; the same in every block but two.
_FORMS: dict[str, Schema] = {
    "mots_cles": _TEXTS,
    "situations": _list(_enum(SITUATIONS)),
    "parametres": _TEXTS,
    "sorties": _TEXTS,
    "transmettre": _TEXTS,
    "ne_pas_transmettre": _TEXTS,
    "si": _CONDITION,
    "demander": _WORDINGS,
    "dire": _WORDINGS,
    "en_attendant": _WORDINGS,
    "vide": _enum(["permis"]),
    "exclusif": _enum(["oui", "non"]),
    "et_appeler": _enum(["oui", "non"]),
}


def _definitions() -> Schema:
    options: Schema = {"type": "object", "additionalProperties": _any(
        {"type": "null"}, _TEXT, _block((), OPTION_KEYS)
    )}  # fmt: skip
    question = _block(
        ("demander",),
        dict.fromkeys([*COMMON_KEYS, *(key for keys in KEYS_BY_TYPE.values() for key in keys)]),
        type=_enum(each.value for each in QuestionType),
        reponses=options,
        puis=_list(_any(_block(("si", "va")), _block(("sinon",)))),
        apres={"$ref": "#/$defs/moment"},
        avant={"$ref": "#/$defs/moment"},
    )
    call = _block(
        CALL_KEYS[:1],
        CALL_KEYS[1:],
        avec={"type": "object", "additionalProperties": _TEXT},
        sorties={"type": "object", "additionalProperties": _TEXT},
    )
    return {
        "condition": _condition(),
        "moment": _any(_TEXT, _block(("il_y_a",)), _block(("dans",))),
        "textes": _any(_TEXT, _list(_any(_TEXT, _block(("si", "texte")), _block(("sinon",))))),
        "question": {"if": {"required": ["sous_arbre"]}, "then": call, "else": question},
        "issue": _outcome(),
    }


def _condition() -> Schema:
    ways = [way.value for way in Containing]
    contains = _block((), ways, **dict.fromkeys(ways, _any(_TEXT, _TEXTS)))
    several = _any(_CONDITION, _list(_CONDITION))
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {NOT: _CONDITION, ALL: several, ANY: several},
        "additionalProperties": _any(_TEXT, _TEXTS, contains),
    }


def _outcome() -> Schema:
    urgency = _any(_enum(LEVELS), _block(("niveau",), ("si",), niveau=_enum(LEVELS)))
    deadline = _block(("dans", "depuis"), ("libelle", "si"))
    source = _any(_TEXT, _block(("adresse",), ("titre", "consulte_le")))
    return _block(
        (*REQUIRED, "titre", "dire", "fiches"),
        (*OPTIONAL, *JUDGED),
        type=_enum(ENDINGS),
        faire=_list(_any(_TEXT, _block(("texte",), ("si",)))),
        pieces=_items("piece"),
        fiches=_items("fiche"),
        urgence=_any(urgency, _list(urgency)),
        echeance=_any(deadline, _list(deadline)),
        sources=_any(source, _list(source)),
        referent=_block(("file", "reponse_sous"), ("et_appeler",)),
    )


_FORMS |= {
    "questions": _by_id({"$ref": "#/$defs/question"}),
    "issues": _by_id({"$ref": "#/$defs/issue"}),
    "alertes": _list(_block(("si", "va"))),
    "calculs": _by_id(
        {
            "type": "object",
            "properties": {each.value: _any(_TEXT, _TEXTS) for each in Function},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
    ),
    "renommages": _block(
        (),
        ("questions", "reponses", "issues"),
        questions=_NAMES,
        reponses={"type": "object", "additionalProperties": _NAMES},
        issues=_NAMES,
    ),
}
