"""Who may open what: one literal table, every route in it."""

from __future__ import annotations

import pytest
from flask import Flask

from kb_app.people.accounts.model import Role
from kb_app.web.access import declared
from kb_app.web.app import create_app
from kb_app.web.house import House
from tests.web import hidden
from tests.web.conftest import SignIn, csrf

COLUMNS = (None, Role.AGENT, Role.TRAINER, Role.OPERATOR, Role.MANAGER, Role.ADMINISTRATOR)
RSA = "/fiches/caf/demander-le-rsa"
GONE = "/fiches/cpam/ancienne-carte"
NOBODYS = "/visites/AAAAAAAAAAAAAAAAAAAAAAAA"
CAF_DRAFT, CPAM_DRAFT, WORDS_DRAFT = (f"/relecture/{id}" for id in hidden.DRAFTS.values())
DROPPED = f"/relecture/{hidden.DROPPED}"
CAF_AMOUNT, CPAM_AMOUNT = (f"/redaction/montants/{id}" for id in hidden.AMOUNTS.values())
NO_DRAFT = "/relecture/AAAAAAAAAAAA"
TREE_EDIT = f"/redaction/{hidden.TREE_WRITTEN}"
CAF_EDIT, CPAM_EDIT, _ = (f"/redaction/{id}" for id in hidden.DRAFTS.values())
CAF_DOC, CPAM_DOC = (f"document={path}" for path in (hidden.PRIME, hidden.VITALE))
UNASKED = "/suivi/recherches/0123456789abcdef"

#    route                                                  address                             nobody agent trainer operator manager admin
TABLE = [
    ("GET  /",                                              "/",                                (302, 200, 200, 200, 200, 200)),
    ("GET  /recherche",                                     "/recherche?q=rsa",                 (302, 200, 200, 200, 200, 200)),
    ("GET  /recherche/suggestions",                         "/recherche/suggestions?q=rs",      (302, 200, 200, 200, 200, 200)),
    ("GET  /recherche/pas-trouve",                          "/recherche/pas-trouve?q=rsa",      (302, 200, 200, 200, 200, 200)),
    ("GET  /recherche/pas-trouve",                          "/recherche/pas-trouve",            (302, 400, 400, 400, 400, 400)),
    ("POST /recherche/pas-trouve",                          "/recherche/pas-trouve",            (302, 400, 400, 400, 400, 400)),
    ("GET  /operateurs",                                    "/operateurs",                      (302, 200, 200, 200, 200, 200)),
    ("GET  /operateurs/<operator>",                         "/operateurs/caf",                  (302, 200, 200, 200, 200, 200)),
    ("GET  /operateurs/<operator>",                         "/operateurs/inconnu",              (302, 404, 404, 404, 404, 404)),
    ("GET  /themes/<theme_id>",                             "/themes/inconnu",                  (302, 404, 404, 404, 404, 404)),
    ("GET  /fiches/<operator>/<slug>",                      RSA,                                (302, 200, 200, 200, 200, 200)),
    ("GET  /fiches/<operator>/<slug>",                      "/fiches/caf/inconnue",             (302, 404, 404, 404, 404, 404)),
    ("GET  /fiches/<operator>/<slug>",                      GONE,                               (302, 410, 410, 410, 410, 410)),
    ("GET  /fiches/<operator>/<slug>/imprimer",             f"{RSA}/imprimer",                  (302, 200, 200, 200, 200, 200)),
    ("GET  /fiches/<operator>/<slug>/imprimer",             f"{GONE}/imprimer",                 (302, 410, 410, 410, 410, 410)),
    ("GET  /fiches/<operator>/<slug>/versions",             f"{RSA}/versions",                  (302, 200, 200, 200, 200, 200)),
    ("GET  /fiches/<operator>/<slug>/versions",             f"{GONE}/versions",                 (302, 404, 200, 404, 404, 200)),
    ("GET  /fiches/<operator>/<slug>/versions/<int(max=999999):number>", f"{RSA}/versions/1",               (302, 200, 200, 200, 200, 200)),
    ("GET  /fiches/<operator>/<slug>/versions/<int(max=999999):number>", f"{RSA}/versions/9",               (302, 404, 404, 404, 404, 404)),
    ("GET  /fiches/<operator>/<slug>/versions/<int(max=999999):number>", f"{GONE}/versions/1",              (302, 404, 200, 404, 404, 200)),
    ("GET  /fiches/<operator>/<slug>/comparer",             f"{RSA}/comparer?de=1&a=2",         (302, 200, 200, 200, 200, 200)),
    ("GET  /fiches/<operator>/<slug>/comparer",             f"{RSA}/comparer",                  (302, 400, 400, 400, 400, 400)),
    ("GET  /fiches/<operator>/<slug>/comparer",             f"{GONE}/comparer?de=1&a=2",        (302, 404, 200, 404, 404, 200)),
    ("GET  /orientation",                                   "/orientation",                     (302, 200, 200, 200, 200, 200)),
    ("GET  /orientation/<operator>/<slug>",                 "/orientation/cpam/carte",          (302, 200, 200, 200, 200, 200)),
    ("GET  /orientation/<operator>/<slug>",                 "/orientation/cpam/inconnu",        (302, 404, 404, 404, 404, 404)),
    ("POST /orientation/<operator>/<slug>",                 "/orientation/cpam/inconnu",        (302, 404, 404, 404, 404, 404)),
    ("POST /orientation/<operator>/<slug>",                 "/orientation/cpam/carte",          (302, 303, 303, 303, 303, 303)),
    ("GET  /visites/<visit_id>",                            NOBODYS,                            (302, 404, 404, 404, 404, 404)),
    ("GET  /visites/<visit_id>/questions/<question>",       f"{NOBODYS}/questions/situation",   (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/questions/<question>",       f"{NOBODYS}/questions/situation",   (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/retour",                     f"{NOBODYS}/retour",                (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/oubli",                      f"{NOBODYS}/oubli",                 (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/signal",                     f"{NOBODYS}/signal",                (302, 404, 404, 404, 404, 404)),
    ("GET  /visites/<visit_id>/issue",                      f"{NOBODYS}/issue",                 (302, 404, 404, 404, 404, 404)),
    ("GET  /visites/<visit_id>/imprimer",                   f"{NOBODYS}/imprimer",              (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/coches",                     f"{NOBODYS}/coches",                (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/bloque",                     f"{NOBODYS}/bloque",                (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/reprise",                    f"{NOBODYS}/reprise",               (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/message",                    f"{NOBODYS}/message",               (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/version",                    f"{NOBODYS}/version",               (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/cloture",                    f"{NOBODYS}/cloture",               (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/recommencer",                f"{NOBODYS}/recommencer",           (302, 404, 404, 404, 404, 404)),
    ("POST /visites/<visit_id>/cas",                        f"{NOBODYS}/cas",                   (302, 403, 404, 404, 403, 404)),
    ("GET  /suivi/arbres",                                  "/suivi/arbres",                    (302, 403, 200, 200, 200, 200)),
    ("GET  /suivi/arbres/<operator>/<slug>",                "/suivi/arbres/cpam/carte",         (302, 403, 200, 404, 200, 200)),
    ("GET  /suivi/arbres/<operator>/<slug>",                "/suivi/arbres/caf/essai",          (302, 403, 200, 200, 200, 200)),
    ("GET  /suivi/arbres/<operator>/<slug>",                "/suivi/arbres/caf/inconnu",        (302, 403, 404, 404, 404, 404)),
    ("GET  /suivi/arbres/<operator>/<slug>",                "/suivi/arbres/caf/essai?revision=0", (302, 403, 404, 404, 404, 404)),
    ("GET  /suivi/recherches",                              "/suivi/recherches",                (302, 403, 200, 403, 403, 200)),
    ("GET  /suivi/recherches/<key>",                        UNASKED,                            (302, 403, 404, 403, 403, 404)),
    ("POST /suivi/recherches/<key>/fiche",                  f"{UNASKED}/fiche",                 (302, 403, 404, 403, 403, 404)),
    ("POST /suivi/recherches/<key>/synonyme",               f"{UNASKED}/synonyme",              (302, 403, 404, 403, 403, 404)),
    ("POST /suivi/recherches/<key>/demande",                f"{UNASKED}/demande",               (302, 403, 404, 403, 403, 404)),
    ("POST /suivi/recherches/<key>/de-cote",                f"{UNASKED}/de-cote",               (302, 403, 404, 403, 403, 404)),
    ("POST /suivi/recherches/<key>/reprise",                f"{UNASKED}/reprise",               (302, 403, 404, 403, 403, 404)),
    ("GET  /relecture",                                     "/relecture",                       (302, 403, 200, 200, 403, 200)),
    ("GET  /relecture/<draft_id>",                          CAF_DRAFT,                          (302, 403, 200, 200, 403, 200)),
    ("GET  /relecture/<draft_id>",                          CPAM_DRAFT,                         (302, 403, 200, 404, 403, 200)),
    ("GET  /relecture/<draft_id>",                          WORDS_DRAFT,                        (302, 403, 200, 404, 403, 200)),
    ("GET  /relecture/<draft_id>",                          NO_DRAFT,                           (302, 403, 404, 404, 403, 404)),
    ("GET  /relecture/calendrier",                          "/relecture/calendrier",             (302, 403, 200, 200, 403, 200)),
    ("GET  /relecture/retirer",                             f"/relecture/retirer?{CAF_DOC}",     (302, 403, 200, 200, 403, 200)),
    ("GET  /relecture/retirer",                             f"/relecture/retirer?{CPAM_DOC}",    (302, 403, 200, 404, 403, 200)),
    ("GET  /relecture/retirer",                             "/relecture/retirer",                (302, 403, 404, 404, 403, 404)),
    ("POST /relecture/retirer",                             f"/relecture/retirer?{CAF_DOC}",     (302, 403, 400, 400, 403, 400)),
    ("POST /relecture/retirer",                             f"/relecture/retirer?{CPAM_DOC}",    (302, 403, 400, 404, 403, 400)),
    ("GET  /relecture/retablir",                            f"/relecture/retablir?{CAF_DOC}&version=1", (302, 403, 200, 200, 403, 200)),
    ("GET  /relecture/retablir",                            f"/relecture/retablir?{CAF_DOC}&version=9", (302, 403, 404, 404, 403, 404)),
    ("GET  /relecture/retablir",                            f"/relecture/retablir?{CPAM_DOC}&version=1", (302, 403, 200, 404, 403, 200)),
    ("POST /relecture/retablir",                            f"/relecture/retablir?{CAF_DOC}&version=1", (302, 403, 400, 400, 403, 400)),
    ("POST /relecture/retablir",                            f"/relecture/retablir?{CPAM_DOC}&version=1", (302, 403, 400, 404, 403, 400)),
    ("POST /relecture/<draft_id>/commentaires",             f"{CAF_DRAFT}/commentaires",         (302, 403, 400, 400, 403, 400)),
    ("POST /relecture/<draft_id>/commentaires/<int:comment_id>/regle", f"{CAF_DRAFT}/commentaires/999999/regle", (302, 403, 404, 404, 403, 404)),
    ("POST /relecture/<draft_id>/pratique",                 f"{CAF_DRAFT}/pratique",             (302, 403, 303, 303, 403, 303)),
    ("POST /relecture/<draft_id>/commentaires",             f"{CPAM_DRAFT}/commentaires",        (302, 403, 400, 404, 403, 400)),
    ("POST /relecture/<draft_id>/commentaires/<int:comment_id>/regle", f"{CPAM_DRAFT}/commentaires/999999/regle", (302, 403, 404, 404, 403, 404)),
    ("POST /relecture/<draft_id>/pratique",                 f"{CPAM_DRAFT}/pratique",            (302, 403, 303, 404, 403, 303)),
    # In review, by the trainer; no form says which text was read, nor why it is sent back.
    ("POST /relecture/<draft_id>/soumission",               f"{CAF_DRAFT}/soumission",          (302, 403, 409, 409, 403, 409)),
    ("POST /relecture/<draft_id>/soumission",               f"{CPAM_DRAFT}/soumission",         (302, 403, 409, 404, 403, 409)),
    ("POST /relecture/<draft_id>/publication",              f"{CAF_DRAFT}/publication",         (302, 403, 403, 409, 403, 409)),
    ("POST /relecture/<draft_id>/publication",              f"{CPAM_DRAFT}/publication",        (302, 403, 403, 404, 403, 409)),
    ("POST /relecture/<draft_id>/publication",              f"{WORDS_DRAFT}/publication",       (302, 403, 403, 404, 403, 409)),
    ("POST /relecture/<draft_id>/urgence",                  f"{CAF_DRAFT}/urgence",             (302, 403, 400, 400, 403, 400)),
    ("POST /relecture/<draft_id>/urgence",                  f"{CPAM_DRAFT}/urgence",            (302, 403, 400, 404, 403, 400)),
    # Its author takes it back without a word, and submits it again: the next finds it in review.
    ("POST /relecture/<draft_id>/renvoi",                   f"{CAF_DRAFT}/renvoi",              (302, 403, 303, 400, 403, 400)),
    ("POST /relecture/<draft_id>/soumission",               f"{CAF_DRAFT}/soumission",          (302, 403, 303, 409, 403, 409)),
    ("POST /relecture/<draft_id>/renvoi",                   f"{CPAM_DRAFT}/renvoi",             (302, 403, 303, 404, 403, 400)),
    ("POST /relecture/<draft_id>/soumission",               f"{CPAM_DRAFT}/soumission",         (302, 403, 303, 404, 403, 409)),
    ("POST /relecture/<draft_id>/approbation",              f"{CAF_DRAFT}/approbation",         (302, 403, 409, 409, 403, 409)),
    ("POST /relecture/<draft_id>/approbation",              f"{CPAM_DRAFT}/approbation",        (302, 403, 409, 404, 403, 409)),
    ("POST /relecture/<draft_id>/retrait",                  f"{NO_DRAFT}/retrait",              (302, 403, 404, 404, 403, 404)),
    ("POST /relecture/<draft_id>/retrait",                  f"{DROPPED}/retrait",               (302, 403, 409, 404, 403, 409)),
    ("GET  /administration/journal",                        "/administration/journal",          (302, 403, 403, 403, 403, 200)),
    ("GET  /redaction/<draft_id>/fusion",                   f"{CAF_EDIT}/fusion",               (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/<draft_id>/fusion",                   f"{CPAM_EDIT}/fusion",              (302, 403, 200, 404, 403, 200)),
    # A form without its numbers, of a text in review.
    ("POST /redaction/<draft_id>/fusion",                   f"{CAF_EDIT}/fusion",               (302, 403, 400, 400, 403, 400)),
    ("POST /redaction/<draft_id>/fusion",                   f"{CPAM_EDIT}/fusion",              (302, 403, 400, 404, 403, 400)),
    ("POST /redaction/<draft_id>/presence",                 f"{CAF_EDIT}/presence",             (302, 403, 200, 200, 403, 200)),
    ("POST /redaction/<draft_id>/presence",                 f"{CPAM_EDIT}/presence",            (302, 403, 200, 404, 403, 200)),
    ("GET  /compte/jeton",                                  "/compte/jeton",                    (302, 200, 200, 200, 200, 200)),
    ("GET  /redaction",                                     "/redaction",                       (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction",                                     "/redaction?q=%22",                 (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/nouveau",                             "/redaction/nouveau",               (302, 403, 200, 200, 403, 200)),
    ("POST /redaction/nouveau",                             "/redaction/nouveau",               (302, 403, 400, 400, 403, 400)),
    ("GET  /redaction/modifier",                            f"/redaction/modifier?path={hidden.RSA}", (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/modifier",                            f"/redaction/modifier?path={hidden.WITHDRAWN}", (302, 403, 200, 404, 403, 200)),
    ("GET  /redaction/modifier",                            "/redaction/modifier?path=../x",    (302, 403, 404, 404, 403, 404)),
    ("POST /redaction/modifier",                            "/redaction/modifier",              (302, 403, 404, 404, 403, 404)),
    ("GET  /redaction/choix/fiches",                        "/redaction/choix/fiches?q=rsa",    (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/<draft_id>",                          CAF_EDIT,                           (302, 403, 302, 302, 403, 302)),
    ("GET  /redaction/<draft_id>",                          CPAM_EDIT,                          (302, 403, 302, 404, 403, 302)),
    ("GET  /redaction/<draft_id>",                          f"/redaction/{hidden.WRITTEN}",     (302, 403, 200, 404, 403, 200)),
    ("POST /redaction/<draft_id>",                          CAF_EDIT,                           (302, 403, 400, 400, 403, 400)),
    ("POST /redaction/<draft_id>",                          CPAM_EDIT,                          (302, 403, 400, 404, 403, 400)),
    ("POST /redaction/<draft_id>/apercu",                   f"{CAF_EDIT}/apercu",               (302, 403, 400, 400, 403, 400)),
    ("POST /redaction/<draft_id>/apercu",                   f"{CPAM_EDIT}/apercu",              (302, 403, 400, 404, 403, 400)),
    ("GET  /redaction/<draft_id>",                          f"{TREE_EDIT}",                     (302, 403, 200, 404, 403, 200)),
    ("POST /redaction/<draft_id>",                          f"{TREE_EDIT}",                     (302, 403, 400, 404, 403, 400)),
    ("POST /redaction/<draft_id>/arbre",                    f"{TREE_EDIT}/arbre",               (302, 403, 400, 404, 403, 400)),
    ("POST /redaction/<draft_id>/arbre",                    f"{CAF_EDIT}/arbre",                (302, 403, 404, 404, 403, 404)),
    ("GET  /redaction/<draft_id>/arbre/mots",               f"{TREE_EDIT}/arbre/mots",          (302, 403, 200, 404, 403, 200)),
    ("GET  /redaction/<draft_id>/arbre/mots",               f"{CAF_EDIT}/arbre/mots",           (302, 403, 404, 404, 403, 404)),
    ("GET  /signalements/nouveau",                          f"/signalements/nouveau?{CAF_DOC}",  (302, 200, 200, 200, 200, 200)),
    ("GET  /signalements/nouveau",                          "/signalements/nouveau",             (302, 404, 404, 404, 404, 404)),
    ("GET  /signalements/nouveau",                          f"/signalements/nouveau?document={hidden.WITHDRAWN}", (302, 404, 404, 404, 404, 404)),
    ("POST /signalements/nouveau",                          "/signalements/nouveau",             (302, 404, 404, 404, 404, 404)),
    ("GET  /compte/signalements",                           "/compte/signalements",              (302, 200, 200, 200, 200, 200)),
    ("GET  /redaction/signalements",                        "/redaction/signalements",           (302, 403, 200, 200, 403, 200)),
    ("POST /redaction/signalements",                        "/redaction/signalements",           (302, 403, 400, 400, 403, 400)),
    ("POST /redaction/signalements/transmission",           "/redaction/signalements/transmission", (302, 403, 400, 400, 403, 400)),
    ("GET  /nouveautes",                                    "/nouveautes",                       (302, 200, 200, 200, 200, 200)),
    ("GET  /nouveautes",                                    "/nouveautes?semaine=hier",          (302, 400, 400, 400, 400, 400)),
    ("GET  /nouveautes.atom",                               "/nouveautes.atom",                  (302, 200, 200, 200, 200, 200)),
    ("GET  /nouveautes/<token>.atom",                       "/nouveautes/inconnu.atom",          (404, 404, 404, 404, 404, 404)),
    ("POST /fiches/<operator>/<slug>/lu",                   f"{RSA}/lu",                         (302, 400, 400, 400, 400, 400)),
    ("POST /fiches/<operator>/<slug>/lu",                   f"{GONE}/lu",                        (302, 404, 404, 404, 404, 404)),
    ("POST /compte/flux",                                   "/compte/flux",                      (302, 200, 200, 200, 200, 200)),
    ("POST /compte/flux/suppression",                       "/compte/flux/suppression",          (302, 303, 303, 303, 303, 303)),
    ("GET  /redaction/montants",                            "/redaction/montants",              (302, 403, 200, 200, 403, 200)),
    ("POST /redaction/montants",                            "/redaction/montants",              (302, 403, 400, 403, 403, 400)),
    ("GET  /redaction/montants/<id_>",                      CAF_AMOUNT,                         (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/montants/<id_>",                      CPAM_AMOUNT,                        (302, 403, 200, 404, 403, 200)),
    ("GET  /redaction/montants/<id_>",                      "/redaction/montants/inconnu",      (302, 403, 404, 404, 403, 404)),
    ("POST /redaction/montants/<id_>/valeur",               f"{CAF_AMOUNT}/valeur",             (302, 403, 400, 403, 403, 400)),
    ("POST /redaction/montants/<id_>/valeur",               f"{CPAM_AMOUNT}/valeur",            (302, 403, 400, 404, 403, 400)),
    ("POST /redaction/montants/<id_>/demande",              f"{CAF_AMOUNT}/demande",            (302, 403, 403, 303, 403, 403)),
    ("POST /redaction/montants/<id_>/demande",              f"{CPAM_AMOUNT}/demande",           (302, 403, 403, 404, 403, 403)),
    ("GET  /redaction/fraicheur",                           "/redaction/fraicheur",             (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/fraicheur",                           "/redaction/fraicheur?operateur=cpam", (302, 403, 200, 404, 403, 200)),
    ("GET  /redaction/fraicheur/<operator>/<slug>",         "/redaction/fraicheur/caf/demander-le-rsa", (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/fraicheur/<operator>/<slug>",         "/redaction/fraicheur/cpam/carte-vitale", (302, 403, 200, 404, 403, 200)),
    ("GET  /redaction/fraicheur/<operator>/<slug>",         "/redaction/fraicheur/caf/inconnue", (302, 403, 404, 404, 403, 404)),
    ("POST /redaction/fraicheur/<operator>/<slug>",         "/redaction/fraicheur/caf/demander-le-rsa", (302, 403, 400, 400, 403, 400)),
    ("POST /redaction/fraicheur/<operator>/<slug>",         "/redaction/fraicheur/cpam/carte-vitale", (302, 403, 400, 404, 403, 400)),
    ("GET  /redaction/fraicheur/<operator>/arbres/<slug>",  "/redaction/fraicheur/caf/arbres/essai", (302, 403, 200, 200, 403, 200)),
    ("GET  /redaction/fraicheur/<operator>/arbres/<slug>",  "/redaction/fraicheur/cpam/arbres/carte", (302, 403, 200, 404, 403, 200)),
    ("POST /redaction/fraicheur/<operator>/arbres/<slug>",  "/redaction/fraicheur/caf/arbres/essai", (302, 403, 400, 400, 403, 400)),
    ("POST /redaction/fraicheur/<operator>/arbres/<slug>",  "/redaction/fraicheur/cpam/arbres/carte", (302, 403, 400, 404, 403, 400)),
    ("GET  /compte",                                        "/compte",                          (302, 200, 200, 200, 200, 200)),
    ("GET  /compte/mot-de-passe",                           "/compte/mot-de-passe",             (302, 200, 200, 200, 200, 200)),
    ("POST /compte/mot-de-passe",                           "/compte/mot-de-passe",             (302, 400, 400, 400, 400, 400)),
    ("GET  /compte/sessions",                               "/compte/sessions",                 (302, 200, 200, 200, 200, 200)),
    ("POST /compte/sessions/<int:session_id>/fermer",       "/compte/sessions/999999/fermer",   (302, 404, 404, 404, 404, 404)),
    ("GET  /connexion",                                     "/connexion",                       (200, 303, 303, 303, 303, 303)),
    ("POST /connexion",                                     "/connexion",                       (400, 400, 400, 400, 400, 400)),
    ("GET  /aide",                                          "/aide",                            (200, 200, 200, 200, 200, 200)),
    ("GET  /aide/sigles",                                   "/aide/sigles",                     (302, 200, 200, 200, 200, 200)),
    ("GET  /sante",                                         "/sante",                           (200, 200, 200, 200, 200, 200)),
    ("GET  /static/<path:filename>",                        "/static/mark.svg",                 (200, 200, 200, 200, 200, 200)),
    # These end the session they come with, so they are tried last.
    ("POST /compte/sessions/fermer-tout",                   "/compte/sessions/fermer-tout",     (302, 303, 303, 303, 303, 303)),
    ("POST /deconnexion",                                   "/deconnexion",                     (302, 302, 302, 302, 302, 302)),
]  # fmt: skip


def routes(app: Flask) -> set[str]:
    return {
        f"{method:<4} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert {route for route, _, _ in TABLE} == routes(app)


def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    with app.app_context():
        assert [r.endpoint for r in app.url_map.iter_rules() if declared(r.endpoint) is None] == []


def test_a_route_that_declares_nothing_is_closed(filled: House) -> None:
    app = create_app(filled)
    app.add_url_rule("/oubliee", "oubliee", lambda: "ouverte")
    assert app.test_client().get("/oubliee").status_code == 403


@pytest.mark.parametrize("column", range(len(COLUMNS)), ids=[str(c) for c in COLUMNS])
def test_the_table_holds(sign_in: SignIn, column: int) -> None:
    client = sign_in(COLUMNS[column])
    wrong = []
    for route, address, expected in TABLE:
        if route.startswith("GET"):
            status = client.get(address).status_code
        else:
            page = "/compte/sessions" if client.get("/compte").status_code == 200 else "/connexion"
            form = {"csrf_token": csrf(client, page)}
            status = client.post(address, data=form).status_code
        if status != expected[column]:
            wrong.append((route, address, status, expected[column]))
    assert wrong == []
