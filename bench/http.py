"""Requests per second of real pages, as shares of a bare Flask page under the same gunicorn."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.figures import Figure, Skip
from bench.instance import Client, corpus, environment, free_port, kb, serving
from kb_app.web.server import THREADS

ROUNDS = 5
SECONDS = 3
SEARCHES = ("conge parental", "rupture conventionnelle", "carte grise", "preavis demission")
_HELLO = """
from flask import Flask
app = Flask(__name__)
@app.get("/")
def hello():
    return "hello"
"""


def run() -> list[Figure]:
    if not shutil.which("wrk"):
        raise Skip("wrk is not installed (apt-get install wrk)")
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        folder = Path(name)
        env = environment(folder)
        kb(env, "import", str(corpus() / "sheets.jsonl"), "--operator", "reprise")
        kb(env, "import", env["KB_CONTENT"])
        with _hello(folder) as hello, serving(env) as client:
            client.sign_in()
            script = _searches(folder)
            rates: dict[str, list[float]] = {"hello": [], "sheet": [], "search": [], "suggest": []}
            for _ in range(ROUNDS):
                rates["hello"].append(_wrk(f"{hello}/"))
                sheet = "/fiches/cpam/carte-vitale-perdue-ou-volee"
                rates["sheet"].append(_wrk(client.base + sheet, client))
                rates["search"].append(_wrk(client.base, client, script))
                suggest = "/recherche/suggestions?q=cart"
                rates["suggest"].append(_wrk(client.base + suggest, client))
    median = {page: statistics.median(found) for page, found in rates.items()}
    share = {page: 100 * median[page] / median["hello"] for page in median}
    return [
        Figure("bare Flask page, requests a second", median["hello"], "req/s"),
        Figure("signed-in sheet page, share of the bare page", share["sheet"], "%", at_least=15),
        Figure("result page, share of the bare page", share["search"], "%", at_least=2),
        Figure("suggestions, share of the bare page", share["suggest"], "%"),
    ]


@contextmanager
def _hello(folder: Path) -> Iterator[str]:
    """Serve the bare page under the gunicorn settings of `web/server.py`."""
    (folder / "hello.py").write_text(_HELLO, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "hello:app", "--chdir", str(folder)]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread"]
    command += ["--threads", str(THREADS), "--keep-alive", "15", "--preload"]
    command += ["--no-control-socket", "--log-level", "warning"]
    process = subprocess.Popen(command)
    try:
        Client(f"http://127.0.0.1:{port}").wait(process, path="/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _searches(folder: Path) -> Path:
    """Write the wrk script that asks different questions in turn."""
    paths = ", ".join(f'"/recherche?q={quote(q)}"' for q in SEARCHES)
    script = folder / "searches.lua"
    script.write_text(
        f"local p = {{{paths}}}\nlocal n = 0\n"
        "request = function()\n  n = n + 1\n"
        "  return wrk.format(nil, p[n % #p + 1])\nend\n",
        encoding="utf-8",
    )
    return script


def _wrk(url: str, client: Client | None = None, script: Path | None = None) -> float:
    """Return the requests a second; every answer must be a success."""
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS}s", url]
    command += ["-H", f"Cookie: {client.cookie}"] if client else []
    command += ["-s", str(script)] if script else []
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in out, out
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", out)[0])
