"""Who may do what, as one table an owner can read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb_app.people.accounts.model import ANONYMOUS, GRANTS, Account, Permission, Role, may

YES, OWN, NO = "yes", "own", "no"
# fmt: off
TABLE = {
    #                            agent  formateur  operateur  responsable  administrateur
    Permission.SHEET_READ:       (YES,  YES,       YES,       YES,         YES),
    Permission.SEARCH:           (YES,  YES,       YES,       YES,         YES),
    Permission.VERSION_READ:     (YES,  YES,       YES,       YES,         YES),
    Permission.AGENT_NOTES_READ: (YES,  YES,       OWN,       YES,         YES),
    Permission.REFERRAL_READ:    (YES,  YES,       OWN,       YES,         YES),
    Permission.WITHDRAWN_READ:   (NO,   YES,       OWN,       NO,          YES),
    Permission.ACCOUNT_SELF:     (YES,  YES,       YES,       YES,         YES),
    Permission.HEALTH_READ:      (NO,   NO,        NO,        NO,          YES),
    Permission.TREE_READ:        (YES,  YES,       YES,       YES,         YES),
    Permission.VISIT:            (YES,  YES,       YES,       YES,         YES),
    Permission.CASE_WRITE:       (NO,   YES,       OWN,       NO,          YES),
    Permission.TREE_FIGURES:     (NO,   YES,       OWN,       YES,         YES),
    Permission.DRAFT_READ:       (NO,   YES,       OWN,       NO,          YES),
    Permission.DRAFT_WRITE:      (NO,   YES,       OWN,       NO,          YES),
    Permission.DRAFT_PUBLISH:    (NO,   YES,       OWN,       NO,          YES),
    Permission.REPORT_WRITE:     (YES,  YES,       YES,       YES,         YES),
    Permission.REPORT_ANSWER:    (NO,   YES,       OWN,       NO,          YES),
    Permission.AUDIT_READ:       (NO,   NO,        NO,        NO,          YES),
    Permission.SEARCH_FAILURES:  (NO,   YES,       NO,        NO,          YES),
}
# fmt: on
CASES = [
    (role, permission, expected)
    for permission, row in TABLE.items()
    for role, expected in zip(Role, row, strict=True)
]


def account(role: Role) -> Account:
    return Account(
        id=1,
        login="jeanne",
        name="Jeanne",
        role=role,
        operators=frozenset({"caf"}) if role is Role.OPERATOR else frozenset(),
        house=None,
        active=True,
        demo=False,
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize(("role", "permission", "expected"), CASES)
def test_each_role_has_what_the_table_says(
    role: Role, permission: Permission, expected: str
) -> None:
    who = account(role)
    granted = (may(who, permission), may(who, permission, "caf"), may(who, permission, "cpam"))
    assert (
        granted
        == {
            YES: (True, True, True),
            OWN: (False, True, False),
            NO: (False, False, False),
        }[expected]
    )


def test_every_role_and_every_permission_has_its_line() -> None:
    assert set(GRANTS) == set(Role)
    assert set(TABLE) == set(Permission)
    assert all(role.label for role in Role)


@pytest.mark.parametrize("permission", Permission)
def test_without_an_account_only_sheets_trees_and_search_are_open(permission: Permission) -> None:
    assert not may(None, permission, "caf")
    allowed = permission in {Permission.SHEET_READ, Permission.TREE_READ, Permission.SEARCH}
    assert may(None, permission, "caf", public_reading=True) is allowed
    assert (permission in ANONYMOUS) is allowed


@pytest.mark.parametrize("permission", Permission)
def test_a_disabled_account_is_worth_no_more_than_none(permission: Permission) -> None:
    gone = replace(account(Role.ADMINISTRATOR), active=False)
    assert not may(gone, permission, "caf")
    assert may(gone, permission, "caf", True) is may(None, permission, "caf", True)


def test_an_operator_account_without_operators_owns_nothing() -> None:
    nobody = replace(account(Role.OPERATOR), operators=frozenset())
    assert not may(nobody, Permission.WITHDRAWN_READ, "caf")
    assert not may(nobody, Permission.WITHDRAWN_READ, "")
