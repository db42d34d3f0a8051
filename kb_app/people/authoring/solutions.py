"""Failed searches solved: the texts that a trainer's proposal writes, reviewed like any other."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import partial, reduce

from kb_app.errors import InvalidInput, RelaisError
from kb_app.knowledge.content import edits
from kb_app.knowledge.search.analysis import fold
from kb_app.library.library import Library
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.model import Account
from kb_app.people.activity.activity import Activity
from kb_app.people.activity.model import (
    Action,
    AddSynonym,
    LinkSheet,
    Proposal,
    ProposalState,
    Way,
)
from kb_app.people.activity.words import publishable
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import Action as DraftAction
from kb_app.people.authoring.model import Draft, NewText, State

MOST_CASES = 6
"""Wordings of a group that become search cases with a synonym: the most asked."""

_TWICE = "Une autre proposition attendait déjà pour cette recherche."
_WITHDRAWN = "La recherche a été remise à traiter."
_RENEWED = "Repris à partir de ce qui a été publié entre-temps."

_log = logging.getLogger(__name__)


class Solutions:
    """Proposals whose state is that of the drafts they wrote: the two cannot disagree."""

    def __init__(
        self, library: Library, accounts: Accounts, activity: Activity, authoring: Authoring
    ) -> None:
        self._library = library
        self._accounts = accounts
        self._activity = activity
        self._authoring = authoring

    def propose(self, account: Account, action: Action, wordings: Sequence[str]) -> Proposal:
        """Keep a proposal, having submitted the texts that it writes, as one bundle.

        Asking for a sheet and setting aside write none. Raises InvalidInput when the texts cannot
        be written or say it all already, WrongState when another proposal waits.
        """
        texts = self._texts(action, wordings)
        if not texts:
            return self._activity.propose(action, wordings, account.id)
        draft = self._authoring.start_together(account, texts, _reason(wordings))[0]
        try:
            proposal = self._activity.propose(action, wordings, account.id, draft.id)
        except RelaisError:
            self._authoring.drop(account, draft.id, _TWICE)
            raise
        self._authoring.submit(account, draft.id)
        return proposal

    def withdraw(self, account: Account, proposal: Proposal) -> None:
        """Drop a proposal with its drafts. Raises WrongState when it is settled already."""
        if proposal.draft_id:
            self._authoring.drop(account, proposal.draft_id, _WITHDRAWN)
        else:
            self._activity.settle(proposal.id, ProposalState.DROPPED)

    def renew(self) -> None:
        """Write again, from the last versions, the texts in review that a publication overtook.

        Most proposals add to the same file of search cases: without this, each one published
        would stop all the others. They keep their author; texts that someone touched since, or
        that can no longer be written, stay as they are, for people to see to.
        """
        for proposal in self._activity.proposals(ProposalState.PROPOSED):
            try:
                self._renew(proposal)
            except RelaisError as trouble:
                _log.warning("proposal %d is not renewed: %s", proposal.id, type(trouble).__name__)

    def _renew(self, proposal: Proposal) -> None:
        author = self._accounts.with_id(proposal.account_id)
        drafts = self._bundle(author, proposal.draft_id)
        if not (drafts and all(map(_is_untouched, drafts)) and any(map(self._is_stale, drafts))):
            return
        texts = self._texts(proposal.action, proposal.wordings)
        self._authoring.drop(author, drafts[0].id, _RENEWED)
        reason = _reason(proposal.wordings)
        draft = self._authoring.start_together(author, texts, reason)[0]
        self._activity.rewrite(proposal.id, draft.id)
        self._authoring.submit(author, draft.id)

    def _bundle(self, author: Account, draft_id: str | None) -> tuple[Draft, ...]:
        for bundle in self._authoring.bundles(author) if draft_id else ():
            if any(draft.id == draft_id for draft in bundle.drafts):
                return bundle.drafts
        return ()

    def _is_stale(self, draft: Draft) -> bool:
        newest = self._library.newest(draft.path)
        return (newest[0].number if newest else 0) != draft.base

    def _texts(self, action: Action, wordings: Sequence[str]) -> list[NewText]:
        match action:
            case LinkSheet(path):
                said = tuple(filter(publishable, wordings))
                if not said:
                    raise InvalidInput(
                        "Ces formulations cachent un numéro ou une adresse : elles ne peuvent pas "
                        "devenir des mots du public."
                    )
                words = partial(edits.with_visitor_words, words=said, fold=fold)
                return self._changed({path: words, **self._cases(path, said)})
            case AddSynonym(words, targets, way, sheet):
                if not all(map(publishable, (words, *targets))):
                    raise InvalidInput("Un synonyme ne contient ni long numéro ni adresse.")
                said = tuple(filter(publishable, wordings))[:MOST_CASES]
                synonyms = partial(_with_synonym, words=words, targets=targets, way=way)
                asked = self._cases(sheet, said) if sheet else {}
                return self._changed({edits.SYNONYMS: synonyms, **asked})
            case _:
                return []

    def _cases(self, path: str, questions: Iterable[str]) -> dict[str, partial[str]]:
        sheet = self._library.snapshot().sheets.get(path)
        if sheet is None:
            raise InvalidInput("La fiche choisie n’est plus publiée : choisissez-en une autre.")
        codes = (sheet.document.code,)
        cases = [(question, codes) for question in questions]
        return {edits.SEARCH_CASES: partial(edits.with_search_cases, cases=cases, fold=fold)}

    def _changed(self, changes: Mapping[str, partial[str]]) -> list[NewText]:
        """Return the last text of each path once changed, those that stay the same left out."""
        found = []
        for path, change in changes.items():
            newest = self._library.newest(path)
            before = newest[1] if newest else ""
            if (text := change(before)) != before:
                found.append(NewText(path, text, newest[0].number if newest else 0))
        if not found:
            raise InvalidInput("La bibliothèque dit déjà tout cela : il n’y a rien à ajouter.")
        return found


def _is_untouched(draft: Draft) -> bool:
    in_review = draft.state is State.IN_REVIEW
    return in_review and draft.revision == 1 and draft.last(DraftAction.SEND_BACK) is None


def _with_synonym(text: str, words: str, targets: Sequence[str], way: Way) -> str:
    match way:
        case Way.BOTH:
            return edits.with_synonyms(text, (words, *targets), fold)
        case Way.ONE:
            return edits.with_expansion(text, words, targets, fold)
        case Way.FORMER_NAME:
            return reduce(
                lambda made, name: edits.with_former_name(made, words, name, fold), targets, text
            )


def _reason(wordings: Sequence[str]) -> str:
    """Return the reason of the versions: the question most asked of those that may be told."""
    said = next(filter(publishable, wordings), "")
    return f"Recherche sans réponse : « {said} »" if said else "Recherche sans réponse"
