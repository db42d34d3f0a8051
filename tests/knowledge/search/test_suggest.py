from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.search.fields import FIELDS
from kb_app.knowledge.search.model import Scope
from kb_app.knowledge.search.suggest import Suggester
from tests.knowledge.search.search_factories import WORDS, entry
from tests.timing import seconds

SUGGESTER = Suggester(
    [
        entry(
            "vitale", title="Carte Vitale perdue", visitor_words=("carte verte", "vol carte sécu")
        ),
        entry("grise", title="Certificat d’immatriculation", visitor_words=("carte grise",)),
        entry("apl", title="Demander l’aide au logement", visitor_words=("apl", "aide au loyer")),
        entry("cases", title="Écarter un litige", visitor_words=()),
    ]
)


def texts(typed: str, limit: int = 8) -> list[str]:
    return [suggestion.text for suggestion in SUGGESTER.complete(typed, limit)]


def test_titles_come_first_then_visitors_words_then_words_inside() -> None:
    assert texts("carte") == ["Carte Vitale perdue", "carte grise"]
    assert texts("c") == ["Carte Vitale perdue", "Certificat d’immatriculation"]
    assert texts("aide") == ["aide au loyer"]
    assert texts("logement") == ["Demander l’aide au logement"]


def test_a_document_is_proposed_once_however_many_of_its_texts_start_so() -> None:
    assert [s.path for s in SUGGESTER.complete("carte")] == ["vitale", "grise"]
    assert [s.path for s in SUGGESTER.complete("carte", limit=1)] == ["vitale"]


@pytest.mark.parametrize("typed", ["aide au l", "AIDE AU LO", "l'aide au", "L’aide", "  aide  au"])
def test_accents_case_and_apostrophes_do_not_matter(typed: str) -> None:
    assert [s.title for s in SUGGESTER.complete(typed)] == ["Demander l’aide au logement"]


def test_a_leading_article_is_forgiven() -> None:
    assert texts("une carte g") == ["carte grise"]


def test_a_typed_space_ends_the_word() -> None:
    assert texts("cart ") == []
    assert "carte grise" in texts("carte ")


@pytest.mark.parametrize("typed", ["", " ", "*", "zzz", "arte", "\x00", "a" * 500, "\ud800"])
def test_what_starts_no_word_completes_nothing(typed: str) -> None:
    assert texts(typed) == []


def test_a_suggestion_says_what_it_leads_to() -> None:
    (found,) = SUGGESTER.complete("apl")
    assert (found.path, found.title, found.operator, found.ending) == (
        "apl", "Demander l’aide au logement", "caf", "autonomie",
    )  # fmt: skip


def test_what_is_reserved_to_agents_completes_for_agents_only() -> None:
    fields = tuple(replace(f, completes=True) if f.scope is Scope.AGENT else f for f in FIELDS)
    suggester = Suggester([entry(agent_body="zyzzyva interne")], fields=fields)
    assert suggester.complete("zyz", scope=Scope.PUBLIC) == ()
    assert [s.text for s in suggester.complete("zyz", scope=Scope.AGENT)] == ["zyzzyva interne"]
    assert Suggester([entry(agent_body="zyzzyva")]).complete("zyz", scope=Scope.AGENT) == ()


@given(st.text(max_size=60))
def test_any_text_may_be_typed(typed: str) -> None:
    assert len(SUGGESTER.complete(typed)) <= 8


def test_two_thousand_sheets_complete_within_the_time_of_a_keystroke() -> None:
    random = Random(1)

    def phrase() -> str:
        return " ".join(random.choices(WORDS, k=5))

    suggester = Suggester(
        entry(str(n), title=phrase(), visitor_words=tuple(phrase() for _ in range(7)))
        for n in range(2285)
    )
    for typed in ("c", "ca", "carte g", "l", "e"):
        assert len(suggester.complete(typed)) == 8
        assert seconds(partial(suggester.complete, typed), 0.03) < 0.03


def test_a_past_question_completes_with_the_document_it_led_to() -> None:
    sheets = [entry("vitale", title="Carte Vitale perdue"), entry("apl", title="Aide au logement")]
    suggester = Suggester(
        sheets, {"vitale": ["carte de sécu volée"], "gone": ["carte de fidélité"]}
    )
    assert [(s.text, s.path) for s in suggester.complete("carte de")] == [
        ("carte de sécu volée", "vitale")
    ]
