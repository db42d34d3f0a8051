"""One cause gives one message: a single slip in the example, however far its effects go."""

from __future__ import annotations

import pytest

from kb_app.knowledge.triage.checking.check import check
from kb_app.knowledge.triage.checking.texts import look_alike
from tests.knowledge.triage.seeded import everything_said, with_changes
from tests.trees import OUTCOMES, tree_of

LAST_RULE = "      - { sinon: situation }\n    ne_sait_pas: interdit\n\n  mandat"
FIRST_RULE = '      - { si: { age_enfant: "< 12" }, va: carte_du_parent }\n'

SLIPS = {
    "a wrong target": ("texte: MSA, va: droits_ouverts", "texte: MSA, va: droits_ouvert", "R01"),
    "an id badly written where it is defined": (
        "  mandat:\n    type",
        "  Mandat:\n    type",
        "S03",
    ),
    "a calculation that a rule reads": ("{ jours_depuis: date", "{ jours_avnt: date", "C07"),
    "a calculation of what is no day": (
        "jours_depuis: date_commande",
        "jours_depuis: age_enfant",
        "C03",
    ),
    "a wrong target with a rule behind": (
        'jamais reçue", va: date_commande',
        'jamais reçue", va: date_command',
        "R01",
    ),
    "a choice with one answer": (
        '      oui:  { texte: "Oui, droits fermés ou pas à jour" }\n',
        "",
        "S06",
    ),
    "an answer that jumps over two questions": (
        "texte: Pour moi, va: situation",
        "texte: Pour moi, va: droits_ouverts",
        "C04",
    ),
    "a jump that leaves a question without a visit": (
        "texte: Pour mon enfant, va: age_enfant",
        "texte: Pour mon enfant, va: soins_proches",
        "C04",
    ),
    "a jump after which not knowing ends alone": (
        "texte: Pour moi, va: situation",
        "texte: Pour moi, va: mise_a_jour_faite",
        "C04",
    ),
    "not knowing that ends alone without its date": (
        "      non: { va: faire_signer_mandat }\n    ne_sait_pas: faire_signer_mandat",
        "      non: { va: faire_signer_mandat }\n    ne_sait_pas: patienter",
        "R13",
    ),
    "an outcome that needs a date": (
        "texte: Pour mon enfant, va: age_enfant",
        "texte: Pour mon enfant, va: patienter",
        "I11",
    ),
    "a circle that makes a rule impossible": (
        'jamais reçue", va: date_commande',
        'jamais reçue", va: pour_qui',
        "R04",
    ),
    "a circle that makes visits too long": (
        "impossible:     commander_courrier",
        "impossible:     mise_a_jour_faite",
        "R04",
    ),
    "an answer after which two rules are never true": (
        "texte: MSA, va: droits_ouverts",
        "texte: MSA, va: carte_retrouvee",
        "R09",
    ),
    "a question without a visit that a rule reads": (
        'jamais reçue", va: date_commande',
        'jamais reçue", va: carte_retrouvee',
        "R02",
    ),
    "a visit too long and an outcome left aside": (FIRST_RULE, FIRST_RULE.replace(
        "carte_du_parent", "mandat"), "R03"),
    "an alert to an outcome that needs a date": (
        "va: ref_soins_urgents",
        "va: patienter",
        "R14",
    ),
    "an alert that leads to a question": ("va: ref_soins_urgents", "va: compte", "R14"),
    "a missing « ne sait pas »": (
        "carte_retrouvee }\n    ne_sait_pas: regime\n",
        "carte_retrouvee }\n",
        "R12",
    ),
    "an answer removed that others read": (
        "      identite:  { texte: Carte d'identité ou passeport }\n",
        "",
        "C02",
    ),
    "rules that stop at a number": (LAST_RULE, "    ne_sait_pas: interdit\n\n  mandat", "R06"),
    "rules that start at a number": (
        FIRST_RULE + LAST_RULE,
        FIRST_RULE.replace("< 12", ">= 12") + "    ne_sait_pas: interdit\n\n  mandat",
        "R06",
    ),
    "two exits of a sub-tree to the same place": (
        "connecte_seul:  commander_seul",
        "connecte_seul:  commander_ensemble",
        "R03",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_once(slip: str) -> None:
    old, new, code = SLIPS[slip]
    assert [problem.code for problem in everything_said(with_changes((old, new)))] == [code]


RIGHT = {
    "an outcome may read what was asked before another outcome that leads to it when blocked": (
        "    fiches: [cpam/suivi-commande-carte]",
        "    fiches: [{ fiche: cpam/suivi-commande-carte, si: { compte.a_un_compte: non } }]",
    ),
    "an outcome may read what was asked on some visits only": (
        "    fiches: [commun/annuaire-caisses]",
        "    fiches: [{ fiche: commun/annuaire-caisses, si: { situation: en_panne } }]",
    ),
    "a deadline may run from a date that is not known": (
        "    avant: aujourd_hui\n    puis:",
        "    vide: permis\n    avant: aujourd_hui\n    puis:",
    ),
    "rules may follow each other like steps": (
        FIRST_RULE,
        FIRST_RULE + '      - { si: { age_enfant: "< 18" }, va: situation }\n',
    ),
    "answers may be alike when one is defined": (
        "{ texte: Elle a été volée,",
        "{ texte: Elle était perdue, definition: On ne sait pas où, ",
    ),
}


@pytest.mark.parametrize("change", RIGHT)
def test_what_is_right_is_not_told(change: str) -> None:
    assert everything_said(with_changes(RIGHT[change])) == ()


def test_a_rule_that_reads_a_question_without_a_visit_says_no_more_than_it() -> None:
    tree = tree_of(
        """
q: { type: oui_non, demander: Quoi ?, ne_sait_pas: contact,
  puis: [{ si: { jamais: oui }, va: ensemble }, { sinon: seul }] }
jamais: { type: oui_non, demander: Quoi ?, ne_sait_pas: contact,
  reponses: { oui: { va: seul }, non: { va: contact } } }
"""
    )
    assert [problem.code for problem in check(tree)] == ["R02"]


def test_a_rule_is_told_when_only_the_longer_visits_were_not_asked() -> None:
    """The shortest visit to `fin` was asked `x`: it does not stand for the other."""
    tree = tree_of(
        """
q: { demander: Quoi ?, ne_sait_pas: contact,
  reponses: { un: { va: x }, deux: { va: y } } }
x: { type: oui_non, demander: Ici ?, ne_sait_pas: contact, puis: [{ sinon: fin }] }
y: { type: oui_non, demander: Là ?, ne_sait_pas: contact,
  reponses: { oui: { va: z }, non: { va: contact } } }
z: { type: oui_non, demander: Où ?, ne_sait_pas: contact,
  reponses: { oui: { va: fin }, non: { va: contact } } }
fin: { type: oui_non, demander: Fin ?, ne_sait_pas: contact,
  puis: [{ si: { x: oui }, va: seul }, { sinon: ensemble }] }
"""
    )
    (problem,) = check(tree)
    assert problem.message == (
        "question « fin » : la condition lit « x », qui n’a pas été posée sur ce parcours : "
        "q = deux, y = oui, z = oui, fin = oui"
    )


def test_a_step_to_confirm_may_lead_to_one_place() -> None:
    steps = "q: { type: etape, demander: Imprimez., puis: [{ sinon: fin }] }\n"
    last = (
        "fin: { type: oui_non, demander: Fin ?, ne_sait_pas: contact,\n"
        "  reponses: { oui: { va: seul }, non: { va: ensemble } } }\n"
    )
    outcomes = OUTCOMES.replace("transmettre: [q]", "transmettre: [fin]")
    assert check(tree_of(steps + last, outcomes=outcomes)) == ()
    asked = steps.replace("type: etape", "type: oui_non, ne_sait_pas: fin")
    assert [p.code for p in check(tree_of(asked + last, outcomes=outcomes))] == ["R10"]


def test_a_question_of_a_sub_tree_is_not_useless_because_of_what_its_host_does() -> None:
    subtree = """
sous_arbre: compte
titre: Un compte ?
sorties: [seul, aide]
debut: a_l_aise
questions:
  a_l_aise: { type: oui_non, demander: Seul ?, ne_sait_pas: sortie.aide,
    reponses: { oui: { va: sortie.seul }, non: { va: sortie.aide } } }
"""
    tree = tree_of(
        """
q: { type: oui_non, demander: Quoi ?, ne_sait_pas: contact,
  reponses: { oui: { va: seul }, non: { va: compte } } }
compte: { sous_arbre: commun/compte, sorties: { seul: ensemble, aide: ensemble } }
""",
        compte=subtree,
    )
    assert check(tree) == ()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Elle est perdue", "Je l’ai perdue", True),
        ("Droits ouverts", "Des droits ouverts", True),
        ("Titre déclaré", "Titre déclarée", True),
        ("Dossier connu", "Dossier inconnu", False),
        ("Moins de 3 mois", "Plus de 3 mois", False),
        ("En 2025", "En 2026", False),
        ("Elle est perdue", "Elle a été volée", False),
        ("Un enfant", "Deux enfants", False),
        ("A", "B", False),
        ("Oui", "Non", False),
    ],
)
def test_answers_are_alike_only_when_an_ear_could_confuse_them(
    one: str, other: str, alike: bool
) -> None:
    assert look_alike(one, other) is alike


@pytest.mark.parametrize(
    "prompt",
    [
        "Vous n’êtes pas venu sans vos papiers ?",
        "N’êtes-vous pas non imposable ?",
        "N’avez-vous jamais payé sans reçu ?",
        "Ne pensez-vous pas que la carte n’est plus valable ?",
        "Est-ce qu’il n’est pas impossible de venir ?",
    ],
)
def test_a_double_negation_is_told(prompt: str) -> None:
    asked = f'q: {{ type: oui_non, demander: "{prompt}", ne_sait_pas: contact,'
    tree = tree_of(asked + " reponses: { oui: { va: seul }, non: { va: ensemble } } }")
    assert [problem.code for problem in check(tree)] == ["T04"]


@pytest.mark.parametrize(
    "prompt",
    [
        "Vous n’avez pas reçu la carte, oui ou non ?",
        "Vous n’avez plus de papiers, et pas de domicile ?",
        "Êtes-vous sans domicile ?",
        "La carte ne marche plus non plus ?",
        "N’y a-t-il que cette carte ?",
    ],
)
def test_one_negation_is_not(prompt: str) -> None:
    asked = f'q: {{ type: oui_non, demander: "{prompt}", ne_sait_pas: contact,'
    tree = tree_of(asked + " reponses: { oui: { va: seul }, non: { va: ensemble } } }")
    assert check(tree) == ()


def test_an_acronym_explained_where_it_stands_or_known_to_all_is_right() -> None:
    asked = 'q: { type: oui_non, demander: "Touchez-vous l’ASS ?", ne_sait_pas: contact,'
    options = " reponses: { oui: { va: seul }, non: { va: ensemble } } }"
    assert [problem.code for problem in check(tree_of(asked + options))] == ["T03"]
    assert check(tree_of(asked + options), acronyms={"ASS"}) == ()
    explained = asked.replace("l’ASS", "l’allocation de solidarité (ASS)")
    assert check(tree_of(explained + options)) == ()
