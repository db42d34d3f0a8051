"""Many editors at one document through two server processes: nothing is lost, nothing is twice."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from bench.editors import PATH, Editor, prepare, small_content, text_of
from bench.figures import Figure
from bench.instance import environment, kb, serving
from kb_app.config import read_settings
from kb_app.library import chain
from kb_app.web.house import House, open_house
from tests import postgres

EDITORS = 50
SAVES = 20


def run() -> list[Figure]:
    """Race on SQLite, and on PostgreSQL where it is installed."""
    figures = race("SQLite", EDITORS, SAVES)
    if folder := postgres.binaries():
        with postgres.running(folder) as server, postgres.Database(server, "template1") as url:
            figures += race("PostgreSQL", EDITORS, SAVES, KB_DATABASE_URL=url)
    return figures


def race(name: str, editors: int, saves: int, **settings: str) -> list[Figure]:
    """Publish on one document, then save one draft; raise AssertionError on any loss."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        content = small_content(Path(folder) / "content")
        env = environment(Path(folder), KB_WORKERS="2", **settings)
        env["KB_CONTENT"] = str(content)
        kb(env, "import", str(content))
        logins = prepare(env, editors)
        house = open_house(read_settings(env))
        try:
            with serving(env, "serve"), ExitStack() as open_now:
                crew = [Editor(int(env["KB_PORT"]), login) for login in logins]
                for editor in crew:
                    open_now.callback(editor.close)
                published = _published(house, crew, saves)
                saved = _saved(house, crew, saves)
        finally:
            house.engine.dispose()
    attempts = editors * saves
    return [
        _figure(f"{name}: publications tried at once on one document", attempts),
        _figure("accepted, each once in one chain", published[303]),
        _figure("refused (409), each given back whole", published[409]),
        _figure(f"{name}: saves tried at once of one draft", attempts),
        _figure("accepted, each a revision", saved[303]),
        _figure("refused (409), each given back whole", saved[409]),
    ]


def _figure(name: str, value: int) -> Figure:
    return Figure(name, value, "", at_least=1)


def _published(house: House, crew: list[Editor], saves: int) -> Counter[int]:
    """Let everyone write and have published, by the next one, as many texts as said."""
    ends: dict[str, int] = {}
    # A reader has one browser: two threads do not share it.
    locks = [threading.Lock() for _ in crew]

    def work(number: int) -> None:
        other = (number + 1) % len(crew)
        for n in range(saves):
            word = f"e{number}x{n}z"
            with locks[number]:
                ends[word], address = _submit(crew[number], word)
            if ends[word] == 303:
                with locks[other]:
                    ends[word] = _publish(crew[other], address, word)
            if ends[word] == 409:
                with locks[number]:
                    assert crew[number].post(f"{address}/retrait").status == 303

    _together(work, len(crew))
    accepted = {word for word, status in ends.items() if status == 303}
    history = house.library.history(PATH)
    assert chain.first_break(history) is None
    texts = [house.library.version(PATH, version.number)[1] for version in history[1:]]
    assert sorted(texts) == sorted(text_of(word) for word in accepted)
    assert house.audit_log.verify().breaks == []
    return _all_told(ends.values(), len(crew) * saves)


def _submit(author: Editor, word: str) -> tuple[int, str]:
    """Write a draft of the newest version and submit it; return how it ended, and the address of
    its review. Overtaken already, it is refused and given back.
    """
    begun = author.post("/redaction/modifier", path=PATH, motif=word)
    assert begun.status == 303, begun
    sent = author.post(begun.location, texte=text_of(word), revision="1", geste="relecture")
    assert sent.status in (303, 409), sent
    assert sent.status == 303 or sent.gives_back(word), (word, sent.page)
    return sent.status, f"/relecture/{begun.location.rpartition('/')[2]}"


def _publish(other: Editor, address: str, word: str) -> int:
    review = other.get(address)
    assert review.status == 200
    answer = other.post(f"{address}/publication", vu=review.field("vu"))
    assert answer.status != 409 or answer.gives_back(word), (word, answer.page)
    return answer.status


def _saved(house: House, crew: list[Editor], saves: int) -> Counter[int]:
    """Let everyone save the same draft, each over the text they last saw."""
    begun = crew[0].post("/redaction/modifier", path=PATH, motif="à plusieurs")
    ends: list[tuple[str, int]] = []

    def work(number: int) -> None:
        editor = crew[number]
        seen = editor.get(begun.location).field("revision")
        for n in range(saves):
            word = f"s{number}x{n}z"
            answer = editor.post(begun.location, texte=text_of(word), revision=seen)
            ends.append((word, answer.status))
            if answer.status == 409:
                assert answer.gives_back(word), (word, answer.page)
                seen = answer.field("revision")
            else:
                seen = str(int(seen) + 1)

    _together(work, len(crew))
    counted = _all_told([status for _, status in ends], len(crew) * saves)
    chief = house.accounts.everyone()[0]
    draft, text = house.authoring.draft(chief, begun.location.rpartition("/")[2])
    assert draft.revision == 1 + counted[303]
    assert text in {text_of(word) for word, status in ends if status == 303}
    return counted


def _together(work: Callable[[int], None], number: int) -> None:
    with ThreadPoolExecutor(number) as pool:
        for done in [pool.submit(work, n) for n in range(number)]:
            done.result()


def _all_told(statuses: Iterable[int], attempts: int) -> Counter[int]:
    counted = Counter(statuses)
    assert counted[303] + counted[409] == attempts, counted
    return counted
