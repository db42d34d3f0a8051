"""The tree that the help page shows is one that could be published as it stands."""

from __future__ import annotations

from datetime import date

from kb_app.knowledge.triage.assembling.assemble import assemble
from kb_app.knowledge.triage.checking.check import check
from kb_app.knowledge.triage.reading.parse import parse
from kb_app.people.accounts.model import Role
from kb_app.web.views.tree_example import EXAMPLE
from tests.web.conftest import SignIn


def test_the_example_has_no_fault() -> None:
    reading = parse("operators/cpam/trees/carte-perdue.yaml", EXAMPLE)
    assert reading.file
    assembled = assemble(reading.file, {})
    assert assembled.tree
    found = check(assembled.tree, today=date(2026, 11, 22))
    assert [*reading.problems, *assembled.problems, *found] == []


def test_only_those_who_write_trees_are_told_how(sign_in: SignIn) -> None:
    told = {
        role for role in Role if 'id="ecrire"' in sign_in(role).get("/aide").get_data(as_text=True)
    }
    assert told == {Role.TRAINER, Role.OPERATOR, Role.ADMINISTRATOR}
    assert "Écrire un arbre" not in sign_in(None).get("/aide").get_data(as_text=True)
