"""What a reader may not know appears nowhere: a word in each hidden object, a crawl as everyone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb_app.people.accounts.model import Role
from tests.web import hidden
from tests.web.conftest import SignIn

HIDDEN = [
    hidden.AGENT_NOTE,
    hidden.INBOX,
    hidden.WITHDRAWN_TEXT,
    hidden.WITHDRAWN_VISITOR_WORD,
    hidden.PLANNED,
    hidden.OTHER_LOGIN,
    hidden.OTHER_NAME,
    hidden.SEARCHED,
    hidden.CAF_SEARCHED,
    hidden.NOT_FOUND,
    hidden.CAF_DRAFT,
    hidden.CPAM_DRAFT,
    hidden.WORDS_DRAFT,
    hidden.CPAM_COMMENT,
    hidden.CPAM_WITHDRAWAL,
    hidden.CPAM_PROPOSED,
    hidden.CPAM_WRITTEN,
    hidden.CPAM_TREE,
    hidden.CAF_READER,
    hidden.CPAM_READER,
]
HIDDEN += [hidden.CAF_REPORT, hidden.CPAM_REPORT, hidden.CAF_ANSWER, hidden.CPAM_ANSWER]
HIDDEN += [hidden.JOURNAL, hidden.CAF_AMOUNT, hidden.CPAM_AMOUNT, hidden.AMOUNT_DRAFT]
EVERYONE = frozenset(Role)
TRUSTED = frozenset({Role.TRAINER, Role.ADMINISTRATOR})

WHO_MAY_KNOW: dict[str, frozenset[Role]] = {
    hidden.AGENT_NOTE: EVERYONE,  # the operator's account is of the CAF, whose sheet it is
    hidden.INBOX: EVERYONE,
    hidden.WITHDRAWN_TEXT: TRUSTED,
    hidden.WITHDRAWN_VISITOR_WORD: TRUSTED,
    hidden.PLANNED: EVERYONE,  # published already, in force later: in the history, never in search
    hidden.OTHER_LOGIN: frozenset(),
    hidden.OTHER_NAME: frozenset({Role.ADMINISTRATOR}),  # whose account was created: the journal
    hidden.SEARCHED: EVERYONE - {Role.AGENT, Role.OPERATOR},
    hidden.CAF_SEARCHED: EVERYONE - {Role.AGENT},  # it is the operator's own tree
    hidden.NOT_FOUND: TRUSTED,
    hidden.JOURNAL: frozenset({Role.ADMINISTRATOR}),
    hidden.CAF_DRAFT: TRUSTED | {Role.OPERATOR},
    hidden.CPAM_DRAFT: TRUSTED,
    hidden.WORDS_DRAFT: TRUSTED,
    hidden.CAF_AMOUNT: EVERYONE,
    hidden.CPAM_AMOUNT: EVERYONE - {Role.OPERATOR},
    hidden.AMOUNT_DRAFT: TRUSTED,
    hidden.CAF_REPORT: TRUSTED | {Role.OPERATOR},
    hidden.CAF_ANSWER: TRUSTED | {Role.OPERATOR},
    hidden.CPAM_REPORT: TRUSTED,
    hidden.CPAM_ANSWER: TRUSTED,
    hidden.CPAM_COMMENT: TRUSTED,
    hidden.CPAM_WITHDRAWAL: TRUSTED,
    hidden.CPAM_PROPOSED: TRUSTED,
    hidden.CPAM_WRITTEN: TRUSTED,
    hidden.CPAM_TREE: TRUSTED,
    hidden.CAF_READER: TRUSTED | {Role.OPERATOR},
    hidden.CPAM_READER: TRUSTED,
}
SEARCHABLE_BY: dict[str, frozenset[Role]] = {
    hidden.AGENT_NOTE: EVERYONE - {Role.OPERATOR},
} | {word: frozenset() for word in HIDDEN if word != hidden.AGENT_NOTE}

# Pages that no link leads to, asked for by name.
GUESSES = (
    [
        f"/fiches/cpam/ancienne-carte{rest}"
        for rest in (
            "",
            "/imprimer",
            "/versions",
            "/versions/1",
            "/versions/2",
            "/comparer?de=1&a=2",
        )
    ]
    + ["/fiches/cpam/ancienne-carte?le=2026-11-01", "/fiches/caf/demander-le-rsa?le=2026-03-01"]
    + ["/suivi/arbres", "/suivi/arbres/cpam/carte", "/suivi/arbres/caf/essai"]
    + ["/administration/journal", "/administration/journal?action=purge"]
    + ["/suivi/recherches", "/suivi/recherches?periode=tout"]
    + ["/redaction/montants", "/fiches/cpam/montant", f"/relecture/{hidden.AMOUNT_PROPOSED}"]
    + [f"/redaction/montants/{id}" for id in hidden.AMOUNTS.values()]
    + ["/redaction/signalements", "/compte/signalements", "/nouveautes", "/nouveautes.atom"]
    + [f"/signalements/nouveau?document={hidden.WITHDRAWN}"]
    + [f"/signalements/nouveau?document={hidden.RSA}&version={n}" for n in (1, 2)]
    + ["/relecture/calendrier", f"/relecture/{hidden.WITHDRAWING}", f"/relecture/{hidden.PROPOSED}"]
    + ["/relecture/retirer?document=operators/cpam/carte-vitale.md"]
    + ["/relecture/retablir?document=operators/cpam/ancienne-carte.md&version=1"]
    + ["/redaction/fraicheur", "/redaction/fraicheur?operateur=cpam"]
    + [f"/redaction/fraicheur/{p}" for p in ("cpam/relue", "caf/relue", "cpam/arbres/carte")]
    + ["/redaction", "/redaction?q=carte", "/redaction/nouveau"]
    + [f"/redaction/modifier?path={path}" for path in (hidden.VITALE, hidden.PRIME)]
    + ["/redaction/modifier?path=operators/cpam/plus-tard.md", "/redaction/choix/fiches?q=rsa"]
    + [f"/redaction/{id}" for id in (*hidden.DRAFTS.values(), hidden.WITHDRAWING, hidden.WRITTEN)]
    + [f"/redaction/{hidden.TREE_WRITTEN}{end}" for end in ("", "/arbre/mots", "/fusion")]
    + ["/relecture", *(f"/relecture/{id}" for id in (*hidden.DRAFTS.values(), hidden.DROPPED))]
    + [f"/redaction/{id}/fusion" for id in (*hidden.DRAFTS.values(), hidden.DROPPED)]
)


def crawl(client: FlaskClient, starts: Iterable[str]) -> dict[str, str]:
    """Return the text of every page one can reach, by address."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in seen or len(seen) > 500:
            continue
        page = client.get(address, follow_redirects=True).get_data(as_text=True)
        seen[address] = page
        found = (
            a.replace("&amp;", "&").split("#")[0] for a in re.findall(r'href="(/[^"]*)"', page)
        )
        waiting += [a for a in found if not a.startswith("/static") and a not in seen]
    return seen


def knows(pages: dict[str, str], word: str) -> list[str]:
    return [address for address, page in pages.items() if word.lower() in page.lower()]


def searches(word: str) -> list[str]:
    return [f"/recherche?q={quote(word)}", f"/recherche/suggestions?q={quote(word[:8])}"]


def without_question(page: str) -> str:
    """Take out what the page repeats of the question itself."""
    page = re.sub(r'<input[^>]*name="q"[^>]*>', "", page)
    page = re.sub(r"pour <strong>[^<]*</strong>", "", page)
    page = re.sub(r'<input type="hidden" name="q"[^>]*>', "", page)
    page = re.sub(r"<title>.*?</title>", "", page, flags=re.DOTALL)
    page = re.sub(r'href="/recherche(/pas-trouve)?\?[^"]*"', "", page)
    return re.sub(r"«[^»]*»", "", page)


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_no_page_says_what_its_reader_may_not_know(sign_in: SignIn, role: Role | None) -> None:
    pages = crawl(sign_in(role), ["/", *GUESSES])
    assert len(pages) > (1 if role is None else 15)
    for word in HIDDEN:
        found = knows(pages, word)
        allowed = role is not None and role in WHO_MAY_KNOW[word]
        assert not found or allowed, (word, found)


@pytest.mark.parametrize("role", Role, ids=str)
def test_who_may_know_a_word_does_find_it(sign_in: SignIn, role: Role) -> None:
    """Without this, the crawl above could pass by crawling nothing."""
    pages = crawl(sign_in(role), ["/", *GUESSES])
    for word, allowed in WHO_MAY_KNOW.items():
        # No page of a withdrawn sheet lists the visitor's words; search alone knew them.
        if role in allowed and word != hidden.WITHDRAWN_VISITOR_WORD:
            assert knows(pages, word), word


@pytest.mark.parametrize("role", Role, ids=str)
def test_search_and_suggestions_keep_the_same_secrets(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    for word in HIDDEN:
        for address in searches(re.split("[@ ]", word)[0]):
            page = without_question(client.get(address).get_data(as_text=True))
            expected = role in SEARCHABLE_BY[word] and "suggestions" not in address
            assert (word in page.lower() or '"/fiches/' in page) == expected, (word, address)


def test_public_reading_opens_sheets_and_search_alone(public_app: Flask) -> None:
    client = public_app.test_client()
    pages = crawl(client, ["/", *GUESSES, *(a for w in HIDDEN for a in searches(w))])
    assert any("/fiches/caf/demander-le-rsa" in address for address in pages)
    for word in HIDDEN:
        leaks = knows({a: without_question(p) for a, p in pages.items()}, word)
        assert leaks == [], (word, leaks)
    for address in ("/compte", "/fiches/caf/demander-le-rsa/versions"):
        assert client.get(address).status_code == 302


def test_the_visitors_handout_has_nothing_for_agents(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get("/fiches/caf/demander-le-rsa/imprimer").get_data(as_text=True)
    assert "Demander le RSA" in page
    assert hidden.AGENT_NOTE not in page
    assert hidden.INBOX not in page
