"""Every form of what an outcome gives becomes the value it means."""

from __future__ import annotations

import pytest

from kb_app.knowledge.content.model import Ending
from kb_app.knowledge.triage.model import Deadline, Desk, Item, Urgency
from kb_app.knowledge.triage.terms import TODAY, Span, Unit
from kb_app.knowledge.triage.terms import Test as Compares
from tests.knowledge.triage.tree_blocks import outcome


def test_an_outcome_may_depend_on_the_answers_in_all_it_gives() -> None:
    read = outcome(
        """\
        dire: [ { si: { q: a }, texte: Un }, { sinon: Deux } ]
        faire: [ Toujours, { texte: Parfois, si: { q: a } } ]
        pieces: [ identite, { piece: rib, si: { q: a } } ]
        fiches: [ cpam/carte, { fiche: commun/vol#papiers, si: { q: a } } ]
        en_attendant: [ { si: { q: a }, texte: Attestation } ]
        delai_usager: trois semaines
        operateur: hors_bouquet
        reprendre_a: q
        ne_pas_transmettre: [codes d'accès]
        sources: [ "Code, article 1", { titre: Site, adresse: https://ameli.fr } ]
        referent: { file: cpam/urgences, reponse_sous: 24 h, et_appeler: oui }
        """
    )
    when = read.do[1].condition
    assert isinstance(when, Compares)
    assert read.ending is Ending.REFERENT
    assert [(each.text, each.condition is None) for each in read.say] == [
        ("Un", False),
        ("Deux", True),
    ]
    assert [(each.text, each.condition is None) for each in read.do] == [
        ("Toujours", True),
        ("Parfois", False),
    ]
    assert [each.id for each in read.documents] == ["identite", "rib"]
    assert [each.id for each in read.sheets] == ["cpam/carte", "commun/vol#papiers"]
    assert isinstance(read.sheets[1], Item)
    assert read.sheets[1].condition is not None
    assert [each.text for each in read.meanwhile] == ["Attestation"]
    assert (read.delay, read.operator, read.resume_at) == ("trois semaines", "hors_bouquet", "q")
    assert read.not_to_send == ("codes d'accès",)
    assert read.sources == ("Code, article 1", "https://ameli.fr")
    assert read.desk == Desk("cpam/urgences", Span(24, Unit.HOURS), True, read.lines["referent"])
    assert read.lines["dire"] == read.line + 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("elevee", (Urgency("elevee"),)),
        ("{ niveau: immediate }", (Urgency("immediate"),)),
        ("[ elevee, { niveau: immediate } ]", (Urgency("elevee"), Urgency("immediate"))),
    ],
)
def test_urgency_has_three_forms(written: str, meant: tuple[Urgency, ...]) -> None:
    assert outcome(f"urgence: {written}").urgencies == meant


def test_deadlines_are_one_or_several() -> None:
    (one,) = outcome("echeance: { dans: 21 jours, depuis: q, libelle: Revenir }").deadlines
    assert (one.within, one.since, one.label) == (Span(21, Unit.DAYS), "q", "Revenir")
    first, second = outcome(
        "echeance: [ { dans: 1 an, depuis: aujourd_hui, si: { q: a } }, { dans: 72 h, depuis: q } ]"
    ).deadlines
    assert isinstance(first, Deadline)
    assert first.condition is not None
    assert (first.since, first.label, second.within) == (TODAY, "Échéance", Span(72, Unit.HOURS))
