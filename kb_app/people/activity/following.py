"""What waits in memory written every second, and what is past its retention deleted every day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date

from sqlalchemy.exc import SQLAlchemyError

from kb_app.errors import Unavailable

_log = logging.getLogger(__name__)


class Following:
    """A thread that ends with the process; while the disk refuses, what is to purge waits."""

    def __init__(
        self,
        name: str,
        every: float,
        flush: Callable[[], None],
        purge: Callable[[], int],
        today: Callable[[], date],
    ) -> None:
        """`every` is in seconds."""
        self._name, self._every = name, every
        self._flush, self._purge, self._today = flush, purge, today
        self._purged_on: date | None = None

    def start(self) -> None:
        threading.Thread(target=self._follow, name=self._name, daemon=True).start()

    def _follow(self) -> None:
        pause = threading.Event()
        while not pause.wait(self._every):
            self._flush()
            self._purge_each_day()

    def _purge_each_day(self) -> None:
        """Purge unless it was tried today already."""
        today = self._today()
        if self._purged_on == today:
            return
        self._purged_on = today
        try:
            self._purge()
        except (Unavailable, SQLAlchemyError) as error:
            _log.warning("%s past retention stay for now: %s", self._name, type(error).__name__)
