"""A tree is held to the library it stands in, and to what was published before."""

from __future__ import annotations

from datetime import date

import pytest

from kb_app.knowledge.content.model import Ending, Level, Problem, Sheet, Withdrawal
from kb_app.knowledge.triage.checking.library import check_library, citations, unreached_sheets
from kb_app.knowledge.triage.checking.revision import check_against_published, means_otherwise
from kb_app.knowledge.triage.checking.vocabulary import check_vocabulary
from kb_app.knowledge.triage.model import Tree
from tests.knowledge.triage.case_values import ACCOUNT, VITALE, text_of
from tests.knowledge.triage.seeded import line_of, tree_in, with_changes

TODAY = date(2025, 11, 21)
TREE = tree_in(text_of(VITALE))


def sheet(id: str, valid_from: date = date(2025, 1, 1), **changes: object) -> Sheet:
    operator, _, slug = id.partition("/")
    values: dict[str, object] = {
        "path": f"operators/{operator}/{slug}.md",
        "operator": operator,
        "slug": slug,
        "code": "CPAM-01",
        "title": slug,
        "summary": "",
        "ending": Ending.ASSISTED,
        "criterion": None,
        "visitor_words": (),
        "themes": (),
        "audience": (),
        "documents": (),
        "online": None,
        "phone": None,
        "delay": None,
        "cost": None,
        "see_also": (),
        "sources": (),
        "valid_from": valid_from,
        "review_before": date(2026, 6, 1),
        "withdrawal": None,
        "body": "## En bref\n\nTexte.\n\n## Droits fermés\n\nTexte.\n",
        "body_line": 10,
    }
    return Sheet(**{**values, **changes})  # type: ignore[arg-type]


SHEETS: dict[str, Sheet | None] = {each.sheet: sheet(each.sheet) for each in citations(TREE)}


def told(
    tree: Tree = TREE, today: date = TODAY, **changed: Sheet | None
) -> list[tuple[str, int, str]]:
    """Return what is said of the tree with some sheets changed (`cpam__carte_vitale=…`)."""
    others = {id.replace("__", "/").replace("_", "-"): each for id, each in changed.items()}
    return [(p.code, p.line, p.message) for p in check_library(tree, SHEETS | others, today)]


def test_the_example_stands_well_in_its_library() -> None:
    assert told() == []


def test_a_sheet_that_does_not_exist_is_told_once_with_the_closest() -> None:
    text = text_of(VITALE).replace("cpam/commande-carte-vitale", "cpam/commande-carte-vital")
    line = line_of(text, "fiches: [cpam/commande-carte-vital,")
    assert told(tree_in(text)) == [
        (
            "L01",
            line,
            "la fiche « cpam/commande-carte-vital » n’existe pas ; "
            "vouliez-vous dire « cpam/commande-carte-vitale » ?",
        )
    ]


def test_a_sheet_withdrawn_or_overdue_is_told_with_the_day() -> None:
    line = line_of(text_of(VITALE), "fiches: [cpam/suivi-commande-carte]")
    gone = sheet("cpam/suivi-commande-carte", date(2025, 11, 1), withdrawal=Withdrawal("", None))
    late = sheet("cpam/suivi-commande-carte", review_before=date(2025, 11, 21))
    said = "la fiche « cpam/suivi-commande-carte » est dépubliée ou périmée depuis le"
    assert told(cpam__suivi_commande_carte=gone) == [("L02", line, f"{said} 01/11/2025")]
    assert told(cpam__suivi_commande_carte=late) == [("L02", line, f"{said} 21/11/2025")]


def test_a_damaged_sheet_condemns_nobody() -> None:
    assert told(cpam__suivi_commande_carte=None) == []


def test_a_heading_that_is_gone_is_told_and_one_that_stands_is_not() -> None:
    text = with_changes(("fiches: [cpam/droits-fermes]", "fiches: [cpam/droits-fermes#la-marche]"))
    line = line_of(text, "#la-marche")
    message = "la fiche « cpam/droits-fermes » n’a plus de titre « la-marche »"
    assert told(tree_in(text)) == [("L03", line, message)]
    right = with_changes(
        ("fiches: [cpam/droits-fermes]", "fiches: [cpam/droits-fermes#droits-fermes]")
    )
    assert told(tree_in(right)) == []


def test_a_sheet_changed_since_the_review_is_told_with_the_places_that_rest_on_it() -> None:
    newer = sheet("cpam/attestation-droits", date(2025, 10, 20))
    line = line_of(text_of(VITALE), "fiches: [cpam/attestation-droits]")
    assert told(cpam__attestation_droits=newer) == [
        (
            "L04",
            line,
            "la fiche « cpam/attestation-droits » a changé le 20/10/2025 ; relisez les 2 endroits "
            "de l’arbre qui s’appuient dessus",
        )
    ]
    older = sheet("cpam/attestation-droits", date(2025, 10, 2))
    assert told(cpam__attestation_droits=older) == []


def test_sheets_no_tree_reaches_are_advice() -> None:
    alone = sheet("caf/aide")
    found = unreached_sheets([TREE], {**SHEETS, "caf/aide": alone})
    message = "la fiche « caf/aide » n’est atteinte par aucun arbre"
    assert found == (Problem("operators/caf/aide.md", 1, "L05", message, Level.ADVICE),)


def test_a_sub_tree_changed_since_the_review_is_told_with_the_trees_to_read_again() -> None:
    changed = {"commun/compte-en-ligne": date(2025, 10, 3)}
    (problem,) = check_library(TREE, SHEETS, TODAY, trees=[TREE], changed_on=changed)
    line = line_of(text_of(VITALE), "  compte:\n")
    assert (problem.code, problem.line, problem.message) == (
        "A06",
        line,
        "le sous-arbre « commun/compte-en-ligne » a changé depuis votre relecture du 02/10/2025 ; "
        "arbres à relire : cpam/carte-vitale",
    )


def test_a_tree_changed_after_its_review_is_told() -> None:
    changed = {"cpam/carte-vitale": date(2025, 10, 3)}
    (problem,) = check_library(TREE, SHEETS, TODAY, changed_on=changed)
    assert (problem.code, problem.line, problem.message) == (
        "V03",
        line_of(text_of(VITALE), "relu_le"),
        "l’arbre a été modifié après la relecture de l’opérateur (02/10/2025)",
    )
    same_day = {"cpam/carte-vitale": date(2025, 10, 2)}
    assert check_library(TREE, SHEETS, TODAY, changed_on=same_day) == ()


def test_a_tree_overdue_for_review_is_told_from_that_day_on() -> None:
    line = line_of(text_of(VITALE), "a_revoir_avant")
    message = "l’arbre était à revoir avant le 01/04/2026"
    assert told(today=date(2026, 3, 31)) == []
    assert told(today=date(2026, 4, 1)) == [("V04", line, message)]


# ---------------------------------------------------------------- vocabulary

DOCUMENTS = {"piece_identite", "photo_identite", "piece_identite_mandant", "copie_piece_identite"}
INBOXES = {"cpam": ["droits", "cartes", "urgences"], "msa": ["sante"]}


def test_the_example_speaks_the_vocabulary() -> None:
    assert check_vocabulary(TREE, DOCUMENTS, INBOXES) == ()
    assert check_vocabulary(TREE, None, None) == ()


def test_a_document_that_is_not_in_the_vocabulary_is_told() -> None:
    (problem,) = check_vocabulary(TREE, DOCUMENTS - {"copie_piece_identite"}, INBOXES)
    assert (problem.code, problem.line, problem.message) == (
        "I04",
        line_of(text_of(VITALE), "pieces: [copie_piece_identite"),
        "issue « commander_courrier » : la pièce « copie_piece_identite » n’est pas dans "
        "content/vocabulary/documents.yaml ; vouliez-vous dire « piece_identite » ?",
    )


@pytest.mark.parametrize("inboxes", [{**INBOXES, "msa": []}, {"cpam": INBOXES["cpam"]}])
def test_an_inbox_its_operator_does_not_have_is_told(inboxes: dict[str, list[str]]) -> None:
    (problem,) = check_vocabulary(TREE, DOCUMENTS, inboxes)
    assert (problem.code, problem.line, problem.message) == (
        "I06",
        line_of(text_of(VITALE), "file: msa/sante"),
        "issue « ref_msa » : la file « msa/sante » n’existe pas chez l’opérateur, "
        "ou n’a plus de titulaire",
    )


# ---------------------------------------------------------------- published before


def since(*changes: tuple[str, str]) -> list[tuple[str, int, str]]:
    text = with_changes(*changes)
    found = check_against_published(TREE, tree_in(text), 3)
    return [(p.code, p.line, p.message) for p in found]


def test_nothing_is_said_of_a_tree_that_stays_or_grows() -> None:
    assert since() == []
    assert (
        since(("      perdue:  ", "      cassee: { texte: Cassée, va: regime }\n      perdue:  "))
        == []
    )


def test_an_answer_that_has_gone_is_told_unless_renamed() -> None:
    gone = ("      msa:  ", "      agricole:  ")
    found = since(
        gone, ("{ si: { regime: msa }, va: ref_msa }", "{ si: { regime: agricole }, va: ref_msa }")
    )
    assert found == [
        (
            "V01",
            line_of(text_of(VITALE), "  regime:\n    demander"),
            "la réponse « msa » de « regime » était publiée et a disparu ; ajoutez-la dans "
            "« renommages » (3 visites en cours)",
        )
    ]
    renamed = (
        "debut: pour_qui\n",
        "debut: pour_qui\nrenommages: { reponses: { regime: { msa: agricole } } }\n",
    )
    removed = (
        "debut: pour_qui\n",
        'debut: pour_qui\nrenommages: { reponses: { regime: { msa: "" } } }\n',
    )
    assert since(gone, renamed) == []
    assert since(gone, removed) == []


def test_a_question_that_has_gone_is_told_once() -> None:
    (found,) = since(("  mise_a_jour_faite:\n", "  mise_a_jour:\n"))
    assert found[0] == "V01"
    assert found[2].startswith("la question « mise_a_jour_faite » était publiée et a disparu")
    renamed = (
        "debut: pour_qui\n",
        "debut: pour_qui\nrenommages: { questions: { mise_a_jour_faite: mise_a_jour } }\n",
    )
    assert since(("  mise_a_jour_faite:\n", "  mise_a_jour:\n"), renamed) == []


def test_an_id_that_changes_its_meaning_is_told() -> None:
    assert since(("texte: Elle est perdue", "texte: Je voudrais changer la photo")) == [
        (
            "V02",
            line_of(text_of(VITALE), "      perdue: "),
            "« situation.perdue » garde le même identifiant mais son texte a changé de sens "
            "(« Elle est perdue » → « Je voudrais changer la photo ») ; prenez un nouvel "
            "identifiant",
        )
    ]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("Elle est perdue", "Carte perdue", False),
        ("Rendez-vous médical", "Un rendez-vous chez le médecin", False),
        ("Permis ou carte grise", "Carte grise ou permis", False),
        ("J’ai des droits", "Je n’ai pas de droits", True),
        ("Oui", "Non", True),
        ("Hospitalisation", "Médicaments", True),
    ],
)
def test_a_change_of_wording_is_no_change_of_meaning(
    before: str, after: str, changed: bool
) -> None:
    assert means_otherwise(before, after) is changed


def test_an_answer_gone_from_a_sub_tree_is_told_in_its_own_file() -> None:
    account = with_changes(
        ('      non: { texte: "Non, ou pas', '      peu: { texte: "Non, ou pas'), path=ACCOUNT
    )
    (problem,) = check_against_published(TREE, tree_in(text_of(VITALE), account), 0)
    assert (problem.path, problem.line) == (ACCOUNT, line_of(account, "  a_l_aise:"))
    assert problem.message.startswith("la réponse « non » de « a_l_aise » était publiée")
