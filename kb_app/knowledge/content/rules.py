"""Every rule a document is held to: its code, its level, what it means. The help page shows it.

Y: how YAML is written; D: values in any document, and documents together; F: sheets (fiches);
O: operators; M: vocabulary (mots); B: what is stored; J: rows of a base that moves in. Trees have
their own letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from kb_app.knowledge.content.model import Level, Problem, has_errors


@dataclass(frozen=True, slots=True)
class Rule:
    level: Level
    meaning: str
    """In French, for authors."""


_E = Level.ERROR
_W = Level.WARNING

RULES = {
    "Y01": Rule(_E, "Un texte avec « : » ou un guillemet droit se met entre guillemets droits."),
    "Y02": Rule(_E, "Une clé ne s’écrit qu’une fois par bloc."),
    "Y03": Rule(_E, "Le décalage se fait avec des espaces, sans tabulation ni insécable."),
    "Y04": Rule(_E, "Seules les clés du format sont permises."),
    "Y05": Rule(_E, "Un texte avec un # collé au mot suivant se met entre guillemets droits."),
    "Y06": Rule(_E, "Les clés obligatoires sont présentes et remplies."),
    "Y07": Rule(_E, "Le fichier se lit : crochets, accolades et guillemets sont fermés."),
    "Y08": Rule(_E, "Ni étiquettes (!), ni ancres (&), ni renvois (*), ni directives (%)."),
    "Y09": Rule(_E, "Un document fait au plus 64 Kio (vocabulaire et arbres : 512) et 12 niveaux."),
    "Y10": Rule(_E, "Aucun caractère invisible de commande."),
    "Y11": Rule(_E, "Un fichier ne contient qu’un document."),
    "Y12": Rule(_E, "Chaque clé reçoit la forme attendue : un texte, une liste ou un bloc."),
    "Y13": Rule(_E, "Une clé vide se remplit ou se retire."),
    "D01": Rule(_E, "Le chemin du fichier est celui d’un document de la bibliothèque."),
    "D02": Rule(_E, "Une date existe et s’écrit année-mois-jour : 2026-11-22."),
    "D03": Rule(_E, "Une adresse de site commence par https://."),
    "D04": Rule(_E, "Un texte ne dépasse pas la longueur permise."),
    "D05": Rule(_E, "Un mot choisi dans une liste s’écrit comme dans la liste."),
    "D06": Rule(_E, "Un renvoi est le chemin d’un document : operators/cpam/carte-vitale.md."),
    "D07": Rule(_E, "Le numéro de version est un nombre entier à partir de 1."),
    "D08": Rule(_E, "Un renvoi mène à un document qui existe."),
    "D09": Rule(_E, "Un code n’appartient qu’à une fiche."),
    "D10": Rule(_E, "Le dossier d’une fiche est celui d’un opérateur décrit par operator.yaml."),
    "D11": Rule(_E, "Un thème est l’un de ceux de vocabulary/themes.yaml."),
    "D12": Rule(_E, "Une pièce est l’une de celles de vocabulary/documents.yaml."),
    "D13": Rule(_E, "Une fiche ne renvoie pas à elle-même."),
    "D14": Rule(_W, "Un renvoi ne mène pas à une fiche retirée."),
    "D15": Rule(_E, "Un fichier est écrit en UTF-8 et se laisse lire."),
    "D16": Rule(_E, "Un cas de recherche donne le code d’une fiche publiée."),
    "F01": Rule(_E, "Une fiche commence par un en-tête entre deux lignes « --- »."),
    "F02": Rule(_E, "Un code s’écrit comme CPAM-02 : capitales, un tiret, capitales ou chiffres."),
    "F03": Rule(_E, "La date de relecture vient après la date de validité."),
    "F04": Rule(_E, "Une fiche non retirée a un texte."),
    "F05": Rule(_E, "Les titres commencent au niveau 2 (##) ; le niveau 1 est celui de la fiche."),
    "F06": Rule(_E, "Un titre ne saute pas de niveau."),
    "F07": Rule(_E, "Chaque titre est suivi d’un texte."),
    "F08": Rule(_E, "Un lien mène à https, à mailto ou au chemin d’un document."),
    "F09": Rule(_E, "Un lien s’écrit [texte](adresse), sans espace dans l’adresse."),
    "F10": Rule(_E, "Un bloc est :::attention, :::a-savoir ou :::agent."),
    "F11": Rule(_E, "Un bloc ouvert par ::: se ferme par une ligne ::: avant le suivant."),
    "F12": Rule(_E, "Les images ne sont pas affichées : décrivez ce qu’il faut voir."),
    "F13": Rule(_E, "Un titre a un texte."),
    "F14": Rule(_E, "Une ligne qui commence par ::: ouvre ou ferme un bloc."),
    "F15": Rule(_E, "Un texte garde une mise en forme raisonnable."),
    "F20": Rule(_W, "L’issue habituelle est choisie."),
    "F21": Rule(_W, "Le résumé tient en 240 caractères."),
    "F22": Rule(_W, "La fiche est relue avant sa date de relecture."),
    "F23": Rule(_W, "La fiche cite au moins une source."),
    "F24": Rule(_W, "La fiche donne les mots du public."),
    "F25": Rule(_W, "Une phrase fait au plus 30 mots."),
    "F26": Rule(_W, "Un sigle est dans le glossaire, ou expliqué à sa première apparition."),
    "F27": Rule(_W, "Une fiche retirée nomme celle qui la remplace."),
    "O01": Rule(_E, "La couleur s’écrit comme \"#1f5b8f\"."),
    "O02": Rule(_E, "L’identifiant d’une file est en minuscules sans accent, chiffres et tirets."),
    "O03": Rule(_E, "Le délai de réponse s’écrit en heures ou en jours : 72 h."),
    "B01": Rule(_E, "Un texte enregistré est resté tel qu’il a été publié."),
    "J01": Rule(_E, "Une ligne d’un fichier .jsonl porte un identifiant, un titre et un texte."),
    "M01": Rule(_E, "Un groupe de synonymes a au moins deux mots différents."),
    "M02": Rule(_E, "Un mot ne mène pas à lui-même."),
    "M03": Rule(_E, "Un identifiant est en minuscules sans accent, chiffres et tirets."),
    "M04": Rule(_E, "Une question n’est qu’une fois parmi les cas de recherche."),
    "M05": Rule(_E, "La recherche donne la bonne fiche d’un cas parmi les trois premières."),
    "M06": Rule(_E, "Une valeur est un nombre : 646,52 ou 1 234."),
    "M07": Rule(_E, "Les valeurs d’un montant se suivent : jamais deux le même jour."),
    "M08": Rule(_E, "Un montant se cite ainsi : {{ montant: identifiant }}, sur une ligne."),
    "M09": Rule(_E, "Un montant ne se cite que dans une fiche, et là où il peut s’afficher."),
    "M10": Rule(_E, "Un montant cité est l’un de ceux de vocabulary/figures.yaml."),
    "M11": Rule(_W, "Un montant cité est en vigueur."),
    "M12": Rule(_W, "Un montant se cite, il ne se tape pas : on saura quand il changera."),
    "M13": Rule(_E, "Un montant reste tant qu’une fiche le cite."),
    "M14": Rule(_E, "Un sigle du glossaire s’écrit comme AAH, C2S ou Carsat."),
    "M15": Rule(_E, "Un sigle n’est qu’une fois dans le glossaire."),
}  # fmt: skip


_MOST_HINTS = 50


@dataclass(slots=True)
class Findings:
    """The problems of one file, gathered while it is read: at most `most` of each rule."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    most: int = 200
    counts: Counter[str] = field(default_factory=Counter)
    hints: int = 0
    rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)
    """What the codes mean; a later room hands in its own together with these."""

    def add(self, code: str, line: int, message: str, key: str = "") -> None:
        self.counts[code] += 1
        if self.counts[code] <= self.most:
            level = self.rules[code].level
            self.problems.append(Problem(self.path, line, code, message, level, key))

    def closest(self, word: str, known: Iterable[str]) -> str:
        """Return « ; vouliez-vous dire … ? », or nothing when no known word is near.

        Comparing takes time: past 50 words of one file, no hint is given any more.
        """
        self.hints += 1
        if self.hints > _MOST_HINTS:
            return ""
        near = get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
        return f" ; vouliez-vous dire « {near[0]} » ?" if near else ""

    @property
    def refused(self) -> bool:
        return has_errors(self.problems)

    def sorted(self) -> tuple[Problem, ...]:
        return tuple(sorted(set(self.problems)))
