"""What an amount that changes makes of each passage that cites it."""

from __future__ import annotations

from datetime import date

from kb_app.knowledge.content.model import Sheet
from kb_app.knowledge.content.read import read
from kb_app.knowledge.rendering.figure_passages import Passage, reworded
from kb_app.knowledge.rendering.figures import BLANK, telling
from tests.amounts import figure, value
from tests.factories import sheet_text

N = "\u00a0"
DAY = date(2026, 5, 1)
BODY = (
    "## Combien\n\nSans rien.\n\nIl a **{{ montant: rsa }}**, ou {{ montant: autre }}.\n\n"
    "| Seul | {{ montant: rsa }} |\n|---|---|\n| A deux | {{ montant: autre }} |\n\n"
    ":::agent\nDire {{ montant: rsa }}.\n:::\n"
)


def sheet() -> Sheet:
    text = sheet_text(body=BODY, delai="un mois", cout="{{ montant: rsa }} au plus")
    document = read("operators/caf/x.md", text, whole=False).document
    assert isinstance(document, Sheet)
    return document


def test_only_the_passages_that_read_otherwise_are_told_header_first() -> None:
    other = figure(value("1"), id_="autre")
    before = telling({"rsa": figure(value("600")), "autre": other}, DAY)
    after = telling({"rsa": figure(value("650")), "autre": other}, DAY)
    was, now = f"600{N}€ par mois", f"650{N}€ par mois"
    one = f"1{N}€ par mois"
    assert reworded(sheet(), before, after) == (
        Passage("cout", f"{was} au plus", f"{now} au plus"),
        Passage("", f"Il a {was}, ou {one}.", f"Il a {now}, ou {one}."),
        Passage("", f"Seul {was}", f"Seul {now}"),
        Passage("", f"Dire {was}.", f"Dire {now}."),
    )
    assert reworded(sheet(), before, before) == ()


def test_an_amount_that_lapses_leaves_a_blank() -> None:
    held = telling({"rsa": figure()}, DAY)
    lapsed = telling({"rsa": figure()}, date(2028, 1, 1))
    assert reworded(sheet(), held, lapsed)[0].after.startswith(f"{BLANK}{N}€ par mois (")
