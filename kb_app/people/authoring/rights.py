"""Who may do what to a draft: where it stands, and who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kb_app.knowledge.content.kinds import folder_of
from kb_app.people.accounts.model import Account, Permission, may
from kb_app.people.authoring.model import MOVES, Action, Draft

_NEEDS: Mapping[Action, Permission] = {action: need for (_, action), (_, need) in MOVES.items()}


def may_at(account: Account, permission: Permission, path: str) -> bool:
    """Say whether the account has the permission for the document at that path.

    The vocabulary is nobody's own: only who has the permission everywhere has it there.
    """
    return may(account, permission, operator_of(path))


def operator_of(path: str) -> str | None:
    """Return the operator whose section the path is in; None for what all operators share."""
    return folder_of(path) if path.startswith("operators/") else None


def barred(account: Account, bundle: Sequence[Draft], action: Action) -> str | None:
    """Return why the account may not do that to drafts it sees at least one of, in a sentence.

    None when it may. Whether the action is possible in their state is another question.
    """
    need = _NEEDS[action]
    allowed = [may_at(account, need, draft.path) for draft in bundle]
    if not any(allowed):
        return "Votre rôle ne permet pas de le faire ici."
    if not all(allowed):
        return (
            "Ce texte se publie avec d’autres, qui ne sont pas de votre périmètre : une personne "
            "qui peut tous les relire s’en charge."
        )
    rule = _RULES.get(action)
    return rule(account, bundle) if rule else None


def _not_ones_own(account: Account, bundle: Sequence[Draft]) -> str | None:
    if any(account.id == draft.author_id for draft in bundle):
        return "Vous êtes l’auteur : une autre personne doit relire."
    if any(account.id in draft.writers for draft in bundle):
        return "Vous avez écrit une partie du texte : une autre personne doit relire."
    return None


def _by_someone_else(account: Account, bundle: Sequence[Draft]) -> str | None:
    hurried = [draft.last(Action.PUBLISH_URGENT) for draft in bundle]
    published = any(move.account_id == account.id for move in hurried if move)
    if published or any(account.id in draft.writers for draft in bundle):
        return "Vous avez écrit ou publié ce texte : une autre personne doit l’approuver."
    return None


def _by_author_or_publisher(account: Account, bundle: Sequence[Draft]) -> str | None:
    publishes = all(may_at(account, Permission.DRAFT_PUBLISH, draft.path) for draft in bundle)
    if publishes or all(account.id == draft.author_id for draft in bundle):
        return None
    return "Seuls l’auteur et les personnes qui publient ici peuvent retirer ce brouillon."


_RULES: Mapping[Action, Callable[[Account, Sequence[Draft]], str | None]] = {
    Action.PUBLISH: _not_ones_own,
    Action.APPROVE: _by_someone_else,
    Action.DROP: _by_author_or_publisher,
}
