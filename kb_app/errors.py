"""What can go wrong, as a tree: rooms raise these, `web/errors.py` alone knows HTTP.

Messages are French sentences for the person in front of the screen; they say what to do.
"""

from __future__ import annotations


class RelaisError(Exception):
    """Anything the application refuses or cannot do; `str(error)` may be shown to a reader."""


class NotFound(RelaisError):
    """There is nothing here, or nothing this reader may know of."""


class Refused(RelaisError):
    """The reader sees this but may not do that."""


class InvalidInput(RelaisError):
    """What was typed or sent cannot be read; nothing was done."""


class TooManyTries(RelaisError):
    """The same account or address tried too often; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class WrongState(RelaisError):
    """What was asked is not possible where things stand now; someone may have acted before."""


class EditConflict(RelaisError):
    """Someone published since the text one started from.

    `base` is the version number the writer started from (0 for none), `theirs` and `mine` are
    the two whole texts, so that neither is lost.
    """

    def __init__(self, path: str, base: int, latest: int, theirs: str, mine: str) -> None:
        super().__init__(
            f"« {path} » a changé pendant que vous l’écriviez : la version {latest} a été publiée "
            f"après la version {base} dont vous êtes parti. Comparez les deux textes."
        )
        self.path = path
        self.base = base
        self.latest = latest
        self.theirs = theirs
        self.mine = mine


class Unavailable(RelaisError):
    """The disk or the database refuses to write for now; reading goes on."""
