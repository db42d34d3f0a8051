from __future__ import annotations

from dataclasses import replace

import pytest

from kb_app.knowledge.triage.cases import ways as case_ways
from kb_app.knowledge.triage.cases.check import check_cases
from kb_app.knowledge.triage.cases.play import run
from kb_app.knowledge.triage.cases.ways import check_ways
from kb_app.knowledge.triage.walk import walk
from tests.knowledge.triage.case_values import (
    TODAY,
    cases_file,
    example,
    example_cases,
    told,
)
from tests.trees import tree_of

TREE = tree_of(
    """
q:
  { demander: Pour qui ?, ne_sait_pas: interdit,
    reponses: { moi: { va: age }, autre: { va: mandat } } }
age:
  { type: nombre, demander: Âge ?, min: 0, max: 120, ne_sait_pas: papiers,
    puis: [{ si: { age: "< 12" }, va: seul }, { sinon: papiers }] }
mandat:
  { type: oui_non, demander: Un mandat ?, ne_sait_pas: contact,
    reponses: { oui: { va: papiers }, non: { va: contact } } }
papiers:
  { type: choix_multiple, demander: Papiers ?, ne_sait_pas: ensemble,
    reponses: { carte: {}, permis: {}, rien: { exclusif: oui } },
    puis: [{ si: { papiers: { contient: permis } }, va: ensemble }, { sinon: contact }] }
""",
    outcomes="""
issues:
  seul: { type: autonomie, titre: Seul, dire: Seul., fiches: [cpam/carte], si_ca_bloque: contact }
  ensemble:
    { type: accompagnement, titre: À deux, dire: Ensemble., si_ca_bloque: contact,
      pieces: [piece_identite, { piece: photo, si: { q: autre } }],
      fiches: ["cpam/carte#en-bref", { fiche: cpam/permis, si: { papiers: { contient: permis } } }],
      urgence: { si: { age: "> 70" }, niveau: elevee },
      echeance: { dans: 21 jours, depuis: aujourd_hui, libelle: Revenir } }
  contact:
    { type: referent, titre: Contact, dire: Je demande., fiches: [cpam/contact],
      referent: { file: cpam/droits, reponse_sous: 72 h }, transmettre: [q] }
""",
)

ENSEMBLE = "nom: Un, reponses: { q: moi, age: 75, papiers: [permis] }"


def test_the_example_of_the_format_passes_entirely() -> None:
    report = check_cases(example(), example_cases(), TODAY)
    assert report.problems == ()
    assert len(report.run.played) == 17
    covered = report.coverage
    assert (covered.outcomes.percent, covered.answers.percent) == (100, 100)


@pytest.mark.parametrize(
    "expected",
    [
        "issue: ensemble",
        "type: accompagnement",
        "urgence: elevee",
        "pieces: [piece_identite]",
        "sans_pieces: [photo]",
        "fiches: [cpam/carte, cpam/permis]",
        'fiches: ["cpam/carte#en-bref"]',
        "sans_fiches: [cpam/contact]",
        "echeance: 2026-12-13",
        "questions_posees_max: 3",
        "passe_par: [age, papiers]",
        "ne_passe_pas_par: [mandat]",
    ],
)
def test_a_promise_that_is_kept_says_nothing(expected: str) -> None:
    assert told(TREE, f"- {{ {ENSEMBLE}, attendu: {{ {expected} }} }}") == []


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("issue: contact", "issue attendue contact, obtenue ensemble"),
        (
            "issue: ensembles",
            "issue attendue ensembles, obtenue ensemble ; vouliez-vous dire « ensemble » ?",
        ),
        (
            "issue: contact, type: referent, urgence: aucune",
            "issue attendue contact, obtenue ensemble",
        ),
        ("type: referent", "type attendu referent, obtenu accompagnement"),
        ("urgence: aucune", "urgence attendue aucune, obtenue elevee"),
        ("pieces: [photo]", "la pièce « photo » devait être donnée"),
        ("sans_pieces: [piece_identite]", "la pièce « piece_identite » ne devait pas être donnée"),
        (
            "pieces: [photos]",
            "aucune issue de l’arbre ne donne la pièce « photos » ; vouliez-vous dire « photo » ?",
        ),
        ("fiches: [cpam/contact]", "la fiche « cpam/contact » devait être donnée"),
        ("sans_fiches: [cpam/carte]", "la fiche « cpam/carte » ne devait pas être donnée"),
        ("sans_fiches: [caf/rsa]", "aucune issue de l’arbre ne donne la fiche « caf/rsa »"),
        ("echeance: 2026-12-12", "échéance attendue 2026-12-12, obtenue 2026-12-13"),
        ("echeance: aucune", "échéance attendue aucune, obtenue 2026-12-13"),
        ("questions_posees_max: 2", "2 questions posées au plus, en fait 3"),
        ("passe_par: [mandat]", "devait passer par « mandat »"),
        ("ne_passe_pas_par: [age]", "ne devait pas passer par « age »"),
        (
            "ne_passe_pas_par: [mandats]",
            "« mandats » n’est ni une question ni un sous-arbre de l’arbre ; "
            "vouliez-vous dire « mandat » ?",
        ),
    ],
)
def test_a_promise_that_is_not_kept_is_told_once(expected: str, message: str) -> None:
    found = told(TREE, f"- {{ {ENSEMBLE}, attendu: {{ {expected} }} }}")
    assert found == [f"E01 cas « Un » : {message}"]


@pytest.mark.parametrize(
    ("answers", "end"),
    [
        ("q: moi", "« age » attend une réponse"),
        ("q: moi, age: 130", "à « age », la réponse est refusée (Écrivez au plus 120.)"),
        (
            "q: moi, age: 30, papiers: []",
            "à « papiers », la réponse est refusée (Répondez à cette question.)",
        ),
    ],
)
def test_a_visit_that_ends_nowhere_says_why(answers: str, end: str) -> None:
    cases = f"- {{ nom: Un, reponses: {{ {answers} }}, attendu: {{ issue: contact }} }}"
    assert told(TREE, cases) == [f"E01 cas « Un » : issue attendue contact, obtenue aucune : {end}"]


def test_an_answer_to_no_question_of_the_tree_is_the_only_thing_told() -> None:
    found = told(TREE, "- { nom: Un, reponses: { q: moi, ages: 30 }, attendu: { issue: contact } }")
    assert found == [
        "E04 cas « Un » : « ages » n’est pas une question de l’arbre, "
        "ou n’est pas posée sur ce parcours ; vouliez-vous dire « age » ?"
    ]


def test_an_answer_that_is_not_asked_for_is_told_at_its_line() -> None:
    file = cases_file(
        """
        - nom: Un
          reponses:
            q: moi
            age: 8
            mandat: oui
          attendu: { issue: seul }
        """
    )
    [problem] = run(TREE, file, TODAY).problems
    assert (problem.code, problem.line, problem.path) == ("E04", 7, "essai.cases.yaml")


def test_an_answer_lost_on_a_wrong_way_is_not_told_again() -> None:
    cases = (
        "- { nom: Un, reponses: { q: moi, age: 8, papiers: [carte] }, attendu: { issue: contact } }"
    )
    assert told(TREE, cases) == ["E01 cas « Un » : issue attendue contact, obtenue seul"]


def test_an_answer_common_to_a_table_is_for_the_lines_that_need_it() -> None:
    table = """
        - nom: Table
          reponses: {{ q: {}, papiers: [carte] }}
          tableau:
            - {{ age: 8, issue: seul }}
            - {{ age: 30, issue: contact }}
        """
    assert told(TREE, table.format("moi")) == []
    shorter = table.replace("- {{ age: 30, issue: contact }}", "").format("moi")
    assert told(TREE, shorter) == [
        "E04 cas « Table (1) » : « papiers » n’est pas une question de l’arbre, "
        "ou n’est pas posée sur ce parcours"
    ]


def test_everything_else_is_unknown_where_the_case_says_so() -> None:
    cases = "- { nom: Un, reponses: { q: moi }, sinon: ne_sait_pas, attendu: { issue: ensemble } }"
    assert told(TREE, cases) == []
    cases = "- { nom: Un, sinon: ne_sait_pas, attendu: { issue: ensemble } }"
    assert told(TREE, cases) == [
        "E01 cas « Un » : issue attendue ensemble, obtenue aucune : « q » attend une réponse"
    ]


CHANGE = """
    - nom: Change
      reponses: { q: autre, mandat: oui }
      puis_change: { %s }
      en_plus: { age: 75, papiers: [permis] }
      attendu:
        { issue: ensemble, urgence: elevee, sans_pieces: [photo], ne_passe_pas_par: [mandat] }
    """


def test_a_changed_answer_leaves_no_trace() -> None:
    file = cases_file(CHANGE % "q: moi")
    [played] = run(TREE, file, TODAY).played
    assert run(TREE, file, TODAY).problems == ()
    assert played.before is not None
    assert (played.before.asked, played.walk.asked) == (
        ("q", "mandat", "papiers"),
        ("q", "age", "papiers"),
    )
    assert "mandat" in played.answers


def test_only_what_was_asked_before_can_be_changed() -> None:
    assert told(TREE, CHANGE % "q: moi, age: 80") == [
        "E04 cas « Change » : « age » n’est pas une question de l’arbre, "
        "ou n’est pas posée sur ce parcours"
    ]


def test_each_visit_is_walked_back_shuffled_and_clean() -> None:
    file = cases_file(CHANGE % "q: moi")
    assert check_ways(TREE, file.path, run(TREE, file, TODAY).played) == ()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("order", "le parcours change avec l’ordre des réponses"),
        ("aside", "une réponse mise de côté laisse une trace"),
        ("again", "en revenant à « age », la page ou la réponse n’est plus la même"),
        ("steps", "en revenant à « papiers », la page ou la réponse n’est plus la même"),
        ("back", "en revenant à « papiers », la page ou la réponse n’est plus la même"),
    ],
)
def test_a_walk_that_is_not_the_same_every_way_is_seen(
    broken: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = cases_file(CHANGE % "q: moi")
    played = run(TREE, file, TODAY).played

    def faulty(tree, answers, today):  # type: ignore[no-untyped-def]
        if broken == "order" and next(iter(answers)) == "age":
            answers = answers | {"age": 8}
        if broken == "aside" and "mandat" not in answers:
            answers = answers | {"age": 8}
        if broken == "back" and "papiers" not in answers:
            answers = answers | {"papiers": ["carte"]}
        if broken == "again" and list(answers)[3:] == ["age"]:
            answers = answers | {"age": 8}
        walked = walk(tree, answers, today)
        return replace(walked, steps=()) if broken == "steps" and walked.stopped_at else walked

    monkeypatch.setattr(case_ways, "walk", faulty)
    assert [p.message for p in check_ways(TREE, file.path, played)] == [f"cas « Change » : {said}"]
