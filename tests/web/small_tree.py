"""A tree that asks one question of each type, as its author wrote it."""

from __future__ import annotations

ADDRESS = "/orientation/cpam/carte"
PATH = "operators/cpam/trees/carte.yaml"
CPAM_INBOX = "zorgfilecpam"

TEXT = """\
arbre: carte
titre: Carte perdue ou jamais reçue
operateur: cpam
fiche: cpam/carte-vitale
situations: [sante]
mots_cles: [carte verte, carte introuvable]
redige_par: essai
relu_par: referent-essai
relu_le: 2026-01-02
valide_du: 2026-01-01
debut: situation
alertes:
  - si: { soins: { contient: hopital } }
    va: urgent
questions:
  situation:
    demander: Que s’est-il passé avec la carte ?
    aide: Lisez les deux réponses.
    fiche: cpam/carte-vitale
    reponses:
      perdue: { texte: Elle est perdue, definition: Introuvable depuis hier, va: soins }
      commandee: { texte: "Demandée, jamais reçue", va: depuis }
    ne_sait_pas: soins
  soins:
    type: choix_multiple
    demander: Des soins sont-ils prévus ?
    reponses:
      hopital: { texte: Une entrée à l’hôpital }
      docteur: { texte: Une visite chez le docteur }
      rien: { texte: Rien de prévu, exclusif: oui }
    puis: [ { sinon: compte } ]
    ne_sait_pas: compte
  compte:
    type: oui_non
    demander: Avez-vous un compte ameli ?
    reponses:
      oui: { va: seul }
      non: { va: ensemble }
    ne_sait_pas: ensemble
  depuis:
    type: date
    demander: Quel jour a-t-elle été demandée ?
    apres: { il_y_a: 2 ans }
    avant: aujourd_hui
    puis:
      - { si: { depuis: ">= aujourd_hui - 21 jours" }, va: patienter }
      - { sinon: age }
    ne_sait_pas: age
  age:
    type: nombre
    demander: Quel âge avez-vous ?
    unite: ans
    min: 0
    max: 120
    puis: [ { sinon: frais } ]
    ne_sait_pas: interdit
  frais:
    type: montant
    demander: Combien avez-vous avancé ?
    puis: [ { sinon: code } ]
    ne_sait_pas: code
  code:
    type: code_postal
    demander: Quel est votre code postal ?
    puis: [ { sinon: mot } ]
    ne_sait_pas: mot
  mot:
    type: texte_court
    demander: Autre chose à dire ?
    vide: permis
    puis: [ { sinon: geste } ]
    ne_sait_pas: geste
  geste:
    type: etape
    demander: Appelons la caisse ensemble.
    reponses:
      fait: { va: ensemble }
      impossible: { va: contact }
    ne_sait_pas: contact
issues:
  seul:
    type: autonomie
    titre: Commander dans le compte
    dire: Vous commandez la carte dans votre compte.
    faire: [ Ouvrir le compte, Commander la carte ]
    pieces: [piece_identite, photo]
    delai_usager: trois semaines
    en_attendant: L’attestation suffit.
    fiches: [cpam/carte-vitale]
    si_ca_bloque: contact
  patienter:
    type: autonomie
    titre: Attendre encore
    dire: Le délai n’est pas passé.
    echeance: { dans: 21 jours, depuis: depuis, libelle: Revenir si rien reçu }
    fiches: [cpam/carte-vitale]
    si_ca_bloque: contact
  ensemble:
    type: accompagnement
    titre: Commander ensemble
    dire: On le fait ensemble.
    faire: [ Commander la carte ]
    reprendre_a: situation
    fiches: [cpam/carte-vitale]
    si_ca_bloque: contact
  contact:
    type: referent
    titre: Question à la caisse
    dire: Je pose la question à la caisse.
    faire: [ Faire signer l’accord ]
    referent: { file: cpam/cartes, reponse_sous: 72 h }
    transmettre: [situation, soins, depuis, code]
    ne_pas_transmettre: [numéro de sécurité sociale]
    fiches: [cpam/carte-vitale]
  urgent:
    type: referent
    urgence: { niveau: immediate }
    titre: Prévenir la caisse
    dire: On prévient la caisse.
    referent: { file: cpam/cartes, reponse_sous: 24 h, et_appeler: oui }
    transmettre: [situation, soins]
    fiches: [cpam/carte-vitale]
"""

DOCUMENTS = """\
piece_identite: { texte: Pièce d’identité, forme: original }
photo: { texte: Photo récente, forme: numerique }
"""


def texts() -> dict[str, str]:
    return {PATH: TEXT, "vocabulary/documents.yaml": DOCUMENTS}
