"""Every rule a tree and its cases are held to: code, level, meaning. The help page shows it.

Y (from content): how YAML is written; S: the file's frame; R: where arrows lead; C: conditions;
A: sub-trees; I: outcomes; L: sheets; T: texts read aloud; V: versions; E: cases (exemples).
"""

from __future__ import annotations

from kb_app.knowledge.content import rules as content
from kb_app.knowledge.content.model import Level
from kb_app.knowledge.content.rules import Findings, Rule

_E = Level.ERROR
_W = Level.WARNING
_A = Level.ADVICE

TREE_RULES = {
    "S01": Rule(_E, "« debut » désigne une question de l’arbre."),
    "S02": Rule(_E, "Un identifiant ne désigne qu’une chose : une question, une issue, un calcul."),
    "S03": Rule(_E, "Un identifiant s’écrit en minuscules, chiffres et tirets bas, sans accent."),
    "S04": Rule(_E, "« arbre » est le nom du fichier, « operateur » celui du dossier."),
    "S05": Rule(_E, "Le type d’une question est l’un de ceux du format."),
    "S06": Rule(_E, "Un choix a au moins deux réponses."),
    "S07": Rule(_E, "Un nombre, une durée ou un moment s’écrit comme 12, 21 jours, aujourd_hui."),
    "R01": Rule(_E, "Chaque suite désigne une question ou une issue de l’arbre."),
    "R02": Rule(_E, "Un parcours mène à chaque question."),
    "R03": Rule(_E, "Un parcours mène à chaque issue, sans passer par « si_ca_bloque »."),
    "R04": Rule(_E, "Aucun parcours ne tourne en rond."),
    "R05": Rule(_E, "Chaque réponse a une suite."),
    "R06": Rule(_E, "Des règles qui ne couvrent pas tous les cas finissent par « sinon »."),
    "R07": Rule(_E, "« sinon » vient en dernier."),
    "R08": Rule(_E, "Une règle n’est pas cachée par celles qui la précèdent."),
    "R09": Rule(_E, "Une règle peut être vraie quand on arrive à sa question."),
    "R10": Rule(_W, "La réponse à une question sert à quelque chose."),
    "R11": Rule(_W, "Le parcours le plus long reste court."),
    "R12": Rule(_E, "Chaque question dit ce qui se passe si la personne ne sait pas."),
    "R13": Rule(_E, "Qui ne sait rien finit accompagné ou chez un référent."),
    "R14": Rule(_E, "Une alerte mène à une issue urgente ou à un référent."),
    "R15": Rule(_A, "Des questions se renvoient l’une à l’autre sans qu’un parcours y tourne."),
    "R16": Rule(_E, "Chaque réponse d’un choix mène quelque part."),
    "R17": Rule(_A, "Les parcours sont trop nombreux pour être tous suivis."),
    "C01": Rule(_E, "Une condition ne cite que des questions et des calculs de l’arbre."),
    "C02": Rule(_E, "Une condition ne cite que des réponses possibles."),
    "C03": Rule(_E, "On compare une date à un moment, un nombre à un nombre."),
    "C04": Rule(_E, "Une condition ne lit que des questions déjà posées sur le parcours."),
    "C05": Rule(_E, "Les règles couvrent tous les nombres et toutes les dates."),
    "C06": Rule(_W, "Deux règles ne se disputent pas les mêmes nombres ou dates."),
    "C07": Rule(_E, "Un calcul emploie une fonction de la liste, sans se citer lui-même."),
    "A01": Rule(_E, "Un sous-arbre appelé existe."),
    "A02": Rule(_E, "Chaque sortie d’un sous-arbre a une suite dans l’arbre qui l’appelle."),
    "A03": Rule(_E, "Seules les sorties du sous-arbre sont traitées."),
    "A04": Rule(_E, "Chaque paramètre attendu par un sous-arbre est donné."),
    "A05": Rule(_E, "Les sous-arbres ne s’appellent pas en rond."),
    "A06": Rule(_W, "Un arbre est relu quand un sous-arbre change."),
    "I01": Rule(_E, "Le type d’une issue est autonomie, accompagnement ou referent."),
    "I02": Rule(_E, "Une issue a un titre et une phrase à dire."),
    "I03": Rule(_E, "Une issue renvoie à une fiche au moins."),
    "I04": Rule(_E, "Une pièce d’une issue est l’une de celles de vocabulary/documents.yaml."),
    "I05": Rule(_E, "Une issue chez un référent donne la file et le délai de réponse."),
    "I06": Rule(_E, "La file d’un référent existe et a un titulaire."),
    "I07": Rule(_E, "Une issue chez un référent dit quelles réponses transmettre."),
    "I08": Rule(_E, "Ce qui est transmis est la réponse à une question de l’arbre."),
    "I09": Rule(_E, "Une issue sans référent dit vers quel référent aller si cela bloque."),
    "I10": Rule(_E, "« si_ca_bloque » désigne une issue de type referent."),
    "I11": Rule(_E, "Une échéance part d’une date connue sur le parcours."),
    "I12": Rule(_W, "Un référent répond en 72 heures au plus."),
    "I13": Rule(_E, "Les données interdites ne sont jamais transmises."),
    "I14": Rule(_A, "Deux issues disent des choses différentes."),
    "L01": Rule(_E, "Une fiche citée existe."),
    "L02": Rule(_E, "Une fiche citée est en vigueur."),
    "L03": Rule(_E, "Le titre d’une fiche citée existe encore."),
    "L04": Rule(_W, "Un arbre est relu quand ses fiches changent."),
    "L05": Rule(_A, "Chaque fiche est atteinte par un arbre."),
    "T01": Rule(_W, "Une question se dit d’un souffle : 120 caractères."),
    "T02": Rule(_W, "Deux réponses qui se ressemblent ont une définition."),
    "T03": Rule(_A, "Un sigle est expliqué."),
    "T04": Rule(_W, "Une question n’a pas de double négation."),
    "T05": Rule(_W, "Une question a 7 réponses au plus."),
    "V01": Rule(_E, "Une réponse publiée ne disparaît pas sans « renommages »."),
    "V02": Rule(_W, "Un identifiant ne change pas de sens."),
    "V03": Rule(_E, "Un arbre modifié est relu par l’opérateur."),
    "V04": Rule(_W, "Un arbre est relu avant sa date de relecture."),
    "E01": Rule(_E, "Un cas arrive à l’issue qu’il attend."),
    "E02": Rule(_E, "Un cas au moins arrive à chaque issue."),
    "E03": Rule(_E, "Un cas au moins emploie chaque réponse."),
    "E04": Rule(_E, "Un cas ne cite que des questions posées sur son parcours."),
    "E05": Rule(_W, "Des cas essaient « ne sait pas » et un changement de réponse."),
    "E06": Rule(_W, "Chaque flèche est vérifiée par un cas."),
    "E07": Rule(_E, "Deux cas d’un fichier n’ont pas le même nom."),
    "E08": Rule(_E, "Un cas part (« comme ») d’un autre, qui existe et ne part pas de lui."),
}  # fmt: skip

RULES = {**content.RULES, **TREE_RULES}


def findings(path: str) -> Findings:
    """Return where to gather the problems of a tree or of its cases."""
    return Findings(path, rules=RULES)
