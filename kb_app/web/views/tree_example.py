"""A whole tree, as short as one can be: what the help page shows to who writes them."""

from __future__ import annotations

EXAMPLE = """\
arbre: carte-perdue
titre: Carte Vitale perdue
operateur: cpam
mots_cles: [carte verte, carte introuvable]
relu_le: 2026-11-22
a_revoir_avant: 2027-04-01
debut: compte
questions:
  compte:
    type: oui_non
    demander: Avez-vous un compte ameli ?
    reponses:
      oui: { va: seul }
      non: { va: ensemble }
    ne_sait_pas: contact
issues:
  seul:
    type: autonomie
    titre: Commander dans le compte
    dire: Vous commandez la carte depuis votre compte.
    fiches: [cpam/carte-vitale]
    si_ca_bloque: contact
  ensemble:
    type: accompagnement
    titre: Commander ensemble
    dire: On le fait ensemble maintenant.
    fiches: [cpam/carte-vitale]
    si_ca_bloque: contact
  contact:
    type: referent
    titre: Question à la caisse
    dire: Je pose la question à la caisse.
    fiches: [cpam/carte-vitale]
    referent: { file: cpam/droits, reponse_sous: 72 h }
    transmettre: [compte]
"""
