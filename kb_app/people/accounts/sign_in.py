"""The door: throttle, verify, open a session, in that order and in the same time for all.

Tries that fail are told to the server's own log, without what was typed nor from where: people
type passwords in the wrong box. The audit log, kept for ever, is not told of sign-ins: it would
say when each agent works. What changes an account is in it.
"""

from __future__ import annotations

import logging
from datetime import datetime

from kb_app.errors import InvalidInput, Refused, TooManyTries
from kb_app.people.accounts import passwords
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.model import Account
from kb_app.people.accounts.sessions import Sessions, Token
from kb_app.people.accounts.throttle import Throttle

_log = logging.getLogger(__name__)


class WrongCredentials(Refused):
    """The login and the password do not open a session; never says which, nor why."""


class Door:
    """Signs people in, and lets them change their own password."""

    def __init__(self, accounts: Accounts, sessions: Sessions, throttle: Throttle) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._throttle = throttle

    def sign_in(self, login: str, password: str, address: str, user_agent: str) -> Token:
        """Return the token of a new session.

        `address` is only counted, never kept. Raises TooManyTries, or WrongCredentials alike
        for an unknown login, a wrong password, a disabled account and a demonstration account
        outside demonstration mode.
        """
        tried = self._admit(login, address)
        account, kept = self._accounts.credentials(login) or (None, None)
        # Verified even for nobody: the answer must take as long.
        if not passwords.verify(kept, password) or account is None or kept is None:
            _log.warning("sign-in failed: %s", f"account {account.id}" if account else "nobody")
            raise _wrong()
        if passwords.needs_rehash(kept):
            old, kept = kept, passwords.hash_password(password)
            self._accounts.replace_hash(account.id, old, kept)
        token = self._open(account, kept, user_agent)
        self._throttle.forgive(login, address, tried)
        return token

    def change_password(
        self, account: Account, current: str, new: str, address: str, user_agent: str
    ) -> Token:
        """Replace the password, end every session, and return the token of a new one.

        Tries at the current password count as tries to sign in. Raises TooManyTries,
        WrongCredentials when the current password is not that one, InvalidInput when the new
        one is weak or the same.
        """
        self._admit(account.login, address)
        _, kept = self._accounts.credentials(account.login) or (None, None)
        if not passwords.verify(kept, current):
            _log.warning("password change failed: account %d", account.id)
            raise WrongCredentials("Le mot de passe actuel n’est pas le bon.")
        if passwords.verify(kept, new):
            raise InvalidInput("Le nouveau mot de passe est le même que l’actuel.")
        changed = self._accounts.set_password(account.id, new, by=account.id)
        return self._open(account, changed, user_agent)

    def _admit(self, login: str, address: str) -> datetime:
        try:
            return self._throttle.admit(login, address)
        except TooManyTries:
            _log.warning("sign-in refused: too many tries")
            raise

    def _open(self, account: Account, password_hash: str, user_agent: str) -> Token:
        token = self._sessions.open(account.id, password_hash, user_agent)
        if token is None:
            _log.warning("sign-in failed: account %d", account.id)
            raise _wrong()
        _log.info("signed in: account %d", account.id)
        return token


def _wrong() -> WrongCredentials:
    return WrongCredentials(
        "Identifiant ou mot de passe incorrect. Vérifiez les deux ; "
        "en cas d’oubli, votre administrateur peut donner un nouveau mot de passe."
    )
