"""Requests per second of real pages, as shares of a bare Flask page under the same gunicorn."""

from __future__ import annotations

import random
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

from bench.asked import questions
from bench.figures import Figure, Skip
from bench.instance import Client, corpus, environment, free_port, kb, serving
from kb_app.knowledge.search.evaluate import read_rows
from kb_app.web.server import THREADS

ROUNDS = 5
SECONDS = 3
ASKED = 500
"""Different questions people typed, put in turn."""
TYPED = 2_000
"""Different beginnings of titles and of questions, asked in turn as they are typed."""
SEED = 20261125
_LONGEST_TYPED = 25
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
            searches = _in_turn(folder / "searches.lua", "/recherche?q=", questions(ASKED))
            beginnings = _in_turn(folder / "typed.lua", "/recherche/suggestions?q=", _typed())
            rates: dict[str, list[float]] = {"hello": [], "sheet": [], "search": [], "suggest": []}
            for _ in range(ROUNDS):
                rates["hello"].append(_wrk(f"{hello}/"))
                sheet = "/fiches/cpam/carte-vitale-perdue-ou-volee"
                rates["sheet"].append(_wrk(client.base + sheet, client))
                rates["search"].append(_wrk(client.base, client, searches))
                rates["suggest"].append(_wrk(client.base, client, beginnings))
    median = {page: statistics.median(found) for page, found in rates.items()}
    share = {page: 100 * median[page] / median["hello"] for page in median}
    return [
        Figure("bare Flask page, requests a second", median["hello"], "req/s"),
        Figure("signed-in sheet page, share of the bare page", share["sheet"], "%", at_least=15),
        Figure("result page, questions people typed", median["search"], "req/s"),
        Figure("result page, share of the bare page", share["search"], "%", at_least=5),
        Figure("suggestions, beginnings of all lengths", median["suggest"], "req/s"),
        Figure("suggestions, share of the bare page", share["suggest"], "%", at_least=16),
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


def _typed() -> list[str]:
    """Return what a box holds at some moment while a title or a question is typed in it."""
    chance = random.Random(SEED)
    texts = [row["title"] for row in read_rows(corpus() / "sheets.jsonl")] + questions(ASKED)
    chosen = [chance.choice(texts) for _ in range(TYPED)]
    return [text[: chance.randint(2, _LONGEST_TYPED)] for text in chosen]


def _in_turn(script: Path, address: str, texts: list[str]) -> Path:
    """Write the wrk script that asks for the address followed by one text, then by another."""
    paths = ", ".join(f'"{address}{quote(text)}"' for text in texts)
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
