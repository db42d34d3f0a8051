"""Accounts: created, changed, disabled, erased."""

import pytest
from sqlalchemy import Engine, text

from kb_app.errors import InvalidInput, NotFound
from kb_app.people.accounts.model import Account, Role
from tests.people.accounts.people_at_work import PASSWORD, People


def test_an_account_is_found_however_its_login_is_typed(engine: Engine) -> None:
    people = People(engine)
    made = people.accounts.create(
        "  Jeanne.Martin@Ville.fr ",
        "Jeanne  Martin",
        Role.OPERATOR,
        PASSWORD,
        operators=["france-travail", "caf", "caf"],
        house="Maison de Saint-Affrique",
    )
    assert made == Account(
        id=made.id,
        login="jeanne.martin@ville.fr",
        name="Jeanne Martin",
        role=Role.OPERATOR,
        operators=frozenset({"caf", "france-travail"}),
        house="Maison de Saint-Affrique",
        active=True,
        demo=False,
        created_at=people.clock.at,
    )
    assert people.accounts.find("JEANNE.martin@ville.fr ") == made
    assert people.accounts.with_id(made.id) == made
    assert people.accounts.everyone() == (made,)
    assert people.accounts.names() == {made.id: "Jeanne Martin"}


def test_nobody_takes_a_login_that_is_taken(engine: Engine) -> None:
    people = People(engine)
    people.someone("jeanne@ville.fr")
    with pytest.raises(InvalidInput, match="déjà pris"):
        people.someone("JEANNE@ville.fr")
    assert len(people.accounts.everyone()) == 1


@pytest.mark.parametrize(
    "login", ["", " ", "jeanne martin", "émile", "a" * 101, "@demo", "a\0b", "(effacé 1)", "a\nb"]
)
def test_an_unreadable_login_is_refused_and_is_nobodys(sqlite_engine: Engine, login: str) -> None:
    people = People(sqlite_engine)
    with pytest.raises(InvalidInput, match="identifiant"):
        people.someone(login)
    assert people.accounts.find(login) is None


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "x" * 201, "a\x1bb", "\ud800"])
def test_an_unreadable_name_is_refused(sqlite_engine: Engine, name: str) -> None:
    people = People(sqlite_engine)
    someone = people.someone()
    with pytest.raises(InvalidInput, match="nom"):
        people.accounts.create("autre", name, Role.AGENT, PASSWORD)
    with pytest.raises(InvalidInput, match="nom"):
        people.accounts.rename(someone.id, name)


def test_a_weak_password_makes_no_account_and_changes_none(sqlite_engine: Engine) -> None:
    people = People(sqlite_engine)
    with pytest.raises(InvalidInput, match="trop court"):
        people.accounts.create("jeanne", "Jeanne Martin", Role.AGENT, "court")
    with pytest.raises(InvalidInput, match="trop facile"):
        people.accounts.create("jeanne", "Hippolyte Ferrandon", Role.AGENT, "hippolyte ferrandon")
    assert people.accounts.everyone() == ()
    someone = people.someone()
    with pytest.raises(InvalidInput, match="trop facile"):
        people.accounts.set_password(someone.id, "relais relais 2026")
    people.signed_in()


def test_operators_go_with_the_role_that_has_some(engine: Engine) -> None:
    people = People(engine)
    with pytest.raises(InvalidInput, match="au moins un opérateur"):
        people.accounts.create("a", "A", Role.OPERATOR, PASSWORD)
    with pytest.raises(InvalidInput, match="au moins un opérateur"):
        people.accounts.create("a", "A", Role.AGENT, PASSWORD, operators=["caf"])
    with pytest.raises(InvalidInput, match="comme son dossier"):
        people.accounts.create("a", "A", Role.OPERATOR, PASSWORD, operators=["caf cpam"])
    slugs = [f"operateur-{n}" for n in range(200)]
    with pytest.raises(InvalidInput, match="autant"):
        people.accounts.create("a", "A", Role.OPERATOR, PASSWORD, operators=slugs)
    someone = people.someone()
    people.accounts.set_role(someone.id, Role.OPERATOR, ["caf", "cpam"])
    assert people.accounts.with_id(someone.id).operators == {"caf", "cpam"}
    people.accounts.set_role(someone.id, Role.TRAINER)
    assert people.accounts.with_id(someone.id).operators == frozenset()


def test_a_corrected_name_is_everyones_new_reading(engine: Engine) -> None:
    people = People(engine)
    someone = people.someone()
    people.accounts.rename(someone.id, " Jeanne Martin-Durand ")
    assert people.accounts.names() == {someone.id: "Jeanne Martin-Durand"}


def test_an_erased_account_leaves_only_its_number(engine: Engine) -> None:
    people = People(engine)
    someone = people.accounts.create(
        "zenobie@ville.fr", "Zénobie", Role.AGENT, PASSWORD, house="Zonza"
    )
    token = people.signed_in("zenobie@ville.fr")
    people.accounts.erase(someone.id)
    assert people.sessions.find(token) is None
    gone = people.accounts.with_id(someone.id)
    assert (gone.name, gone.active, gone.house) == ("Compte effacé", False, None)
    assert people.accounts.find(gone.login) is None
    with engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM accounts")).all())
    assert not [word for word in ("enobie", "Zénobie", "Zonza", "argon2") if word in kept]


def test_an_erased_login_is_free_again_and_numbers_never_are(engine: Engine) -> None:
    people = People(engine)
    first = people.someone()
    people.accounts.erase(first.id)
    second = people.someone()
    assert second.id != first.id
    people.accounts.erase(second.id)
    assert len(people.accounts.everyone()) == 2


def test_what_concerns_nobody_is_not_found(engine: Engine) -> None:
    accounts = People(engine).accounts
    for act in (
        lambda: accounts.with_id(9),
        lambda: accounts.rename(9, "Jeanne"),
        lambda: accounts.set_role(9, Role.AGENT),
        lambda: accounts.set_active(9, False),
        lambda: accounts.set_password(9, PASSWORD),
        lambda: accounts.erase(9),
    ):
        with pytest.raises(NotFound, match="n° 9"):
            act()
