"""A sheet of the filled house, of which a test publishes version after version."""

from __future__ import annotations

from itertools import count

from flask.testing import FlaskClient

from kb_app.knowledge.content.versioning import with_version
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts.model import Account, Role
from kb_app.web.house import House
from tests.factories import sheet_text
from tests.web import hidden

NEWS = "/nouveautes"
BODY = "## En bref\n\nDemander en ligne.\n\n## Conditions\n\nAvoir 25 ans.\n\n## Pièges\n\nAucun.\n"
_numbers = count(1)


class Sheet:
    """A sheet of the filled house, of which the test publishes version after version."""

    def __init__(self, house: House, operator: str = "caf", body: str = BODY, **keys: object):
        self._house = house
        self.code = f"NEWS-{next(_numbers)}"
        self.path = f"operators/{operator}/{self.code.lower()}.md"
        self.address = f"/fiches/{operator}/{self.code.lower()}"
        self.title = f"Fiche {self.code}"
        self.number = 0
        self.body = body
        self.becomes(**keys)

    def text(self, **keys: object) -> str:
        body = str(keys.pop("body", self.body))
        keys.setdefault("title", self.title)
        return sheet_text(self.code, body=body, **keys)  # type: ignore[arg-type]

    def becomes(self, **keys: object) -> None:
        text = self.text(**keys)
        if self.number:
            text = with_version(self.path, text, self.number)
        report = import_texts(
            self._house.library, incoming({self.path: text}), f"motif {self.code}"
        )
        assert report.added, report
        self.number += 1
        self._house.library.refresh()

    def changes_practice(self, **keys: object) -> None:
        """Publish a version through a draft marked as a change of practice."""
        author, other = account(self._house, Role.TRAINER), account(self._house, Role.ADMINISTRATOR)
        authoring = self._house.authoring
        draft = authoring.start(author, self.path, self.text(**keys), self.number, "nouvelle règle")
        authoring.mark_practice(author, draft.id, True)
        authoring.submit(author, draft.id)
        review = authoring.review(other, draft.id)
        authoring.publish(other, draft.id, review.mark, True)
        self.number += 1
        self._house.library.refresh()


def account(house: House, role: Role) -> Account:
    found = house.accounts.find(hidden.LOGINS[role])
    assert found
    return found


def read(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)
