"""gunicorn around the application: one master that reads the library, workers that share it."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from kb_app.web.app import create_app
from kb_app.web.house import House

THREADS = 2
"""Threads a worker: enough to hide slow lines, few enough for Python's one lock."""


_TOO_LONG = (
    "<!doctype html><html lang=fr><meta charset=utf-8><title>Adresse trop longue</title>"
    "<h1>Adresse trop longue</h1><p>Cette adresse est trop longue pour être lue. Revenez en "
    "arrière et raccourcissez ce qui a été tapé : une recherche tient en 200 caractères.</p>"
    '<p><a href="/">Aller à l’accueil</a></p>'
).encode()


class Worker(ThreadWorker):  # type: ignore[misc]
    """A worker that refuses in French what never reaches the application."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine | LimitRequestHeaders):
            super().handle_error(req, client, addr, exc)
            return
        head = (
            "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\n"
            "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Security-Policy: default-src 'none'\r\nCache-Control: no-store\r\n"
            f"Content-Length: {len(_TOO_LONG)}\r\n\r\n"
        )
        write_nonblock(client, head.encode() + _TOO_LONG)


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
            "worker_class": Worker,
            "threads": THREADS,
            "preload_app": True,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": 10,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "proc_name": "relais",
            # One more door, at one path for every instance of the same user.
            "control_socket_disable": True,
            "post_fork": self._start_worker,
            "worker_exit": self._end_worker,
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
        self._house.activity.follow()
        self._house.readings.follow()
        self._house.feedback.follow()

    def _end_worker(self, _arbiter: Arbiter, _worker: Worker) -> None:
        self._house.activity.flush()
        self._house.readings.flush()
