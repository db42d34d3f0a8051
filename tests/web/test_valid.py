"""The checks of the test client are seen to bite."""

from __future__ import annotations

import pytest

from tests.web.valid import faults

SOUND = '<!doctype html><html lang="fr"><head><title>x</title></head><body>{}</body></html>'


def test_a_sound_page_has_no_fault() -> None:
    page = SOUND.format('<h1>Titre</h1><label for="q">Mots</label><input id="q" name="q">')
    assert faults(page) == []


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Sans titre</h2>",
        "<h1>Un</h1><h1>Deux</h1>",
        '<h1 id="a">Un</h1><p id="a">Deux</p>',
        '<h1>Un</h1><input name="q">',
        '<h1>Un</h1><label for="absent">Mots</label>',
        "<h1>Un</h1><script>alert(1)</script>",
        '<h1 onclick="x()">Un</h1>',
        '<h1 style="color:red">Un</h1>',
        '<h1>Un</h1><a href="javascript:x()">x</a>',
        "<h1>Un</h1><p><div></div></p>",
        "<h1>Un</h1><b>mal <i>fermé</b></i>",
    ],
)
def test_each_fault_is_seen(body: str) -> None:
    assert faults(SOUND.format(body))
