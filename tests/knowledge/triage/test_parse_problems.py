"""Each mistake in a tree's file is told once, at its line, and nothing else is told."""

from __future__ import annotations

import pytest

from kb_app.knowledge.triage.reading.parse import parse
from kb_app.knowledge.triage.rules import RULES
from tests.knowledge.triage.tree_texts import ACCOUNT_TEXT, TEXT, VITALE, changed, told, without

BLOCKED = "    fiches: [cpam/carte-vitale-courrier]\n    si_ca_bloque: ref_carte_non_recue\n"
FICHES = "    fiches: [cpam/carte-vitale-courrier]\n"
DESK = "    referent: { file: cpam/droits, reponse_sous: 72 h }\n"
RULE = "{ si: { regime: msa }, va: ref_msa }"
LAST = "      - { sinon: ref_droits }\n"
TITLE = "    titre: Droits à vérifier par la CPAM\n"

# The rule, what is changed in the example, into what, and how the line told starts.
MISTAKES = [
    ("Y01", "demander: Que s'est", "demander: Carte : qu'est", "demander: Carte"),
    ("Y02", "    unite: ans", "    aide: une\n    aide: deux", "aide: deux"),
    ("Y03", "    unite: ans", "\tunite: ans", "unite: ans"),
    ("Y04", "\nquestions:\n", "\nquestion:\n", "question:"),
    ("Y04", "    unite: ans", "    unites: ans", "unites: ans"),
    ("Y04", "    unite: ans", "    avant: aujourd_hui", "avant: aujourd_hui"),
    ("Y04", "{ texte: Pour moi, va", "{ texte: Pour moi, vas", "soi:"),
    ("Y04", "      non: { va: faire", "      peut_etre: { va: faire", "peut_etre:"),
    ("Y04", "ne_sait_pas: droits_ouverts", "ne_sais_pas: droits_ouverts", "ne_sais_pas:"),
    ("Y04", "{ contient: hospi", "{ contien: hospi", "- si:"),
    ("Y04", "    type: nombre\n", "", "unite: ans"),
    ("Y04", "type: nombre", "type: date", "type: date"),
    ("Y04", "    type: date\n", "", "apres:"),
    ("Y04", "    ne_sait_pas: droits_ouverts", "  ne_sait_pas: droits_ouverts", "ne_sait_pas:"),
    ("Y05", "titre: Caisse hors", "titre: Caisse #3 hors", "titre: Caisse #3"),
    ("Y06", "    demander: Pour qui venez-vous aujourd'hui ?\n", "", "pour_qui:"),
    ("Y06", "titre: Carte Vitale perdue", "# Carte Vitale perdue", "arbre:"),
    ("Y06", RULE, "{ va: ref_msa }", "- { va: ref_msa }"),
    ("Y06", "    type: referent\n" + TITLE, TITLE, "ref_droits:"),
    ("Y06", "{ si: { soins_proches: { contient: medicaments } }, niveau: elevee }",
     "{ si: { soins_proches: { contient: medicaments } } }", "urgence:"),
    ("Y12", "puis: [ { sinon: regime } ]", "puis: regime", "puis: regime"),
    ("Y12", RULE, "{ si: regime, va: ref_msa }", "- { si: regime"),
    ("Y12", RULE, "{ si: { regime: { } }, va: ref_msa }", "- { si:"),
    ("Y12", RULE, "{ si: { regime: [ ] }, va: ref_msa }", "- { si:"),
    ("Y12", RULE, "{ si: { tous: [ ] }, va: ref_msa }", "- { si:"),
    ("Y13", RULE, "{ si: { regime: }, va: ref_msa }", "- { si:"),
    ("Y13", RULE, "{ si: { regime: '>=' }, va: ref_msa }", "- { si:"),
    ("D02", "relu_le: 2025-10-02", "relu_le: 2 octobre", "relu_le:"),
    ("D05", "niveau: elevee", "niveau: forte", "urgence:"),
    ("D05", "rien d'autre\", exclusif: oui", "rien d'autre\", exclusif: vrai", "aucun:"),
    ("D06", FICHES, "    fiches: [carte-vitale]\n", "fiches: [carte-vitale]"),
    ("D06", "fiche: cpam/carte-vitale ", "fiche: carte-vitale ", "fiche: carte-vitale"),
    ("S01", "debut: pour_qui", "debut: pour_quoi", "debut:"),
    ("S01", "debut: pour_qui", "debut: autre_caisse", "debut:"),
    ("S02", "\ncalculs:\n", "\ncalculs:\n  regime: { somme: 1 }\n", "regime: {"),
    ("S03", "      rien: ", "      Réponse: ", "Réponse:"),
    ("S03", "      autre:    ", "      ne_sait_pas: ", "ne_sait_pas: {"),
    ("S03", "      rien: ", "      tous: ", "tous:"),
    ("S04", "arbre: carte-vitale ", "arbre: carte-vital ", "arbre:"),
    ("S04", "operateur: cpam", "operateur: caf", "operateur: caf"),
    ("S05", "type: nombre", "type: nombres", "type: nombres"),
    ("S07", "    max: 25", "    max: vingt", "max:"),
    ("S07", "    max: 25", "    max: -1", "max:"),
    ("S07", "{ il_y_a: 2 ans }", "{ il_y_a: deux ans }", "apres:"),
    ("S07", "    avant: aujourd_hui", "    avant: hier soir", "avant:"),
    ("S07", "dans: 21 jours", "dans: 21 lunes", "echeance:"),
    ("S07", "cpam/droits, reponse_sous: 72 h", "cpam/droits, reponse_sous: vite", "referent:"),
    ("R01", "va: age_enfant", "va: age_enfan", "enfant:"),
    ("R01", "va: age_enfant", "va: sortie.enfant", "enfant:"),
    ("R01", "va: declaration_msa", "va: declaration_mas", "- { si: { regime: msa }"),
    ("R01", "sinon: ref_droits", "sinon: ref_droit", "- { sinon:"),
    ("R01", "ne_sait_pas: soins_proches", "ne_sait_pas: soins", "ne_sait_pas: soins"),
    ("R01", "    va: ref_soins_urgents", "    va: ref_soins_urgent", "va: ref_soins_urgent"),
    ("R01", "le:     commander_courrier", "le:     commander_courier", "impossible:"),
    ("R01", "reprendre_a: situation  ", "reprendre_a: situatio  ", "reprendre_a:"),
    ("R05", "    puis: [ { sinon: regime } ]\n", "", "autres_papiers:"),
    ("R07", LAST, LAST + "      - { si: { regime: autre }, va: ref_msa }\n", "- { si: { regime: a"),
    ("R12", "    ne_sait_pas: droits_ouverts\n", "", "regime:"),
    ("R12", "    ne_sait_pas: droits_ouverts\n", "    ne_sait_pas:\n", "regime:"),
    ("R16", "perdue, va: regime }", "perdue }", "perdue:"),
    ("R16", "      non: { va: faire_signer_mandat }\n", "", "mandat:"),
    ("C07", "{ jours_depuis: date", "{ jour_depuis: date", "jours_depuis_commande:"),
    ("I01", "type: referent\n" + TITLE, "type: référent\n" + TITLE, "type: référent"),
    ("I02", TITLE, "", "ref_droits:"),
    ("I02", TITLE, "    titre:\n", "ref_droits:"),
    ("I02", "    dire: Sans compte", "    # Sans compte", "commander_courrier:"),
    ("I03", FICHES, "", "commander_courrier:"),
    ("I03", FICHES, "    fiches: []\n", "commander_courrier:"),
    ("I05", DESK, "", "ref_droits:"),
    ("I05", DESK, "    referent: { file: cpam/droits }\n", "referent:"),
    ("I07", "    transmettre: [situation, date", "    # [situation, date", "ref_carte_non_recue:"),
    ("I09", BLOCKED, FICHES, "commander_courrier:"),
    ("I10", BLOCKED, FICHES + "    si_ca_bloque: autre_caisse\n", "si_ca_bloque: autre"),
    ("I10", BLOCKED, FICHES + "    si_ca_bloque: ref_carte\n", "si_ca_bloque: ref_carte"),
    ("A01", "commun/compte-en-ligne ", "commun/compte-enligne ", "compte:"),
    ("A02", "      impossible:     commander_courrier\n", "", "compte:"),
    ("A03", "      impossible:     com", "      impossibl:     com", "impossibl:"),
    ("A03", "      impossible:     com", "      autre: ref_msa\n      impossible:     com",
     "autre: ref_msa"),
    ("A04", "    avec: { service: compte ameli }\n", "", "compte:"),
    ("Y04", "avec: { service:", "avec: { servise:", "compte:"),
    ("C01", "si: { situation: pas_recue }", "si: { situatio: pas_recue }", "- { si: { situatio"),
    ("C01", 'age_enfant: "< 12"', 'age_enfant: "< age_limite"', "- { si:"),
    ("C01", "si: { situation: pas_recue }", "si: { compte: impossible }", "- { si: { compte"),
    ("C01", "jours_depuis: date_com", "jours_depuis: dates_com", "jours_depuis_commande:"),
    ("C01", "    avant: aujourd_hui", "    avant: date_retour + 1 an", "date_commande:"),
    ("C02", "si: { situation: pas_recue }", "si: { situation: pas_recu }", "- { si:"),
    ("C02", "contient: hospitalisation", "contient: hopital", "- si:"),
    ("C02", "contient: medicaments", "contient: medicament", "urgence:"),
    ("C02", "si: { situation: pas_recue }", "si: { pour_qui: ne_sait_pas }", "- { si:"),
    ("C03", 'age_enfant: "< 12"', 'age_enfant: "< 2020-01-01"', "- { si:"),
    ("C03", 'age_enfant: "< 12"', "age_enfant: majeur", "- { si:"),
    ("C03", 'age_enfant: "< 12"', 'age_enfant: "< aujourd_hui"', "- { si:"),
    ("C03", 'age_enfant: "< 12"', 'age_enfant: "< date_commande"', "- { si:"),
    ("C03", 'jours_depuis_commande: "< 21"', 'date_commande: "< 21"', "- { si:"),
    ("C03", 'jours_depuis_commande: "< 21"', 'date_commande: "< 3 semaines"', "- { si:"),
    ("C03", "si: { situation: pas_recue }", 'si: { situation: "> 3" }', "- { si:"),
    ("C03", "si: { situation: pas_recue }", "si: { situation: { contient: volee } }", "- { si:"),
    ("C03", "jours_depuis: date_commande", "jours_depuis: regime", "jours_depuis_commande:"),
    ("C03", "    avant: aujourd_hui", "    avant: regime", "date_commande:"),
    ("C07", "jours_depuis: date_commande", "jours_depuis: [date_commande, date_commande]",
     "jours_depuis_commande:"),
    ("C07", "{ jours_depuis: date_commande }", "{ somme: [jours_depuis_commande, 1] }",
     "jours_depuis_commande:"),
    ("I08", "[pour_qui, situation, droits_ouverts", "[pour_qui, situation, droit",
     "transmettre: [pour_qui, situation, droit,"),
    ("I11", "depuis: date_commande,", "depuis: date_retour,", "echeance:"),
    ("I11", "depuis: date_commande,", "depuis: regime,", "echeance:"),
    ("I13", "[pour_qui, situation, droits_ouverts", "[numero_securite_sociale",
     "transmettre: [numero"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "before", "after", "start"), MISTAKES)
def test_a_mistake_is_told_once_at_its_line(code: str, before: str, after: str, start: str) -> None:
    ((found, line),) = told(changed(before, after))
    assert found == code
    assert line.startswith(start)


def test_an_id_is_that_of_one_thing_only() -> None:
    text = changed("  autre_caisse:\n", "  regime:\n")
    assert told(changed("va: autre_caisse", "va: regime", text)) == [("S02", "regime:")]


def test_a_choice_of_one_answer_is_no_choice() -> None:
    text = changed("    type: oui_non\n    demander: La carte", "    demander: La carte")
    text = changed("      non: { va: mettre_a_jour }\n", "", text)
    assert told(text) == [("S06", "oui: { va: regime }")]


def test_a_choice_without_answers_lacks_them() -> None:
    text = without("    reponses:\n      general", "    ne_sait_pas: droits_ouverts")
    assert [code for code, _ in told(changed("{ regime: msa }", "{ situation: volee }", text))] == [
        "Y06"
    ]


def test_a_question_that_is_gone_is_told_once_for_all_its_arrows() -> None:
    text = without("  droits_ouverts:\n", "  soins_proches:\n")
    text = changed("droits_ouverts, ", "", text)
    ((code, line),) = told(text)
    assert (code, line.split(":")[0]) == ("R01", "general")
    (problem,) = parse(VITALE, text).problems
    assert problem.message.endswith("(de même lignes 96, 98)")


@pytest.mark.parametrize("old", ["regime", "date_commande", "situation", "soins_proches"])
def test_a_question_renamed_in_one_place_is_told_once(old: str) -> None:
    found = told(changed(f"\n  {old}:\n", f"\n  {old}_bis:\n"))
    assert [code for code, _ in found] == ["R01"]


def test_an_outcome_that_is_gone_is_told_once() -> None:
    text = without("  ref_droits:\n", "  ref_carte_non_recue:\n")
    assert [code for code, _ in told(text)] == ["R01"]


def test_a_question_written_twice_does_not_make_its_own_name_missing() -> None:
    assert told(changed("\n  mandat:\n", "\n  regime:\n")) == [("Y02", "regime:")]


@pytest.mark.parametrize("block", ["regime", "soins_proches", "patienter", "ref_msa"])
def test_a_block_without_its_first_line_is_told_once(block: str) -> None:
    found = told(changed(f"\n  {block}:\n", "\n"))
    assert [code for code, _ in found] == ["Y02"]


def test_an_option_renamed_is_told_once_for_all_that_cite_it() -> None:
    found = told(changed("      msa:      {", "      agricole:  {"))
    assert [code for code, _ in found] == ["C02"]


def test_a_referent_of_another_type_is_told_where_it_is() -> None:
    found = told(changed("type: referent\n" + TITLE, "type: accompagnement\n" + TITLE))
    assert found == [("I09", "ref_droits:")]


def test_half_of_a_tree_written_twice_says_nothing_of_the_other() -> None:
    text = changed("  regime:\n", "questions:\n  regime:\n")
    assert told(text) == [("Y02", "questions:")]
    assert parse(VITALE, text).file is None


def test_a_refused_block_is_still_known() -> None:
    text = without("  regime:\n", "  droits_ouverts:\n")
    text = changed("  droits_ouverts:\n", "  regime: [une, liste]\n\n  droits_ouverts:\n", text)
    assert told(text) == [("Y12", "regime: [une, liste]")]
    assert parse(VITALE, text).unsound == {"regime"}


@pytest.mark.parametrize("block", ["questions", "issues"])
def test_without_questions_or_outcomes_there_is_no_tree(block: str) -> None:
    text = without(f"\n{block}:", "  autre_caisse:" if block == "issues" else "\nissues:")
    text = text[: text.index("  autre_caisse:")] if block == "issues" else text
    reading = parse(VITALE, text)
    assert reading.file is None
    assert [problem.code for problem in reading.problems] == ["Y06"]


def test_a_mistake_in_a_subtree_is_told_in_its_own_file() -> None:
    account = changed("sortie.connecte_seul", "sortie.connecte", ACCOUNT_TEXT)
    assert told(TEXT, account) == [("R01", "oui: { va: sortie.connecte }")]
    account = changed("    ne_sait_pas: adresse_mail\n", "", ACCOUNT_TEXT)
    assert told(TEXT, account) == [("R12", "a_un_compte:")]


def test_what_is_unsound_is_what_later_checks_are_quiet_about() -> None:
    assert parse(VITALE, TEXT).unsound == frozenset()
    assert parse(VITALE, changed("va: age_enfant", "va: age")).unsound == {"pour_qui", "age"}
    assert parse(VITALE, changed("va: ref_soins_urgents", "va: ref_soins_urgent")).unsound == {
        "alertes",
        "ref_soins_urgent",
        "ref_soins_urgents",
    }
    # Without a sheet, an outcome is still an outcome.
    assert parse(VITALE, changed(FICHES, "")).unsound == frozenset()


def test_every_rule_of_a_tree_is_explained_in_french() -> None:
    assert all(rule.meaning.endswith((".", "!")) for rule in RULES.values())
    assert len({rule.meaning for rule in RULES.values()}) == len(RULES)
