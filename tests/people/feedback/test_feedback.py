"""An agent says what is wrong, the owner of the page answers, the agent is told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from kb_app.database import audit
from kb_app.errors import InvalidInput, NotFound, TooManyTries, WrongState
from kb_app.people.accounts.model import Account, Role
from kb_app.people.feedback import feedback
from kb_app.people.feedback.feedback import KEPT_FOR, MOST_A_DAY, Feedback
from kb_app.people.feedback.model import Kind, Passage, Report, State
from kb_app.people.feedback.words import LONGEST_SAID, PersonalData, kept_quote
from tests.people.accounts.people_at_work import Clock
from tests.people.authoring.newsroom import someone

RSA = "operators/caf/demander-le-rsa.md"
VITALE = "operators/cpam/carte-vitale.md"
CONDITIONS = Passage(RSA, 3, "s-conditions", "Avoir 25 ans")


@dataclass
class Desk:
    engine: Engine
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.feedback = Feedback(self.engine, self.clock)
        self.agent = someone(self.engine, "agent", Role.AGENT)
        self.other = someone(self.engine, "autre", Role.AGENT)
        self.caf = someone(self.engine, "caf", Role.OPERATOR, "caf")
        self.cpam = someone(self.engine, "cpam", Role.OPERATOR, "cpam")
        self.trainer = someone(self.engine, "formatrice", Role.TRAINER)

    def says(
        self,
        text: str = "Le site dit 26 ans",
        passage: Passage = CONDITIONS,
        kind: Kind = Kind.WRONG,
        by: Account | None = None,
    ) -> Report:
        return self.feedback.report(by or self.agent, passage, kind, text)

    def waiting(self, account: Account) -> list[str]:
        return [report.text for report in self.feedback.waiting(account)]

    def told(self) -> tuple[Report, ...]:
        return self.feedback.of(self.agent.id)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_a_report_reaches_the_owner_of_the_page_and_nobody_elses(desk: Desk) -> None:
    desk.says("pour la CAF")
    desk.says("pour la CPAM", Passage(VITALE, 1, "", ""))
    assert desk.waiting(desk.caf) == ["pour la CAF"]
    assert desk.waiting(desk.cpam) == ["pour la CPAM"]
    assert sorted(desk.waiting(desk.trainer)) == ["pour la CAF", "pour la CPAM"]
    assert desk.waiting(desk.agent) == []
    counted = [desk.feedback.to_answer(a) for a in (desk.caf, desk.trainer, desk.agent)]
    assert counted == [1, 2, 0]


def test_what_is_kept_is_the_passage_its_version_and_the_words(desk: Desk) -> None:
    report = desk.says()
    assert desk.feedback.waiting(desk.caf) == (report,)
    assert report.passage == CONDITIONS
    assert (report.state, report.answer, report.news) == (State.OPEN, "", False)


def test_the_agent_is_told_what_became_of_it_until_they_have_seen_it(desk: Desk) -> None:
    report = desk.says()
    assert desk.feedback.unseen(desk.agent.id) == 0
    desk.feedback.answer(desk.caf, [report.id], State.UNDER_WAY, "On vérifie")
    assert desk.feedback.unseen(desk.agent.id) == 1
    desk.feedback.see(desk.agent.id)
    assert desk.feedback.unseen(desk.agent.id) == 0
    desk.feedback.answer(desk.trainer, [report.id], State.CORRECTED, "")
    assert desk.feedback.unseen(desk.agent.id) == 1
    assert desk.feedback.unseen(desk.other.id) == 0
    (mine,) = desk.told()
    assert (mine.state, mine.answer, mine.answered_by) == (
        State.CORRECTED,
        "On vérifie",
        desk.trainer.id,
    )
    assert desk.feedback.waiting(desk.caf) == ()
    assert desk.feedback.settled(desk.caf, 5) == (mine,)
    assert desk.feedback.settled(desk.cpam, 5) == ()


def test_the_same_passage_reported_by_several_is_answered_once(desk: Desk) -> None:
    ids = [desk.says().id, desk.says("Moi aussi", by=desk.other).id]
    desk.feedback.answer(desk.caf, ids, State.DECLINED, "C’est bien 25 ans")
    assert desk.feedback.unseen(desk.agent.id) == desk.feedback.unseen(desk.other.id) == 1


def test_outside_of_ones_section_a_report_does_not_exist(desk: Desk) -> None:
    mine, theirs = desk.says("x"), desk.says("y", Passage(VITALE, 1))
    acts: list[Callable[[list[str]], object]] = [
        lambda ids: desk.feedback.answer(desk.caf, ids, State.CORRECTED, ""),
        lambda ids: desk.feedback.hand_over(desk.caf, ids, CONDITIONS, str),
    ]
    for act in acts:
        for ids in ([theirs.id], [mine.id, theirs.id], ["inconnu"]):
            with pytest.raises(NotFound):
                act(ids)
        with pytest.raises(InvalidInput, match="Cochez"):
            act([])
    assert {report.state for report in desk.feedback.waiting(desk.trainer)} == {State.OPEN}


def test_a_closed_report_is_not_answered_twice(desk: Desk) -> None:
    report = desk.says()
    desk.feedback.answer(desk.caf, [report.id], State.CORRECTED, "")
    with pytest.raises(WrongState):
        desk.feedback.answer(desk.trainer, [report.id], State.DECLINED, "Non")
    with pytest.raises(WrongState):
        desk.feedback.hand_over(desk.trainer, [report.id], Passage(VITALE, 1), str)


def test_a_refusal_says_why(desk: Desk) -> None:
    report = desk.says()
    with pytest.raises(InvalidInput, match="pourquoi"):
        desk.feedback.answer(desk.caf, [report.id], State.DECLINED, "  ")


def test_handed_over_it_is_the_other_owners_without_the_words_of_the_page(desk: Desk) -> None:
    report = desk.says("Cela concerne l’Assurance maladie")
    card = Passage("operators/cpam/operator.yaml", 2)
    desk.feedback.hand_over(desk.caf, [report.id], card, lambda path: f"[de {path}]")
    assert desk.waiting(desk.caf) == []
    (moved,) = desk.feedback.waiting(desk.cpam)
    assert moved.passage == card
    assert moved.text == f"Cela concerne l’Assurance maladie\n\n[de {RSA}]"


def test_said_twice_it_is_kept_once(desk: Desk) -> None:
    assert desk.says() == desk.says()
    assert len(desk.told()) == 1
    desk.says(passage=replace(CONDITIONS, anchor="s-pieges"))
    assert len(desk.told()) == 2


def test_one_account_reports_so_many_times_a_day(desk: Desk) -> None:
    for number in range(MOST_A_DAY):
        desk.says(f"essai {number}")
    with pytest.raises(TooManyTries) as refusal:
        desk.says("un de plus")
    assert refusal.value.retry_after == 15 * 3600  # it is nine
    desk.says("une autre personne", by=desk.other)
    desk.clock.wait(hours=15)
    desk.says("le lendemain")


@pytest.mark.parametrize(
    ("kind", "passage"),
    [(Kind.MISSING, CONDITIONS), (Kind.WRONG, Passage(RSA, 3)), (Kind.UNCLEAR, Passage(RSA, 3))],
)
def test_words_are_needed_where_the_passage_says_nothing(
    desk: Desk, kind: Kind, passage: Passage
) -> None:
    with pytest.raises(InvalidInput, match="en quelques mots"):
        desk.says(" ", passage, kind)
    desk.says("", CONDITIONS, Kind.OUTDATED)


@pytest.mark.parametrize(
    "text",
    ["Mme rappelle au 06 12 34 56 78", "née le 3 mai 1961", "2 61 05 75 056 123 45", "a@b.fr"],
)
def test_what_names_a_person_is_kept_nowhere(desk: Desk, text: str) -> None:
    with pytest.raises(PersonalData) as refusal:
        desk.says(text)
    assert "masqué" in refusal.value.text
    assert desk.told() == ()
    desk.says(refusal.value.text)
    report = desk.told()[0]
    with pytest.raises(PersonalData):
        desk.feedback.answer(desk.caf, [report.id], State.CORRECTED, text)


def test_a_quote_of_the_page_keeps_its_numbers_another_text_does_not() -> None:
    source = "**Mairie** : 05 55 20 11 22,\nde 9 h à 12 h"
    assert kept_quote("Mairie :\u00a005 55 20 11 22", source) == "Mairie :\u00a005 55 20 11 22"
    assert "masqué" in kept_quote("Mme Martin 06 12 34 56 78", source)
    assert len(kept_quote("long " * 900, source)) == 300
    assert kept_quote("a\u202eb\x00c", "") == "abc"


def test_a_text_too_long_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="abrégez"):
        desk.says("a" * (LONGEST_SAID + 1))
    desk.says("a" * LONGEST_SAID)


def test_answers_are_in_the_audit_log_without_their_words(desk: Desk) -> None:
    report = desk.says("motsecret")
    desk.feedback.answer(desk.caf, [report.id], State.DECLINED, "autresecret")
    with desk.engine.connect() as connection:
        (entry,) = audit.entries(connection)
    assert (entry.account_id, entry.subject, entry.number) == (desk.caf.id, RSA, 3)
    assert entry.detail == "sans_suite"


# Retention


def test_a_closed_report_is_deleted_with_its_time_and_the_journal_says_how_many(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    waits, under_way, corrected, declined = (desk.says(word) for word in ("a", "b", "c", "d"))
    desk.feedback.answer(desk.caf, [under_way.id], State.UNDER_WAY, "On vérifie")
    desk.feedback.answer(desk.caf, [corrected.id], State.CORRECTED, "")
    desk.clock.at += timedelta(days=1)
    desk.feedback.answer(desk.caf, [declined.id], State.DECLINED, "C’est bien 25 ans")
    desk.clock.at += KEPT_FOR - timedelta(days=1, seconds=1)
    assert desk.feedback.purge() == 0
    desk.clock.at += timedelta(seconds=1)
    with caplog.at_level(logging.INFO):
        assert desk.feedback.purge() == 1
    assert "1 rows past retention deleted" in caplog.text
    assert {report.id for report in desk.told()} == {waits.id, under_way.id, declined.id}
    desk.clock.at += timedelta(days=3 * 365)
    assert desk.feedback.purge() == 1
    # What waits for an answer waits, however long.
    assert {report.id for report in desk.told()} == {waits.id, under_way.id}
    with desk.engine.connect() as connection:
        found = audit.newest(connection, 5, action=audit.PURGE)
    assert [(each.account_id, each.subject, each.detail) for each in found] == [
        (None, "signalements", "1 au bout de leur durée")
    ] * 2


def test_more_than_one_transaction_holds_are_deleted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "_AT_ONCE", 2)
    for word in "abcde":
        desk.feedback.answer(desk.caf, [desk.says(word).id], State.CORRECTED, "")
    desk.clock.at += KEPT_FOR
    assert desk.feedback.purge() == 5
    assert desk.told() == ()
