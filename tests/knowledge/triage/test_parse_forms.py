"""Every form of the format becomes the value it means, with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kb_app.knowledge.content.fix import fix
from kb_app.knowledge.triage.model import (
    Calculation,
    Call,
    Function,
    Question,
    QuestionType,
    Renaming,
    Wording,
)
from kb_app.knowledge.triage.reading.parse import parse
from kb_app.knowledge.triage.terms import TODAY, Moment, Span, Unit
from tests.knowledge.triage.tree_blocks import file_with, question
from tests.trees import tree_file

VITALE = "operators/cpam/trees/carte-vitale.yaml"
ACCOUNT = "operators/commun/trees/compte-en-ligne.yaml"
EXAMPLE = Path(__file__).parent / "example"
CONTENT = Path(__file__).parents[3] / "content"


@pytest.mark.parametrize("path", [VITALE, ACCOUNT])
def test_the_example_of_the_format_has_no_problem(path: str) -> None:
    reading = parse(path, (EXAMPLE / path).read_text("utf-8"))
    assert reading.problems == ()
    assert reading.file is not None
    assert not reading.unsound


def test_every_shipped_tree_is_read_without_a_problem() -> None:
    for path in CONTENT.glob("operators/*/trees/*.yaml"):
        if ".cases." not in path.name:
            reading = parse(path.relative_to(CONTENT).as_posix(), path.read_text("utf-8"))
            assert reading.problems == (), path


def test_the_header_says_who_wrote_it_and_until_when_it_holds() -> None:
    file = file_with(
        more="""\
            version: 3
            fiche: cpam/carte-vitale#perte
            mots_cles: [carte verte, vol]
            situations: [sante, papiers]
            redige_par: formation-cpam
            relu_par: referent-cpam
            relu_le: 2025-10-02
            a_revoir_avant: 2026-04-01
            valide_du: 2026-01-01
            valide_jusqu_au: 2026-12-31
            renommages:
              questions: { ancien: nouveau, retire: }
              reponses: { q: { vieux: a } }
              issues: { fin: seul }
        """
    )
    assert file.id == "cpam/essai"
    assert file.sheet == "cpam/carte-vitale#perte"
    assert file.visitor_words == ("carte verte", "vol")
    assert file.situations == ("sante", "papiers")
    assert (file.written_by, file.reviewed_by) == ("formation-cpam", "referent-cpam")
    assert (file.reviewed_on, file.review_before) == (date(2025, 10, 2), date(2026, 4, 1))
    assert (file.valid_from, file.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert file.lines["mots_cles"] == 7
    assert file.renaming == Renaming(
        {"ancien": "nouveau", "retire": ""}, {"q": {"vieux": "a"}}, {"fin": "seul"}
    )


def test_outside_a_library_the_file_says_whose_it_is() -> None:
    text = (EXAMPLE / VITALE).read_text("utf-8")
    reading = parse("/tmp/carte-vitale.yaml", text)
    assert reading.problems == ()
    assert reading.file is not None
    assert reading.file.id == "cpam/carte-vitale"


def test_a_subtree_declares_parameters_and_exits() -> None:
    file = tree_file((EXAMPLE / ACCOUNT).read_text("utf-8"), ACCOUNT)
    assert file.is_subtree
    assert file.parameters == ("service",)
    assert file.exits == ("connecte_seul", "connecte_aide", "impossible")
    asked = file.questions["a_l_aise"]
    assert isinstance(asked, Question)
    assert [option.target for option in asked.options] == [
        "sortie.connecte_seul",
        "sortie.connecte_aide",
    ]


def test_a_call_keeps_its_exits_and_their_lines() -> None:
    call = tree_file((EXAMPLE / VITALE).read_text("utf-8"), VITALE).questions["compte"]
    assert isinstance(call, Call)
    assert call.subtree == "commun/compte-en-ligne"
    assert call.parameters == {"service": "compte ameli"}
    assert call.exits["impossible"] == "commander_courrier"
    assert (call.line, call.lines["impossible"]) == (124, 130)


def test_alerts_and_calculations() -> None:
    file = file_with(
        more="""\
            alertes: [ { si: { q: a }, va: contact } ]
            calculs:
              total: { somme: [q, 12] }
              jours: { jours_depuis: q }
        """
    )
    (alert,) = file.alerts
    assert (alert.target, alert.line) == ("contact", 5)
    assert file.calculations == {
        "total": Calculation("total", Function.SUM, ("q", "12"), 7),
        "jours": Calculation("jours", Function.DAYS_SINCE, ("q",), 8),
    }


def test_a_choice_offers_its_options_in_the_authors_order() -> None:
    asked = question(
        """\
        aide: Une aide.
        fiche: cpam/carte
        reponses:
          perte_emploi:
          neuf: Un texte à soi
          autre: { texte: Autre, definition: Le reste, va: seul, si: { q: neuf } }
        """
    )
    assert (asked.id, asked.type, asked.line) == ("q", QuestionType.CHOICE, 6)
    assert (asked.help, asked.sheet) == ("Une aide.", "cpam/carte")
    assert asked.path == "operators/cpam/trees/essai.yaml"
    job, new, other = asked.options
    assert (job.text, job.target, job.line) == ("Perte emploi", None, 10)
    assert new.text == "Un texte à soi"
    assert (other.definition, other.target) == ("Le reste", "seul")
    assert other.condition is not None


def test_yes_or_no_has_both_answers_even_when_one_is_written() -> None:
    asked = question("type: oui_non\nreponses: { non: { texte: Pas encore } }")
    assert [(option.id, option.text) for option in asked.options] == [
        ("non", "Pas encore"),
        ("oui", "Oui"),
    ]


def test_a_step_is_done_or_impossible_and_always_known() -> None:
    asked = file_with("q: { type: etape, demander: Appelez, puis: [ { sinon: seul } ] }").questions[
        "q"
    ]
    assert isinstance(asked, Question)
    assert [option.id for option in asked.options] == ["fait", "impossible"]
    assert asked.unknown is None


def test_several_choices_may_exclude_one_another() -> None:
    asked = question(
        "type: choix_multiple\nvide: permis\n"
        "reponses: { a: A, aucun: { texte: Rien, exclusif: oui } }"
    )
    assert asked.may_be_empty
    assert [option.exclusive for option in asked.options] == [False, True]


def test_numbers_have_bounds_as_the_french_write_them() -> None:
    asked = question("type: montant\nunite: €\nmin: 0,5\nmax: 1 200")
    assert (asked.unit, asked.minimum, asked.maximum) == ("€", Decimal("0.5"), Decimal(1200))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("aujourd_hui", Moment(TODAY)),
        ("2026-01-31", Moment(date(2026, 1, 31))),
        ("aujourd_hui - 2 mois", Moment(TODAY, Span(-2, Unit.MONTHS))),
        ("aujourd_hui -2 mois", Moment(TODAY, Span(-2, Unit.MONTHS))),
        ("autre+1 an", Moment("autre", Span(1, Unit.YEARS))),
        ("{ il_y_a: 2 ans }", Moment(TODAY, Span(-2, Unit.YEARS))),
        ("{ dans: 3 semaines }", Moment(TODAY, Span(3, Unit.WEEKS))),
    ],
)
def test_dates_have_bounds_fixed_or_counted_from_today(written: str, meant: Moment) -> None:
    asked = question(f"type: date\napres: {written}\navant: {written}")
    assert asked.after == asked.before == meant


def test_what_is_read_aloud_may_depend_on_the_answers() -> None:
    asked = question(
        """\
        type: texte_court
        demander:
          - { si: { q: a }, texte: Un }
          - { sinon: Deux }
        """
    )
    first, last = asked.prompts
    assert (first.text, first.line) == ("Un", 9)
    assert first.condition is not None
    assert last == Wording("Deux", None, 10)


def test_rules_keep_their_order_and_do_not_know_may_be_forbidden() -> None:
    asked = question(
        """\
        type: code_postal
        ne_sait_pas: interdit
        puis:
          - { si: { q: 47000 }, va: seul }
          - { sinon: contact }
        """
    )
    assert asked.unknown is None
    assert [(rule.target, rule.condition is None, rule.line) for rule in asked.rules] == [
        ("seul", False, 10),
        ("contact", True, 11),
    ]


def test_fixing_mends_a_tree_as_it_does_a_sheet() -> None:
    broken = (EXAMPLE / VITALE).read_text("utf-8")
    for before, after in (
        ("demander: Que s'est-il passé", "demander: Carte : que s'est-il passé"),
        ("titre: Caisse hors bouquet", "titre: Caisse n° #3 hors bouquet"),
        ("    unite: ans", "\tunite: ans"),
    ):
        assert before in broken
        broken = broken.replace(before, after)
    assert {problem.code for problem in parse(VITALE, broken).problems} == {"Y01", "Y03", "Y05"}
    # Trees nest deeper than sheets, which has to hide nothing.
    deep = "{ pas: " * 10 + "{ regime: msa }" + " }" * 10
    broken = broken.replace("si: { regime: msa }, va: ref_msa", f"si: {deep}, va: ref_msa")
    fixed = fix(VITALE, broken)
    reading = parse(VITALE, fixed)
    assert reading.problems == ()
    assert reading.file is not None
    asked = reading.file.questions["situation"]
    assert isinstance(asked, Question)
    assert asked.prompts[0].text == "Carte : que s'est-il passé avec la carte ?"
    assert reading.file.outcomes["autre_caisse"].title.startswith("Caisse n° #3")
    assert fix(VITALE, fixed) == fixed
