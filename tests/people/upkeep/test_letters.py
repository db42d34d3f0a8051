"""A reminder as it leaves: nothing but a letter, to a server that is spoken to over TLS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from email import message_from_string, policy

import pytest

from kb_app.errors import InvalidInput
from kb_app.people.accounts.model import Account, Role
from kb_app.people.upkeep.board import Row
from kb_app.people.upkeep.letters import MOST_TOLD, Waiting, is_address, letter
from kb_app.people.upkeep.mail import NotSent, Post, Server, Unreachable, Unsure, read_server
from tests import factories
from tests.factories import TODAY
from tests.people.upkeep.relay import Relay, listening

HOSTILE = "Titre\r\nBcc: tous@exemple.fr\r\n\r\n.\r\nQUIT"


@contextmanager
def posting(relay: Relay) -> Iterator[Post]:
    """Open a line to a server of the tests' own."""
    with listening(relay):
        server = Server("127.0.0.1", relay.port, False, None, "")
        with Post(server, "relais@exemple.fr") as post:
            yield post


def account(login: str = "rose@exemple.fr") -> Account:
    return Account(7, login, "Rose", Role.TRAINER, frozenset(), None, True, False, factories.NOON)


def row(title: str = "Titre", review: date = TODAY) -> Row:
    return Row("operators/caf/x.md", title, "caf", False, review, TODAY, 0, 0)


def test_a_title_cannot_add_a_header_nor_end_the_letter() -> None:
    waiting = Waiting((row(HOSTILE),), (HOSTILE,), 0)
    written = letter(account(), waiting, "Relais\r\nBcc: x@y.fr", "")
    assert "\n" not in written.subject
    assert not any(line.startswith(("Bcc", ".", "QUIT")) for line in written.text.split("\n"))
    with posting(relay := Relay()) as post:
        post.send(written, factories.NOON)
        post.send(replace(written, text="un\n.\ndeux\n.. trois\n"), factories.NOON)
    assert [to for to, _ in relay.received] == ["rose@exemple.fr", "rose@exemple.fr"]
    told = [message_from_string(text, policy=policy.default) for _, text in relay.received]
    for each in told:
        assert each["Bcc"] is None
        assert each["To"] == "rose@exemple.fr"
        assert each["From"] == "relais@exemple.fr"
        assert each["Auto-Submitted"] == "auto-generated"
        assert each.get_content_type() == "text/plain"
    assert told[1].get_content().splitlines() == ["un", ".", "deux", ".. trois"]
    assert "à approuver" in told[0].get_content()


def test_a_long_list_is_cut_and_counted() -> None:
    rows = tuple(row(f"Titre {n}") for n in range(MOST_TOLD + 5))
    text = letter(account(), Waiting(rows, (), 0), "Relais", "").text
    assert text.count("- Titre") == MOST_TOLD
    assert "- et 5 de plus" in text
    assert "Relais, « À relire »" in text


@pytest.mark.parametrize(
    "login",
    ["rose", "rose@", "@exemple.fr", "rose@demo", "a b@exemple.fr", "rose@exemple.fr\nBcc: x@y.fr",
     "rose,jean@exemple.fr", "<rose@exemple.fr>", "rose@exemple.fr ", f"{'a' * 65}@exemple.fr"],
)  # fmt: skip
def test_what_is_no_address_is_never_written_to(login: str) -> None:
    assert not is_address(login)


# The server


def test_a_refused_recipient_does_not_stop_the_others() -> None:
    first, second = (
        letter(account(login), Waiting((row(),), (), 0), "Relais", "")
        for login in ("rose@exemple.fr", "noe@exemple.fr")
    )
    with posting(relay := Relay(refuses=frozenset({"rose@exemple.fr"}))) as post:
        with pytest.raises(NotSent):
            post.send(first, factories.NOON)
        post.send(second, factories.NOON)
    assert [to for to, _ in relay.received] == ["noe@exemple.fr"]


def test_a_line_cut_once_the_letter_is_under_way_leaves_a_doubt() -> None:
    written = letter(account(), Waiting((row(),), (), 0), "Relais", "")
    with posting(relay := Relay(drops=True)) as post, pytest.raises(Unsure):
        post.send(written, factories.NOON)
    assert len(relay.received) == 1


def test_nothing_is_said_in_clear_to_another_machine() -> None:
    with listening(Relay(), "127.0.0.2") as relay:
        post = Post(Server("127.0.0.2", relay.port, False, None, ""), "relais@exemple.fr")
        with pytest.raises(Unreachable), post:
            pass
    assert relay.received == []


def test_a_closed_door_is_said() -> None:
    with listening(Relay()) as relay:
        gone = relay.port
    with pytest.raises(Unreachable, match="KB_SMTP_URL"):
        Post(Server("127.0.0.1", gone, True, None, ""), "relais@exemple.fr").__enter__()


def test_the_address_of_a_server_is_read() -> None:
    assert read_server("smtps://moi%40x.fr:a%3Ab@smtp.exemple.fr") == Server(
        "smtp.exemple.fr", 465, True, "moi@x.fr", "a:b"
    )
    assert read_server("smtp://localhost:2525").port == 2525


@pytest.mark.parametrize(
    "address",
    ["", "http://x", "smtp://", "smtp://x:port", "smtps://u:secret@h:99999", "smtp://h/y"],
)
def test_an_unreadable_server_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_server(address)
    assert ":secret" not in str(refusal.value)


def test_a_sender_that_is_no_address_is_refused() -> None:
    with pytest.raises(InvalidInput, match="KB_MAIL_FROM"):
        Post(Server("127.0.0.1", 25, False, None, ""), "Relais <relais@exemple.fr>")
