"""Proposals about failed searches that write texts: reviewed, settled and renewed with them."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from kb_app.errors import InvalidInput, WrongState
from kb_app.knowledge.content.edits import SEARCH_CASES, SYNONYMS
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.activity.activity import Activity
from kb_app.people.activity.model import (
    Action,
    AddSynonym,
    AskForSheet,
    LinkSheet,
    Proposal,
    ProposalState,
    SetAside,
    Way,
)
from kb_app.people.authoring.fates import fates
from kb_app.people.authoring.model import Draft, State
from kb_app.people.authoring.solutions import Solutions
from tests.factories import TODAY, sheet_text
from tests.people.authoring.newsroom import RSA, VITALE, Newsroom

KEPT_FOR = timedelta(days=400)
CARD = AddSynonym("carte verte", ("carte vitale",), Way.BOTH)


class Desk(Newsroom):
    """The newsroom, where searches fail and are solved."""

    def __post_init__(self) -> None:
        super().__post_init__()
        settled = partial(fates, timezone=UTC)
        self.activity = Activity(self.engine, lambda: TODAY, KEPT_FOR, settled)
        accounts = Accounts(self.engine, self.clock, "Relais")
        self.solutions = Solutions(self.library, accounts, self.activity, self.authoring)

    def propose(self, action: Action, *wordings: str) -> Proposal:
        self.library.refresh()
        return self.solutions.propose(self.rose, action, wordings or ("papier bleu",))

    def texts(self, proposal: Proposal) -> dict[str, str]:
        drafts = self.drafts_of(proposal)
        return {d.path: self.authoring.draft(self.chef, d.id)[1] for d in drafts}

    def drafts_of(self, proposal: Proposal) -> tuple[Draft, ...]:
        bundles = self.authoring.bundles(self.chef)
        [found] = [b.drafts for b in bundles if proposal.draft_id in {d.id for d in b.drafts}]
        return found

    def proposal(self, id: int) -> Proposal:
        [found] = [each for each in self.activity.proposals() if each.id == id]
        return found

    def publish_one(self, proposal: Proposal) -> None:
        self.publish(self.noe, self.drafts_of(proposal)[0])


@pytest.fixture
def desk(sqlite_engine: Engine) -> Desk:
    return Desk(sqlite_engine)


def test_linking_a_sheet_writes_its_words_and_a_case_to_be_read_together(desk: Desk) -> None:
    proposal = desk.propose(LinkSheet(VITALE), "papier bleu", "le papier bleu")
    assert proposal.state is ProposalState.PROPOSED
    texts = desk.texts(proposal)
    assert texts.keys() == {VITALE, SEARCH_CASES}
    assert "papier bleu, le papier bleu]" in texts[VITALE]
    assert texts[SEARCH_CASES] == (
        "cas:\n  - question: papier bleu\n    codes: [CPAM-02]\n"
        "  - question: le papier bleu\n    codes: [CPAM-02]\n"
    )
    assert {draft.state for draft in desk.drafts_of(proposal)} == {State.IN_REVIEW}
    assert {draft.author_id for draft in desk.drafts_of(proposal)} == {desk.rose.id}


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (CARD, "groupes:\n  - [carte verte, carte vitale]\n"),
        (AddSynonym("apl", ("aide", "loyer"), Way.ONE), "vers:\n  apl: [aide, loyer]\n"),
        (
            AddSynonym("assedic", ("France Travail",), Way.FORMER_NAME),
            "anciens_noms:\n  - ancien: assedic\n    nouveau: France Travail\n",
        ),
    ],
)
def test_each_kind_of_synonym_is_written_where_it_belongs(
    desk: Desk, action: AddSynonym, text: str
) -> None:
    proposal = desk.propose(action)
    assert desk.texts(proposal) == {SYNONYMS: text}


@pytest.mark.parametrize("action", [AskForSheet("caf", "Titre", ""), SetAside("")])
def test_asking_and_setting_aside_write_no_text(desk: Desk, action: Action) -> None:
    assert desk.propose(action).draft_id is None
    assert desk.authoring.bundles(desk.chef) == ()


@pytest.mark.parametrize("wording", ["dossier 12345", "dossier …", "0612345678", "12 34 56"])
def test_a_wording_that_hides_or_holds_a_number_goes_into_no_text(desk: Desk, wording: str) -> None:
    with pytest.raises(InvalidInput, match="cachent un numéro"):
        desk.propose(LinkSheet(VITALE), wording)
    with pytest.raises(InvalidInput, match="long numéro"):
        desk.propose(AddSynonym(wording, ("carte",), Way.ONE))
    texts = desk.texts(desk.propose(LinkSheet(VITALE), wording, "papier bleu"))
    assert not any(wording in text for text in texts.values())
    assert all("papier bleu" in text for text in texts.values())


def test_what_the_library_says_already_is_not_proposed(desk: Desk) -> None:
    desk.publish_one(desk.propose(CARD))
    with pytest.raises(InvalidInput, match="dit déjà tout cela"):
        desk.propose(CARD, "autre chose")
    assert desk.authoring.bundles(desk.chef) == ()


def test_a_proposal_stands_where_its_drafts_stand(engine: Engine) -> None:
    desk = Desk(engine)
    proposal = desk.propose(LinkSheet(VITALE))
    desk.authoring.send_back(desk.noe, proposal.draft_id or "", "pas celle-là")
    assert desk.proposal(proposal.id).state is ProposalState.PROPOSED
    desk.authoring.submit(desk.rose, proposal.draft_id or "")
    desk.clock.wait(days=2)
    desk.publish_one(proposal)
    done = desk.proposal(proposal.id)
    assert (done.state, done.settled_on) == (ProposalState.DONE, date(2026, 11, 24))
    assert desk.activity.proposals(ProposalState.PROPOSED) == ()
    desk.propose(LinkSheet(RSA))  # the same question again: nothing waits any more


def test_dropping_any_of_its_drafts_drops_the_proposal(desk: Desk) -> None:
    proposal = desk.propose(LinkSheet(VITALE))
    last = desk.drafts_of(proposal)[-1]
    assert last.id != proposal.draft_id
    desk.authoring.drop(desk.noe, last.id)
    assert desk.proposal(proposal.id).state is ProposalState.DROPPED


def test_an_urgent_publication_settles_it_on_its_day_not_that_of_approval(desk: Desk) -> None:
    proposal = desk.propose(CARD)
    [draft] = desk.drafts_of(proposal)
    desk.hurry(desk.noe, draft)
    desk.clock.wait(days=3)
    desk.authoring.approve(desk.chef, draft.id)
    assert desk.proposal(proposal.id).settled_on == date(2026, 11, 22)


def test_the_day_it_is_settled_is_that_of_the_house(desk: Desk) -> None:
    proposal = desk.propose(CARD)
    desk.clock.wait(hours=14)  # 23:00 UTC
    desk.publish_one(proposal)
    with desk.engine.connect() as connection:
        ids = [proposal.draft_id or ""]
        [fate] = fates(connection, ids, ZoneInfo("Europe/Paris")).values()
    assert fate.on == date(2026, 11, 23)


def test_nothing_but_its_drafts_settles_a_proposal(desk: Desk) -> None:
    proposal = desk.propose(CARD)
    with pytest.raises(WrongState, match="leur relecture"):
        desk.activity.settle(proposal.id, ProposalState.DONE)


def test_withdrawing_drops_the_drafts_until_they_are_published(desk: Desk) -> None:
    proposal = desk.propose(CARD)
    desk.solutions.withdraw(desk.noe, proposal)
    assert desk.proposal(proposal.id).state is ProposalState.DROPPED
    other = desk.propose(CARD)
    desk.publish_one(other)
    with pytest.raises(WrongState):
        desk.solutions.withdraw(desk.noe, other)


def test_of_two_proposals_about_one_question_the_second_leaves_no_draft(desk: Desk) -> None:
    first = desk.propose(LinkSheet(VITALE))
    with pytest.raises(WrongState, match="attend déjà"):
        desk.propose(LinkSheet(RSA))
    assert [p.id for p in desk.activity.proposals()] == [first.id]
    assert len(desk.authoring.bundles(desk.chef)) == 1


def test_a_proposal_settled_with_its_drafts_is_forgotten_with_its_time(desk: Desk) -> None:
    proposal = desk.propose(CARD)
    old = Activity(
        desk.engine,
        lambda: TODAY + KEPT_FOR + timedelta(days=1),
        KEPT_FOR,
        partial(fates, timezone=UTC),
    )
    old.purge()
    assert desk.activity.proposals() != ()
    desk.publish_one(proposal)
    old.purge()
    assert desk.activity.proposals() == ()


def test_texts_overtaken_by_a_publication_are_written_again_in_their_author_s_name(
    engine: Engine,
) -> None:
    desk = Desk(engine)
    first, second = desk.propose(LinkSheet(VITALE), "bleu"), desk.propose(LinkSheet(RSA), "rose")
    desk.publish_one(first)
    desk.solutions.renew()
    renewed = desk.proposal(second.id)
    assert renewed.draft_id != second.draft_id
    assert desk.authoring.draft(desk.chef, second.draft_id or "")[0].state is State.DROPPED
    assert "question: bleu" in desk.texts(renewed)[SEARCH_CASES]
    assert {draft.author_id for draft in desk.drafts_of(renewed)} == {desk.rose.id}
    desk.publish_one(renewed)
    assert desk.proposal(second.id).state is ProposalState.DONE
    assert desk.versions(SEARCH_CASES) == [1, 2]


def test_texts_that_nothing_overtook_are_left_as_they_are(desk: Desk) -> None:
    first, second = desk.propose(CARD, "bleu"), desk.propose(LinkSheet(RSA), "rose")
    desk.publish_one(first)
    desk.solutions.renew()
    assert desk.proposal(second.id) == second


def test_texts_that_someone_touched_are_never_written_over(desk: Desk) -> None:
    first, second, third, last = (
        desk.propose(LinkSheet(RSA), word) for word in ("un", "deux", "trois", "quatre")
    )
    written = desk.drafts_of(second)[0]
    desk.authoring.send_back(desk.noe, written.id, "à préciser")
    desk.authoring.save(desk.rose, written.id, sheet_text(title="À la main"), 1)
    desk.authoring.submit(desk.rose, written.id)
    for waiting in (third, last):
        desk.authoring.send_back(desk.noe, waiting.draft_id or "", "non")
    desk.authoring.submit(desk.rose, last.draft_id or "", "si")
    desk.publish_one(first)
    desk.solutions.renew()
    assert [desk.proposal(each.id) for each in (second, third, last)] == [second, third, last]


def test_texts_that_can_no_longer_be_written_stay_for_people_to_see(desk: Desk) -> None:
    gone = {"motif": "Fin", "remplacee_par": RSA}
    first, second = desk.propose(LinkSheet(RSA), "bleu"), desk.propose(LinkSheet(VITALE), "rose")
    text = sheet_text("CPAM-02", "Carte Vitale perdue", retrait=gone)
    desk.publish(desk.noe, desk.submitted(desk.rose, VITALE, text))
    desk.publish_one(first)
    desk.library.refresh()
    desk.solutions.renew()
    assert desk.proposal(second.id) == second
