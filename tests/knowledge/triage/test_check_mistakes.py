"""Every rule that needs only the tree: one mistake sown in the example, found once, at its line."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kb_app.knowledge.content.model import Level
from tests.knowledge.triage.seeded import everything_said, line_of, with_changes


@dataclass(frozen=True)
class Mistake:
    code: str
    at: str
    """Words of the line it is told at."""
    message: str
    changes: tuple[tuple[str, str], ...]
    level: Level = Level.ERROR


MISTAKES = [
    Mistake(
        "R02",
        "  egaree:",
        "question « egaree » : aucun parcours n’y mène",
        (
            (
                "  situation:\n",
                "  egaree:\n    type: oui_non\n    demander: Où est-elle ?\n"
                "    reponses: { oui: { va: regime }, non: { va: ref_droits } }\n"
                "    ne_sait_pas: regime\n  situation:\n",
            ),
        ),
    ),
    Mistake(
        "R02",
        "  date_commande:",
        "question « date_commande » : aucun parcours n’y mène",
        (('"Demandée, jamais reçue", va: date_commande', '"Demandée, jamais reçue", va: regime'),),
    ),
    Mistake(
        "R03",
        "  carte_retrouvee:\n    type",
        "issue « carte_retrouvee » : aucun parcours n’y mène",
        (("retrouvée\", va: carte_retrouvee }", "retrouvée\", va: mettre_a_jour }"),),
    ),
    Mistake(
        "R03",
        "  ref_carte_non_recue:\n    type",
        "issue « ref_carte_non_recue » : aucun parcours n’y mène (seulement par « si_ca_bloque »)",
        (("{ si: { situation: pas_recue }, va: ref_carte_non_recue }",
          "{ si: { situation: pas_recue }, va: ref_droits }"),),
    ),
    Mistake(
        "R04",
        "militaires, mines…)\", va: situation",
        "les questions tournent en rond : situation → regime → situation. "
        "Exemple : pour_qui = soi, situation = perdue, regime = autre",
        (("marins, militaires, mines…)\", va: autre_caisse",
          "marins, militaires, mines…)\", va: situation"),),
    ),
    Mistake(
        "R05",
        "  regime:\n    vide",
        "question « regime » : certaines réponses n’ont pas de suite. "
        "Exemple : pour_qui = soi, situation = perdue, regime = vide",
        (("    demander: De quelle caisse", "    vide: permis\n    demander: De quelle caisse"),),
    ),
    Mistake(
        "R06",
        "  soins_proches:\n    type",
        "question « soins_proches » : il manque « sinon » ; une réponse peut rester sans suite",
        (("va: declaration_msa }\n      - { sinon: compte }", "va: declaration_msa }"),),
    ),
    Mistake(
        "R08",
        "- { si: { age_enfant: \"< 6\" }, va: situation }",
        "question « age_enfant » : la règle ligne {here} est masquée par celle de la ligne "
        "{above} ; elle ne servira jamais",
        (("va: carte_du_parent }\n",
          "va: carte_du_parent }\n      - { si: { age_enfant: \"< 6\" }, va: situation }\n"),),
    ),
    Mistake(
        "R09",
        "- { si: { situation: en_panne }, va: mettre_a_jour }",
        "question « date_commande » : la règle ligne {here} ne peut pas être vraie ici, car on "
        "n’arrive à cette question que si situation = pas_recue",
        (("    puis:\n      - { si: { jours_depuis_commande",
          "    puis:\n      - { si: { situation: en_panne }, va: mettre_a_jour }\n"
          "      - { si: { jours_depuis_commande"),),
    ),
    Mistake(
        "R10",
        "  mise_a_jour_faite:\n    type",
        "question « mise_a_jour_faite » : toutes les réponses mènent à « regime » et la réponse "
        "ne sert nulle part ; question inutile ?",
        (("non: { va: mettre_a_jour }\n    ne_sait_pas: mettre_a_jour",
          "non: { va: regime }\n    ne_sait_pas: regime"),
         ("retrouvée\", va: carte_retrouvee }", "retrouvée\", va: mettre_a_jour }"),
         ("- { sinon: ref_droits }", "- { sinon: carte_retrouvee }"),
         ("      - { si: { regime: msa }, va: declaration_msa }\n",
          "      - { si: { situation: en_panne }, va: ref_droits }\n"
          "      - { si: { regime: msa }, va: declaration_msa }\n")),
        Level.WARNING,
    ),
    Mistake(
        "R13",
        "impossible:     commander_seul",
        "une personne qui répond « ne sait pas » partout finit en autonomie (« commander_seul ») ; "
        "elle doit finir accompagnée ou chez un référent",
        (("impossible:     commander_courrier", "impossible:     commander_seul"),),
    ),
    Mistake(
        "R14",
        "- si: { soins_proches: { contient: hospitalisation } }",
        "alerte : « commander_courrier » n’est pas une issue urgente ou un référent",
        (("    va: ref_soins_urgents", "    va: commander_courrier"),
),
    ),
    Mistake(
        "C04",
        "- { si: { mise_a_jour_faite: oui }, va: declaration_msa }",
        "question « soins_proches » : la condition lit « mise_a_jour_faite », qui n’a pas été "
        "posée sur ce parcours : pour_qui = soi, situation = perdue, regime = general, "
        "droits_ouverts = non, soins_proches = [medicaments]",
        (("- { si: { regime: msa }, va: declaration_msa }",
          "- { si: { mise_a_jour_faite: oui }, va: declaration_msa }"),),
    ),
    Mistake(
        "C04",
        "fiches: [{ fiche: cpam/attestation-droits",
        "issue « patienter » : la condition lit « soins_proches », qui n’a pas été posée sur ce "
        "parcours : pour_qui = soi, situation = pas_recue, date_commande = 2025-09-12 "
        "(visite du 2025-10-02)",
        (("    fiches: [cpam/attestation-droits]\n    si_ca_bloque",
          "    fiches: [{ fiche: cpam/attestation-droits, si: { soins_proches: "
          "{ contient: rien } } }]\n    si_ca_bloque"),),
    ),
    Mistake(
        "C05",
        "  age_enfant:\n    type",
        "question « age_enfant » : aucune règle pour age_enfant entre 12 et 15",
        (("      - { sinon: situation }\n    ne_sait_pas: interdit\n\n  mandat",
          "      - { si: { age_enfant: \"> 15\" }, va: situation }\n    ne_sait_pas: interdit\n\n"
          "  mandat"),),
    ),
    Mistake(
        "C06",
        "- { si: { age_enfant: \">= 10\" }, va: situation }",
        "question « age_enfant » : age_enfant entre 10 et 11 est prévu deux fois (lignes {above} "
        "et {here}) ; la première gagne",
        (("      - { sinon: situation }\n    ne_sait_pas: interdit\n\n  mandat",
          "      - { si: { age_enfant: \">= 10\" }, va: situation }\n    ne_sait_pas: interdit\n\n"
          "  mandat"),),
        Level.WARNING,
    ),
    Mistake(
        "I11",
        "echeance: { dans: 21 jours, depuis: date_commande, libelle: Revenir si rien",
        "issue « commander_courrier » : l’échéance part de « date_commande », qui n’est pas posée "
        "sur ce parcours : pour_qui = soi, situation = perdue, regime = general, "
        "droits_ouverts = non, soins_proches = [medicaments], compte.a_un_compte = non, "
        "compte.adresse_mail = non",
        (("    delai_usager: plusieurs semaines, deux courriers\n",
          "    echeance: { dans: 21 jours, depuis: date_commande, libelle: Revenir si rien }\n"),
         ("    echeance: { dans: 21 jours, depuis: date_commande, libelle: Revenir si rien "
          "reçu }\n", "")),
    ),
    Mistake(
        "I12",
        "referent: { file: cpam/droits, reponse_sous: 5 jours }",
        "issue « ref_droits » : réponse sous 120 h, au-delà de l’engagement de 72 h",
        (("{ file: cpam/droits, reponse_sous: 72 h }",
          "{ file: cpam/droits, reponse_sous: 5 jours }"),),
        Level.WARNING,
    ),
    Mistake(
        "I14",
        "  carte_bloquee:\n",
        "les issues « carte_retrouvee » et « carte_bloquee » disent la même chose ; "
        "une seule suffirait",
        (("  mettre_a_jour:\n    type",
          "  carte_bloquee:\n    type: autonomie\n    titre: Carte bloquée\n"
          "    dire: Une carte déclarée perdue est bloquée. Gardez la nouvelle, rapportez "
          "l'ancienne à votre caisse.\n    fiches: [cpam/carte-vitale]\n"
          "    si_ca_bloque: ref_droits\n  mettre_a_jour:\n    type"),
         ("oui: { va: regime }\n      non: { va: mettre_a_jour }",
          "oui: { va: carte_bloquee }\n      non: { va: mettre_a_jour }")),
        Level.ADVICE,
    ),
    Mistake(
        "T01",
        "demander: Pour qui venez-vous aujourd'hui, et",
        "question « pour_qui » : 144 caractères, plus de 120 ; difficile à dire à voix haute",
        (("Pour qui venez-vous aujourd'hui ?",
          "Pour qui venez-vous aujourd'hui, et depuis combien de temps cette personne "
          "attend-elle une réponse de la caisse dont elle dépend pour sa santé ?"),),
        Level.WARNING,
    ),
    Mistake(
        "T02",
        "volee:      {",
        "question « situation » : deux réponses se ressemblent (« Elle est perdue », "
        "« Je l’ai perdue ») ; ajoutez une « definition »",
        (("texte: Elle a été volée", "texte: Je l’ai perdue"),),
        Level.WARNING,
    ),
    Mistake(
        "T03",
        "demander: Avez-vous déjà fait une DAP pour la carte",
        "question « mise_a_jour_faite » : sigle « DAP » non expliqué",
        (("demander: La carte a-t-elle été mise à jour en pharmacie ou sur une borne ?",
          "demander: Avez-vous déjà fait une DAP pour la carte ?"),),
        Level.ADVICE,
    ),
    Mistake(
        "T04",
        "demander: Vous n’êtes pas venu sans",
        "question « mise_a_jour_faite » : double négation",
        (("demander: La carte a-t-elle été mise à jour en pharmacie ou sur une borne ?",
          "demander: Vous n’êtes pas venu sans mettre la carte à jour ?"),),
        Level.WARNING,
    ),
    Mistake(
        "T05",
        "  pour_qui:\n    demander",
        "question « pour_qui » : 8 réponses ; au-delà de 7, groupez ou ajoutez une recherche",
        (("      enfant:    {",
          "".join(f"      autre_{n}: {{ texte: {text}, va: situation }}\n" for n, text in enumerate(
              ["Pour un voisin", "Pour une amie", "Pour un parent", "Pour un client",
               "Pour un groupe"])) + "      enfant:    {"),),
        Level.WARNING,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda m: f"{m.code}-{m.at.split(':')[0].strip()}"
)
def test_a_mistake_is_told_once_at_its_line_and_nothing_else_is(mistake: Mistake) -> None:
    text = with_changes(*mistake.changes)
    line = line_of(text, mistake.at)
    found = everything_said(text)
    assert [(p.code, p.line) for p in found] == [(mistake.code, line)]
    assert found[0].message == mistake.message.format(here=line, above=line - 1)
    assert found[0].level is mistake.level


def test_the_example_of_the_format_is_silent() -> None:
    assert everything_said() == ()
