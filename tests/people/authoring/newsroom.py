"""A small library and the people who write it, around a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, insert, select

from kb_app.database.engine import writing
from kb_app.library.exchange import import_texts, incoming
from kb_app.people.accounts import tables
from kb_app.people.accounts.accounts import COLUMNS, account_of
from kb_app.people.accounts.model import Account, Role
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.model import Action, Draft, NewText
from kb_app.people.authoring.review import Changes, Warnings
from tests import factories
from tests.factories import sheet_text, small_library
from tests.people.accounts.people_at_work import Clock

RSA = "operators/caf/demander-le-rsa.md"
PRIME = "operators/caf/prime-d-activite.md"
VITALE = "operators/cpam/carte-vitale.md"
SYNONYMS = "vocabulary/synonyms.yaml"
BETTER = sheet_text(title="Demander le RSA en ligne")
WORDS = "groupes:\n  - [carte verte, carte vitale]\n"


def someone(engine: Engine, login: str, role: Role, operators: str = "") -> Account:
    """Write an account without a password, or find it; nobody signs in with it."""
    query = select(*COLUMNS).where(tables.accounts.c.login == login)
    with engine.connect() as connection:
        if found := connection.execute(query).first():
            return account_of(found)
    values = {
        "login": login,
        "name": login.capitalize(),
        "role": role.value,
        "operators": operators,
        "active": True,
        "demo": False,
        "created_at": factories.NOON,
    }
    with writing(engine) as connection:
        row = connection.execute(insert(tables.accounts).values(values).returning(*COLUMNS)).one()
    return account_of(row)


@dataclass
class Newsroom:
    engine: Engine
    warnings: Warnings = lambda texts: ()
    changes: Changes = lambda texts: ()
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.library = factories.library(self.engine)
        if self.library.newest(RSA) is None:
            import_texts(self.library, incoming(small_library()), "essai")
        self.rose = someone(self.engine, "rose", Role.TRAINER)
        self.noe = someone(self.engine, "noe", Role.TRAINER)
        self.chef = someone(self.engine, "chef", Role.ADMINISTRATOR)
        self.caf = someone(self.engine, "caf", Role.OPERATOR, "caf")
        self.allocs = someone(self.engine, "allocs", Role.OPERATOR, "caf")
        self.cpam = someone(self.engine, "cpam", Role.OPERATOR, "cpam")
        self.agent = someone(self.engine, "agent", Role.AGENT)
        self.manager = someone(self.engine, "maison", Role.MANAGER)
        self.authoring = Authoring(
            self.engine, self.library, self.clock, self.warnings, self.changes
        )

    @property
    def everyone(self) -> Sequence[Account]:
        writers = (self.rose, self.noe, self.chef, self.caf, self.allocs, self.cpam)
        return (*writers, self.agent, self.manager)

    def draft(self, author: Account, path: str = RSA, text: str = BETTER, base: int = 1) -> Draft:
        return self.authoring.start(author, path, text, base, "plus clair")

    def submitted(
        self, author: Account, path: str = RSA, text: str = BETTER, base: int = 1
    ) -> Draft:
        return self.authoring.submit(author, self.draft(author, path, text, base).id)

    def pair(self, author: Account) -> tuple[Draft, ...]:
        """Submit a sheet and words of the vocabulary, to be published together."""
        texts = [NewText(RSA, BETTER, 1), NewText(SYNONYMS, WORDS, 0)]
        drafts = self.authoring.start_together(author, texts, "mots du public")
        self.authoring.submit(author, drafts[0].id)
        return drafts

    def publish(
        self, account: Account, draft: Draft, confirmed: bool = False, changes: Sequence[str] = ()
    ) -> Draft:
        """Publish after reading the review, as its page does."""
        mark = self.mark(account, draft)
        return self.authoring.publish(account, draft.id, mark, confirmed, changes)

    def published(self, text: str, path: str = RSA) -> Draft:
        """Publish a text that goes on from the newest, by Rose, read and confirmed by Noé."""
        newest = self.library.newest(path)
        draft = self.submitted(self.rose, path, text, newest[0].number if newest else 0)
        return self.publish(self.noe, draft, confirmed=True)

    def hurry(self, account: Account, draft: Draft, reason: str = "panne du site") -> Draft:
        mark = self.mark(account, draft)
        return self.authoring.publish_urgent(account, draft.id, reason, mark)

    def act(self, account: Account, draft: Draft, action: Action) -> Draft:
        """Do it as one who has read the draft and has something to say."""
        door, id = self.authoring, draft.id
        mark = self.mark(account, draft)
        seen = door.draft(account, id)[0].revision
        done: dict[Action, Callable[[], Draft]] = {
            Action.SAVE: lambda: door.save(account, id, sheet_text(title=f"Titre {seen}"), seen),
            Action.SUBMIT: lambda: door.submit(account, id),
            Action.SEND_BACK: lambda: door.send_back(account, id, "à revoir"),
            Action.PUBLISH: lambda: door.publish(account, id, mark),
            Action.PUBLISH_URGENT: lambda: door.publish_urgent(account, id, "panne", mark),
            Action.APPROVE: lambda: door.approve(account, id),
            Action.DROP: lambda: door.drop(account, id),
        }
        return done[action]()

    def mark(self, account: Account, draft: Draft) -> str:
        return self.authoring.review(account, draft.id).mark

    def now(self, draft: Draft) -> Draft:
        """Return the draft as it is now, whoever may read it."""
        return self.authoring.draft(self.chef, draft.id)[0]

    def versions(self, path: str = RSA) -> list[int]:
        newest = self.library.newest(path)
        return [version.number for version in self.library.history(path)] if newest else []
