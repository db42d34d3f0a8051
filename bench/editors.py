"""People who write and publish through the pages of a running server, and texts to tell apart."""

from __future__ import annotations

import html
import http.client
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from kb_app.config import read_settings
from kb_app.people.accounts.model import Role
from kb_app.web.house import open_house

PATH = "operators/epreuve/la-fiche.md"
PASSWORD = "sept bouilloires bleues"
_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"\s+")
_CARD = """nom: Organisme d’épreuve
sigle: OE
noms_du_public: [l’épreuve]
genre: local
domaines: []
presentation: Pour mesurer.
"""


def small_content(folder: Path) -> Path:
    """Write a library of one card and one sheet; return its folder."""
    for path, text in (("operators/epreuve/operator.yaml", _CARD), (PATH, text_of("depart"))):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def text_of(word: str) -> str:
    """Return a sound sheet whose every line says the word, so that a torn one would show."""
    lines = "\n\n".join(f"Ligne {n} de {word}." for n in range(20))
    return (
        f"---\ncode: EPR-1\ntitre: Épreuve {word}\nresume: Résumé {word}.\n"
        "issue_habituelle: autonomie\nvalide_du: 2026-01-01\na_revoir_avant: 2030-01-01\n"
        f"---\n## En bref\n\n{lines}\n"
    )


def lines_of(word: str) -> list[str]:
    """Return what a page that gives the text back shows of it, whatever its form."""
    return [f"Épreuve {word}", f"Résumé {word}.", *(f"Ligne {n} de {word}." for n in range(20))]


class Answer(NamedTuple):
    status: int
    location: str
    page: str

    def gives_back(self, word: str) -> bool:
        """Say whether every line of the text is on the page."""
        plain = _BLANK.sub(" ", html.unescape(_TAG.sub("", self.page)))
        return all(line in plain for line in lines_of(word))

    def field(self, name: str) -> str:
        """Return the value of the first hidden field of that name, empty without one."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.page)
        return html.unescape(found[1]) if found else ""


class Editor:
    """A signed-in trainer, on one connection; not shared between threads."""

    def __init__(self, port: int, login: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookie = ""
        self._token = self.get("/connexion").field("csrf_token")
        entered = self.post("/connexion", login=login, password=PASSWORD)
        assert entered.status == 303, entered.status
        self._token = self.get("/compte/mot-de-passe").field("csrf_token")

    def close(self) -> None:
        self._connection.close()

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None)

    def post(self, address: str, **form: str) -> Answer:
        return self._ask("POST", address, urlencode(form | {"csrf_token": self._token}))

    def _ask(self, method: str, address: str, body: str | None) -> Answer:
        headers = {"Cookie": self._cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # Kept open too long without a word: asked again, as a browser does before a page.
            self._connection.close()
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
        page = answer.read().decode()
        if cookie := answer.headers.get("Set-Cookie"):
            self._cookie = cookie.partition(";")[0]
        return Answer(answer.status, answer.headers.get("Location", ""), page)


def prepare(env: dict[str, str], editors: int) -> list[str]:
    """Create the trainers of an instance whose library is imported; return their logins."""
    house = open_house(read_settings(env))
    logins = [f"editeur{n}@example.fr" for n in range(editors)]
    for login in logins:
        house.accounts.create(login, login, Role.TRAINER, PASSWORD)
    house.engine.dispose()
    return logins
