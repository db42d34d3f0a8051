"""The three endings as they look everywhere: one word, one icon, one colour each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb_app.knowledge.content.model import Ending


@dataclass(frozen=True, slots=True)
class EndingLook:
    id: str
    """Names the colour: class `end-<id>` of parts.css."""
    label: str
    icon: str
    meaning: str


ENDINGS: Mapping[str, EndingLook] = MappingProxyType(
    {
        Ending.SELF_SERVICE: EndingLook(
            "autonomie",
            "Autonomie",
            "person-check",
            "Le visiteur fait seul. Vous montrez où, ou vous prêtez le poste.",
        ),
        Ending.ASSISTED: EndingLook(
            "accompagnement",
            "Accompagnement",
            "people",
            "Vous faites avec lui, sur place. Il tape ses codes et il valide.",
        ),
        Ending.REFERENT: EndingLook(
            "referent",
            "Référent",
            "telephone-forward",
            "Vous transmettez au référent de l’opérateur, avec l’accord du visiteur.",
        ),
        Ending.UNKNOWN: EndingLook(
            "a_preciser",
            "Issue à préciser",
            "question-circle",
            "La fiche vient d’une autre base : son issue n’a pas encore été choisie.",
        ),
    }
)
"""By value of `Ending`; the order is the one of filters and of the help page."""
