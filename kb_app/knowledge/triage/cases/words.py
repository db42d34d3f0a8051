"""What may be written in a file of cases, and where: for the completion of authors' editors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kb_app.knowledge.triage.cases.expected import WORDS
from kb_app.knowledge.triage.cases.parse import (
    ANSWERS,
    CASE_KEYS,
    COVERAGE_KEYS,
    FILE_KEYS,
    ROW_KEYS,
)

PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "": FILE_KEYS,
        "couverture": COVERAGE_KEYS,
        "cas": CASE_KEYS,
        "cas.attendu": WORDS,
        "cas.tableau": (*WORDS, *ROW_KEYS),
    }
)
"""The keys of the format, by those that lead to them; lists have the place of what holds them."""

ANSWERED = (
    "cas.tableau",
    *(f"cas.{key}" for key in ANSWERS),
    *(f"cas.tableau.{key}" for key in ANSWERS if key in ROW_KEYS),
)
"""The places where the keys are questions of the tree, and their values answers."""

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "arbre": "L’arbre que ces cas jouent : opérateur/arbre.",
        "couverture": "Les parts de l’arbre que les cas doivent vérifier, 100 % par défaut.",
        "cas": "Les histoires, une par une.",
        "issues": "La part des issues qu’un cas atteint.",
        "reponses": "Ce que la personne répond, par question.",
        "fleches": "La part des flèches qu’un cas suit.",
        "nom": "Qui vient, et pour quoi : une histoire par cas.",
        "comme": "Le nom d’un autre cas, dont celui-ci reprend les réponses.",
        "tableau": "Une ligne par variante : ses réponses, et ce qui est attendu d’elle.",
        "attendu": "Comment la visite doit finir.",
        "le": "Le jour de la visite : 2026-11-22.",
        "sinon": "ne_sait_pas : la réponse à toutes les autres questions.",
        "puis_change": "Les réponses que la personne corrige ensuite.",
        "en_plus": "Les réponses données après la correction.",
        "issue": "L’issue attendue.",
        "type": "Le type de l’issue attendue.",
        "urgence": "L’urgence attendue, ou aucune.",
        "pieces": "Des pièces qui doivent être demandées.",
        "sans_pieces": "Des pièces qui ne doivent pas l’être.",
        "fiches": "Des fiches qui doivent être proposées.",
        "sans_fiches": "Des fiches qui ne doivent pas l’être.",
        "echeance": "La date limite attendue, ou aucune.",
        "questions_posees_max": "Le plus de questions que la visite peut poser.",
        "passe_par": "Des questions, ou des sous-arbres, qui doivent être traversés.",
        "ne_passe_pas_par": "Ceux qui ne doivent pas l’être.",
    }
)
"""What an editor says of a key, in French."""
