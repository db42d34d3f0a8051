"""A tree with its cases in the library of the tests, and drafts of both."""

from __future__ import annotations

from kb_app.knowledge.content.kinds import cases_path, tree_path
from kb_app.library.model import NewVersion
from kb_app.people.accounts.model import Role
from kb_app.people.authoring.model import Draft, NewText
from kb_app.web.house import House
from tests.web.draft_pages import someone

TREE_ID = "cpam/carte"
TREE, CASES = tree_path(TREE_ID), cases_path(TREE_ID)

CASES_TEXT = """arbre: cpam/carte
couverture: { issues: 0 %, reponses: 0 % }
cas:
  - nom: Mme P. a perdu sa carte
    reponses: { situation: perdue, soins: [hopital] }
    attendu: { type: referent }
"""


def text_of_tree(house: House) -> str:
    newest = house.library.newest(TREE)
    assert newest
    return newest[1]


def publish_cases(house: House, text: str = CASES_TEXT) -> None:
    newest = house.library.newest(CASES)
    new = NewVersion(CASES, text, house.today(), False, None, "cas")
    house.library.publish(new, newest[0].number if newest else 0)
    house.library.refresh()


def both(house: House, role: Role = Role.TRAINER) -> tuple[Draft, ...]:
    """Begin drafts of the tree and of its cases, together."""
    texts = []
    for path in (TREE, CASES):
        newest = house.library.newest(path)
        assert newest
        texts.append(NewText(path, newest[1], newest[0].number))
    return house.authoring.start_together(someone(house, role), texts, "essai")
