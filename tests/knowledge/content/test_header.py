"""A sheet's header as a form: what is read back is what was written, the rest never moves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.header import (
    FIELDS,
    Block,
    Shape,
    Value,
    cleaned,
    fields_of,
    new_text,
    with_body,
    with_header,
)
from kb_app.knowledge.content.read import read
from tests.factories import sheet_text

SHIPPED = sorted(Path("content").glob("operators/*/*.md"))
PATH = "operators/caf/essai.md"

BY_HAND = """---
# En tête de tout
code: CAF-03   # à ne pas changer
titre: "Demander le RSA"

mots_du_public:   # ce qu’on entend
  - le rsa
  - toucher le rsa
inconnue: gardée
pieces: [rib]
sources:
  - titre: Site
    adresse: "https://www.caf.fr"
resume: >
  Une demande
  sur deux lignes
valide_du: 2026-01-01
# la relecture
a_revoir_avant: 2027-01-01
retrait:
  motif: La fiche change
---
## En bref

Texte.
"""

_word = st.text(max_size=30)


def _values(key: str) -> st.SearchStrategy[Value]:
    shape, keys = FIELDS[key]
    block: st.SearchStrategy[Block] = st.fixed_dictionaries({}, optional=dict.fromkeys(keys, _word))
    made: dict[Shape, st.SearchStrategy[Value]] = {
        Shape.TEXT: _word.map(lambda text: text),
        Shape.LIST: st.lists(_word, max_size=4).map(tuple),
        Shape.BLOCK: block.map(lambda each: each),
        Shape.BLOCKS: st.lists(block, max_size=3).map(tuple),
    }
    return made[shape]


_changes = st.fixed_dictionaries(
    {}, optional={key: _values(key) for key in FIELDS if key != "code"}
)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_no_change_gives_the_same_bytes(file: Path) -> None:
    text = file.read_text("utf-8")
    found = fields_of(text)
    assert with_body(with_header(text, found.values), found.body) == text
    same = with_header(text, dict(found.values) | {"delai": "sous huit jours : au plus tard"})
    assert same.replace('delai: "sous huit jours : au plus tard"\n', "") == "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith("delai:")
    )


@given(st.sampled_from([*(f.read_text("utf-8") for f in SHIPPED), BY_HAND]), _changes, st.text())
def test_what_is_read_back_is_what_was_written(
    text: str, changes: dict[str, Value], body: str
) -> None:
    before = fields_of(text)
    edited = with_body(with_header(text, changes), body)
    after = fields_of(edited)
    wanted = {key: cleaned(key, value) for key, value in changes.items()}
    assert after.values == dict(before.values) | wanted
    assert after.body == body
    old, new = _segments(text), _segments(edited)
    for key in old.keys() - changes.keys():
        assert new[key] == old[key]
    assert with_header(edited, after.values) == edited


def _segments(text: str) -> dict[str, str]:
    """Return the lines of each key, as far as its value goes."""
    lines = text.split("\n")
    found = fields_of(text).lines
    return {k: "\n".join(lines[r.start - 1 : r.stop - 1]).rstrip("\n# ") for k, r in found.items()}


def test_comments_order_and_what_no_form_shows_stay() -> None:
    edited = with_header(
        BY_HAND,
        {
            "code": "CAF-04",
            "titre": "RSA : la demande",
            "mots_du_public": ("le rsa", "a, b"),
            "sources": ({"titre": "S", "adresse": "https://s.fr", "consulte_le": "2026-01-02"},),
            "resume": "Court",
            "pieces": (),
            "issue_habituelle": "autonomie",
        },
    )
    assert (
        edited
        == """---
# En tête de tout
code: CAF-04   # à ne pas changer
titre: "RSA : la demande"

mots_du_public: [le rsa, "a, b"]
issue_habituelle: autonomie
inconnue: gardée
sources: [{ titre: S, adresse: "https://s.fr", consulte_le: 2026-01-02 }]
resume: Court
valide_du: 2026-01-01
# la relecture
a_revoir_avant: 2027-01-01
retrait:
  motif: La fiche change
---
## En bref

Texte.
"""
    )


def test_an_empty_key_goes_as_soon_as_the_form_is_saved() -> None:
    text = sheet_text().replace("valide_du:", "delai:   # à trouver\nvalide_du:")
    found = fields_of(text)
    assert found.values["delai"] == ""
    assert with_header(text, found.values) == sheet_text()
    filled = with_header(text, {"delai": "un mois"})
    assert "delai: un mois   # à trouver\n" in filled


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Sans en-tête\n", 1),
        ("---\n---\ntexte\n", 2),
        ("---\n{code: A-1}\n---\n", 2),
        (sheet_text().replace('titre: "', "titre: '"), 3),
        (sheet_text().replace("valide_du:", "code: X-1\nvalide_du:"), 8),
        (sheet_text().replace('titre: "Demander le RSA"', "titre: Demander : le RSA"), 3),
        (sheet_text(titre=["un", "deux"]), 3),
        (sheet_text(themes="logement"), 10),
        (sheet_text(en_ligne={"libelle": "a", "adresse": "b", "autre": "c"}), 10),
        (sheet_text(sources=[["a"]]), 7),
    ],
)
def test_a_header_no_form_can_show_says_why(text: str, line: int) -> None:
    with pytest.raises(InvalidInput, match=rf"Ligne {line}\b"):
        fields_of(text)


def test_wrong_values_are_shown_as_typed_and_told_at_their_field() -> None:
    text = sheet_text(
        "caf 3",
        issue_habituelle="seul",
        valide_du="hier",
        resume=None,
        sources=None,
        delai="x" * 2000,
    )
    found = fields_of(text)
    assert (found.values["code"], found.values["valide_du"]) == ("caf 3", "hier")
    told = {(p.code, found.key_of(p)) for p in read(PATH, text).problems}
    assert told == {
        ("F02", "code"),
        ("D05", "issue_habituelle"),
        ("D02", "valide_du"),
        ("Y06", "resume"),
        ("F23", "sources"),
        ("D04", "delai"),
    }


def test_a_problem_of_the_body_has_no_field() -> None:
    text = sheet_text(body="# Titre\n\nTexte.\n")
    [problem] = read(PATH, text).problems
    assert fields_of(text).key_of(problem) == ""
    assert problem.line == fields_of(text).body_line


def test_a_sheet_is_written_from_nothing() -> None:
    values: dict[str, Value] = {
        "valide_du": "2026-01-01",
        "code": "CAF-09",
        "titre": "Une fiche : l’essai",
        "themes": (),
    }
    text = new_text(values, "## En bref\n")
    assert text == (
        '---\ncode: CAF-09\ntitre: "Une fiche : l’essai"\nvalide_du: 2026-01-01\n---\n## En bref\n'
    )
    assert fields_of(text).values["titre"] == values["titre"]


@given(st.text())
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    for candidate in (text, f"---\n{text}\n---\n", f"---\ntitre: {text}\n---\n"):
        with suppress(InvalidInput):
            found = fields_of(candidate)
            assert with_body(candidate, found.body) == candidate


def test_a_problem_within_a_block_is_told_at_its_own_key() -> None:
    sources = [{"titre": "Site", "adresse": "https://a.fr"}, {"titre": "Ici", "adresse": "ici"}]
    text = sheet_text(telephone={"horaires": "le matin"}, sources=sources)
    told = {(p.code, fields_of(text).key_of(p)) for p in read(PATH, text).problems}
    assert told == {("Y06", "telephone.numero"), ("D03", "sources.2.adresse")}
