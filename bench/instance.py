"""A running server in temporary folders, and a browser-like client to talk to it."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Skip

ROOT = Path(__file__).resolve().parents[1]
KB = Path(sys.executable).with_name("kb")
AGENT = ("agent@demo", "trois chaises rouges")


def corpus() -> Path:
    """Return the folder of real sheets beside the project."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        raise Skip("the measuring corpus is not beside the project")
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    return os.environ | {
        "KB_INSTANCE": str(folder / "instance"),
        "KB_INDEX": str(folder / "index"),
        "KB_CONTENT": str(ROOT / "content"),
        "KB_PORT": str(free_port()),
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kb(env: dict[str, str], *arguments: str) -> float:
    """Run a command to its end and return the seconds it took."""
    started = time.perf_counter()
    subprocess.run([KB, *arguments], env=env, check=False, capture_output=True, timeout=600)
    return time.perf_counter() - started


@contextmanager
def serving(env: dict[str, str], command: str = "demo") -> Iterator[Client]:
    """Serve until the block ends; yield a client once the first page answers."""
    process = start(env, command)
    try:
        client = Client(f"http://127.0.0.1:{env['KB_PORT']}")
        client.wait(process)
        yield client
    finally:
        stop(process, signal.SIGTERM)


def start(env: dict[str, str], command: str = "demo") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [KB, command],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send the signal to the server and all its workers, and wait until they are gone."""
    if process.poll() is None:
        os.killpg(process.pid, how)
    process.wait(timeout=120)


class Client:
    """Keeps cookies and follows redirections, like a browser without pictures."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, headers: dict[str, str] | None = None) -> str:
        return self.raw(path, headers).decode()

    def raw(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        request = urllib.request.Request(self.base + path, headers=headers or {})
        with self._opener.open(request, timeout=60) as answer:
            return bytes(answer.read())

    def wait(
        self, process: subprocess.Popen[bytes], path: str = "/connexion", seconds: float = 120
    ) -> None:
        """Wait for the first page; raises TimeoutError, or RuntimeError if the server died."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.get(path)
                return
            except (urllib.error.URLError, ConnectionError):
                if process.poll() is not None:
                    raise RuntimeError("the server stopped") from None
                time.sleep(0.01)
        raise TimeoutError("no page was served")

    def sign_in(self, login: str = AGENT[0], password: str = AGENT[1]) -> None:
        page = self.get("/connexion")
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        form = {"login": login, "password": password, "csrf_token": token}
        body = urllib.parse.urlencode(form).encode()
        with self._opener.open(self.base + "/connexion", body, timeout=60) as answer:
            answer.read()
        assert "Mon compte" in self.get("/"), "not signed in"

    @property
    def cookie(self) -> str:
        return "; ".join(f"{c.name}={c.value}" for c in self.cookies)
