"""What a new version of a tree changes for visitors, told with a witness."""

from __future__ import annotations

from datetime import date

from kb_app.knowledge.triage.cases.changed import Changed, changed
from kb_app.knowledge.triage.cases.parse import parse_cases
from kb_app.knowledge.triage.comparing.telling import Labels
from tests.knowledge.triage.case_values import example
from tests.trees import OUTCOMES, tree_of

TODAY = date(2026, 11, 22)

TREE = """
q: { demander: Pour qui ?, ne_sait_pas: interdit,
  reponses: { moi: { texte: Pour moi, va: age }, autre: { texte: Un proche, va: mandat } } }
age: { type: nombre, demander: Quel âge ?, unite: ans, min: 0, max: 120, ne_sait_pas: ensemble,
  puis: [{ si: { age: "< 12" }, va: seul }, { sinon: mandat }] }
mandat: { type: oui_non, demander: Un mandat ?, ne_sait_pas: papiers,
  reponses: { oui: { va: seul }, non: { va: papiers } } }
papiers: { type: choix_multiple, demander: Quels papiers ?, ne_sait_pas: contact,
  reponses: { carte: {}, permis: {}, rien: { exclusif: oui } },
  puis: [{ si: { papiers: { contient: permis } }, va: ensemble }, { sinon: contact }] }
"""


def compared(
    old: str,
    new: str,
    more: str = "",
    outcomes: str = OUTCOMES,
    then: str = OUTCOMES,
    cases: str = "",
) -> Changed:
    file = parse_cases("operators/cpam/trees/essai.cases.yaml", cases).file if cases else None
    return changed(
        tree_of(old, outcomes=outcomes),
        tree_of(new, more, outcomes=then),
        TODAY,
        file.cases if file else (),
        Labels(documents={"acte": "Acte de naissance"}),
    )


def sentences(found: Changed) -> list[tuple[str, str, str]]:
    return [(s.situation.replace("\u00a0", " "), s.before, s.now) for s in found.situations]


def test_a_tree_that_is_the_same_or_only_worded_otherwise_changes_nothing() -> None:
    tree = example()
    assert changed(tree, tree, TODAY) == Changed((), 0)
    reworded = TREE.replace("Pour qui ?", "Qui est concerné ?").replace("Un proche", "Quelqu’un")
    assert compared(TREE, reworded).situations == ()
    assert (
        compared(TREE, TREE, then=OUTCOMES.replace("Vous le faites seul", "Oui")).situations == ()
    )


def test_a_threshold_that_moves_tells_exactly_those_between() -> None:
    found = compared(TREE, TREE.replace("< 12", "< 16"))
    (told,) = found.situations[:1]
    assert "« Quel âge ? » on répond entre 12 ans et 15 ans" in told.situation.replace(
        "\u00a0", " "
    )
    assert {(s.before, s.now) for s in found.situations} == {
        ("«\u00a0Ensemble\u00a0» (accompagnement)", "«\u00a0Seul\u00a0» (autonomie)"),
        ("«\u00a0Contact\u00a0» (référent)", "«\u00a0Seul\u00a0» (autonomie)"),
    }
    assert told.witness[0] == "À «\u00a0Pour qui ?\u00a0», on répond «\u00a0Pour moi\u00a0»."


def test_two_boxes_read_apart_by_each_version_are_ticked_together() -> None:
    """Each version looks at one box alone: only both ticked go from the one to the other."""
    old = """
q: { type: choix_multiple, demander: Quoi ?, reponses: { x: {}, y: {} }, ne_sait_pas: contact,
  puis: [{ si: { q: { contient: x } }, va: seul }, { sinon: contact }] }
"""
    new = old.replace("contient: x", "contient: y").replace("va: seul", "va: ensemble")
    found = {(s.before[2:6], s.now[2:6]) for s in compared(old, new).situations}
    assert found == {("Seul", "Cont"), ("Cont", "Ense"), ("Seul", "Ense")}


def test_a_question_no_longer_asked_changes_what_reads_it_later() -> None:
    old = """
q: { demander: Quoi ?, reponses: { x: { va: b }, y: { va: b } }, ne_sait_pas: contact }
b: { type: oui_non, demander: B ?, puis: [{ sinon: c }], ne_sait_pas: c }
c: { type: oui_non, demander: C ?, ne_sait_pas: contact,
  puis: [{ si: { b: oui }, va: seul }, { sinon: ensemble }] }
"""
    new = old.replace("y: { va: b }", "y: { va: c }")
    (told,) = compared(old, new).situations
    assert told.situation.startswith(
        "Si à «\u00a0Quoi ?\u00a0» on répond «\u00a0Y\u00a0» et à «\u00a0B ?"
    )


def test_answers_given_early_count_where_the_other_version_asks_them_later() -> None:
    old = """
q: { type: oui_non, demander: Quoi ?, puis: [{ sinon: b }], ne_sait_pas: b }
b: { type: oui_non, demander: B ?, puis: [{ sinon: c }], ne_sait_pas: c }
c: { type: oui_non, demander: C ?, reponses: { oui: { va: seul }, non: { va: contact } },
  ne_sait_pas: contact }
"""
    new = """
q: { type: oui_non, demander: Quoi ?, puis: [{ sinon: c }], ne_sait_pas: c }
c: { type: oui_non, demander: C ?, puis: [{ sinon: b }], ne_sait_pas: b }
b: { type: oui_non, demander: B ?, reponses: { oui: { va: seul }, non: { va: contact } },
  ne_sait_pas: contact }
"""
    found = {(s.before[2:6], s.now[2:6]) for s in compared(old, new).situations}
    assert found == {("Seul", "Cont"), ("Cont", "Seul")}


def test_documents_deadlines_and_inboxes_are_told_where_the_outcome_stays() -> None:
    gives = OUTCOMES.replace(
        "    dire: Vous le faites seul.\n",
        "    dire: Vous le faites seul.\n    pieces: [{ piece: acte, si: { q: autre } }]\n"
        "    echeance: { dans: 7 jours, depuis: aujourd_hui, libelle: Revenir }\n",
    )
    now = gives.replace("si: { q: autre }", "si: { q: moi }").replace("dans: 7", "dans: 21")
    now = now.replace("cpam/droits", "cpam/urgences")
    found = sentences(compared(TREE, TREE, outcomes=gives, then=now))
    assert found == [
        (
            "Si à « Quel âge ? » on sait répondre, à l’issue « Seul »",
            "pièces\u00a0: aucune\u00a0; échéance\u00a0: 7\u00a0jours après la visite (Revenir)",
            "pièces\u00a0: Acte de naissance\u00a0; "
            "échéance\u00a0: 21\u00a0jours après la visite (Revenir)",
        ),
        (
            "Si à « Pour qui ? » on répond « Un proche », à l’issue « Seul »",
            "pièces\u00a0: Acte de naissance\u00a0; "
            "échéance\u00a0: 7\u00a0jours après la visite (Revenir)",
            "pièces\u00a0: aucune\u00a0; échéance\u00a0: 21\u00a0jours après la visite (Revenir)",
        ),
        (
            "Dans tous les cas, à l’issue « Contact »",
            "question posée à\u00a0: cpam/droits, réponse sous 72\u00a0heures",
            "question posée à\u00a0: cpam/urgences, réponse sous 72\u00a0heures",
        ),
    ]


def test_a_week_and_seven_days_are_the_same_deadline() -> None:
    due = "    dire: Vous le faites seul.\n    echeance: { dans: %s, depuis: aujourd_hui }\n"
    week, days = (
        OUTCOMES.replace("    dire: Vous le faites seul.\n", due % span)
        for span in ("1 semaine", "7 jours")
    )
    assert compared(TREE, TREE, outcomes=week, then=days).situations == ()


def test_renamed_questions_answers_and_outcomes_change_nothing() -> None:
    new = (
        TREE.replace("age:", "ans:")
        .replace("va: age", "va: ans")
        .replace("{ age:", "{ ans:")
        .replace("mandat:", "pouvoir:")
        .replace("va: mandat", "va: pouvoir")
        .replace("sinon: mandat", "sinon: pouvoir")
        .replace("moi:", "soi:")
        .replace("contact", "joindre")
    )
    then = OUTCOMES.replace("contact", "joindre")
    more = """
renommages:
  questions: { age: ans, mandat: pouvoir }
  reponses: { q: { moi: soi } }
  issues: { contact: joindre }
"""
    assert compared(TREE, new, more, then=then).situations == ()
    assert compared(TREE, new, then=then).situations != ()


def test_two_answers_made_one_are_each_followed() -> None:
    """« autre » joins « moi »: those who said it go where « moi » goes."""
    new = TREE.replace("autre: { texte: Un proche, va: mandat }", "tous: { va: age }")
    more = "renommages: { reponses: { q: { autre: moi } } }\n"
    found = compared(TREE, new, more)
    proche = "À «\u00a0Pour qui ?\u00a0», on répond «\u00a0Un proche\u00a0»."
    told, *_ = (s for s in found.situations if s.witness[0] == proche)
    assert any("Quel âge" in step for step in told.witness)


def test_answers_gone_and_answers_new_are_both_told() -> None:
    new = TREE.replace(
        "autre: { texte: Un proche, va: mandat }", "ami: { texte: Un ami, va: seul }"
    )
    found = sentences(compared(TREE, new, "renommages: { reponses: { q: { autre: '' } } }\n"))
    assert (
        "cette réponse à «\u00a0Pour qui ?\u00a0» n’est pas possible",
        "«\u00a0Seul\u00a0» (autonomie)",
    ) in [told[1:] for told in found]
    assert any(told[2] == "la visite reste sans issue à «\u00a0Pour qui ?\u00a0»" for told in found)


def test_a_case_that_changes_is_named_by_its_situation() -> None:
    cases = """
arbre: cpam/essai
cas:
  - nom: Mme P. vient pour sa fille
    reponses: { q: moi, age: 14, mandat: non, papiers: [permis] }
    attendu: { issue: ensemble }
  - { nom: Un adulte, reponses: { q: moi, age: 40, mandat: oui }, attendu: { issue: seul } }
"""
    found = compared(TREE, TREE.replace("< 12", "< 16"), cases=cases)
    named = [s.witness[-1] for s in found.situations if "Cas écrit" in s.witness[-1]]
    assert named == ["Cas écrit\u00a0: «\u00a0Mme P. vient pour sa fille\u00a0»."]


def test_too_many_visits_are_sampled_and_said_to_be() -> None:
    found = changed(tree_of(TREE), tree_of(TREE.replace("< 12", "< 16")), TODAY, most=20)
    assert found.sampled > 0
