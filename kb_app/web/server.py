"""gunicorn around the application: one master that reads the library, workers that share it."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from kb_app.web.app import create_app
from kb_app.web.house import House

THREADS = 4
"""Threads a worker: enough to hide slow lines, few enough for Python's one lock."""


class Server(BaseApplication):  # type: ignore[misc]
    """`Server(house).run()` serves until it is told to stop."""

    def __init__(self, house: House, **options: Any) -> None:
        self._house = house
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        settings = self._house.settings
        options = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": settings.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": 10,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "proc_name": "relais",
            "post_fork": self._start_worker,
        }
        for name, value in (options | self._options).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Read the library once, before the workers part and share its memory."""
        self._house.library.snapshot()
        return create_app(self._house)

    def _start_worker(self, _arbiter: Arbiter, _worker: Worker) -> None:
        # Connections do not survive a fork; the worker opens its own.
        self._house.engine.dispose(close=False)
        self._house.finder.follow()
