"""How long until a publication is on its page, and in the results, of every worker."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.instance import Client, corpus, environment, kb, serving

ROUNDS = 8
SAME = 40
"""Answers in a row, on new connections, that must agree before every worker is held to."""


def run() -> list[Figure]:
    pages, results = [], []
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        folder = Path(name)
        env = environment(folder)
        kb(env, "import", str(corpus() / "sheets.jsonl"), "--operator", "reprise")
        kb(env, "import", env["KB_CONTENT"])
        with serving(env) as client:
            client.sign_in()
            for number in range(1, ROUNDS + 1):
                word = f"zorglub{number}"
                sheet = _sheet(folder, word)
                kb(env, "import", str(sheet))
                published = time.perf_counter()
                address = f"/fiches/caf/essai-{word}"
                pages.append(_everywhere(client, address, word) - published)
                results.append(_everywhere(client, f"/recherche?q={word}", address) - published)
    return [
        Figure("published, then on its page in every worker (median)", median(pages), "s"),
        Figure("published, then on its page in every worker (worst)", max(pages), "s", at_most=2),
        Figure("published, then found in every worker (worst)", max(results), "s", at_most=2),
    ]


def _sheet(folder: Path, word: str) -> Path:
    file = folder / "files" / "operators" / "caf" / f"essai-{word}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    number = word.removeprefix("zorglub")
    file.write_text(
        f"---\ncode: ESSAI-{number}\ntitre: Essai {word}\nresume: Une fiche pour mesurer.\n"
        "issue_habituelle: autonomie\nvalide_du: 2026-01-01\na_revoir_avant: 2030-01-01\n---\n"
        "## En bref\n\nRien à faire.\n",
        encoding="utf-8",
    )
    return file


def _everywhere(client: Client, path: str, sign: str) -> float:
    """Return when the first of SAME agreeing answers came."""
    started = since = time.perf_counter()
    agreeing = 0
    while agreeing < SAME:
        before = time.perf_counter()
        if before - started > 60:
            raise TimeoutError(path)
        if sign not in _page(client, path):
            agreeing = 0
            continue
        since = before if agreeing == 0 else since
        agreeing += 1
    return since


def _page(client: Client, path: str) -> str:
    try:
        return client.get(path, {"Connection": "close"})
    except OSError:
        return ""
