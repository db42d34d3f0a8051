"""Words, synonyms and search cases added to authors' texts: all that was there stays as it was."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.edits import (
    SEARCH_CASES,
    SYNONYMS,
    with_expansion,
    with_former_name,
    with_search_cases,
    with_synonyms,
    with_visitor_words,
)
from kb_app.knowledge.content.model import FormerName, Sheet, Synonyms
from kb_app.knowledge.content.read import read
from kb_app.knowledge.search.analysis import fold
from tests.factories import sheet_text

CONTENT = Path(__file__).resolve().parents[3] / "content"
SHEETS = sorted(CONTENT.glob("operators/*/*.md"))


def read_as(typed: str) -> str:
    """Return what is compared of a text once it is read: its blanks are one space each."""
    return fold(re.sub(r"[ \t\n]+", " ", typed).strip(" "))


# Whatever people type: signs that YAML minds, dates, "non", quotes of both kinds.
TYPED = st.one_of(
    st.sampled_from(
        ["non", "01000", "2026-11-22", "a: b", "n° #3", "- x", "l'« apl »", "[x]", "{y}", "à @",
         "?", "'", '"', "\\", "c’est quoi, ça ?", "a # b", "x\u00a0: y", "&a", "*b",
         "!c", "%d", "---"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30),
    st.text("ab c:#,'\"[]{}-?é\u00a0", min_size=1, max_size=20),
).filter(lambda text: read_as(text).strip())  # fmt: skip
WORDS = st.lists(TYPED, min_size=1, max_size=4)


def sheet(text: str) -> Sheet:
    document = read("operators/caf/x.md", text).document
    assert isinstance(document, Sheet)
    return document


def synonyms(text: str) -> Synonyms:
    document = read(SYNONYMS, text).document
    assert isinstance(document, Synonyms)
    return document


def cases(text: str) -> list[tuple[str, tuple[str, ...]]]:
    document = read(SEARCH_CASES, text).document
    assert isinstance(document, tuple)
    return [(case.question, case.codes) for case in document]  # type: ignore[union-attr]


def only_added(before: str, after: str) -> bool:
    """Say whether the one is the other with texts put in."""
    rest = iter(after)
    return all(sign in rest for sign in before)


def header(held: str) -> str:
    return sheet_text(mots_du_public=None).replace("resume:", f"{held}resume:")


FORMS = [
    "mots_du_public: [le rsa, les allocs]\n",
    "mots_du_public: []\n",
    "mots_du_public: [ le rsa , les allocs, ] # à revoir\n",
    "mots_du_public: [le rsa, # le plus courant\n  les allocs # ou « alloc »\n  ]\n",
    "mots_du_public:\n  - le rsa # courant\n  - les allocs  # fin\n  # encore\n",
    "mots_du_public:\n- le rsa\n- 'l''aide'\n\n# la suite\n",
    'mots_du_public:\n  - "le rsa"\n  - >-\n    les\n    allocs\n\n',
    "mots_du_public:\n  - le rsa\n  - les allocs de\n    la caf\n",
    "",
]


@pytest.mark.parametrize("held", FORMS)
def test_words_join_a_sheet_in_the_form_its_author_gave_the_list(held: str) -> None:
    text = header(held)
    before = sheet(text).visitor_words
    after = with_visitor_words(text, ["permis bateau", "Le RSA ", "a: b"], fold)
    told = ["permis bateau", *([] if "le rsa" in before else ["Le RSA"]), "a: b"]
    assert sheet(after).visitor_words == (*before, *told)
    assert only_added(text, after)
    assert len(after) - len(text) < 70
    for comment in ("# à revoir", "# le plus courant", "# encore", "# la suite", "# fin"):
        assert (comment in text) == (comment in after)


def test_a_sheet_without_the_key_gets_it_after_its_summary() -> None:
    text = sheet_text(mots_du_public=None)
    [line] = set(with_visitor_words(text, ["a", "b"], fold).split("\n")) - set(text.split("\n"))
    assert line == "mots_du_public: [a, b]"
    lines = with_visitor_words(text, ["a", "b"], fold).split("\n")
    assert lines[lines.index(line) - 1].startswith("resume:")


@given(words=WORDS, held=st.sampled_from(FORMS))
@settings(max_examples=100)
def test_whatever_was_typed_is_read_back_as_it_was_typed(words: list[str], held: str) -> None:
    text = header(held)
    before = sheet(text)
    after = with_visitor_words(text, words, fold)
    found = sheet(after)
    assert found.visitor_words[: len(before.visitor_words)] == before.visitor_words
    assert {read_as(w) for w in words} <= {fold(w) for w in found.visitor_words}
    assert (found.title, found.body, found.sources) == (before.title, before.body, before.sources)
    assert only_added(text, after)
    assert with_visitor_words(after, words, fold) == after


@pytest.mark.parametrize("file", SHEETS[::7], ids=lambda file: file.stem)
def test_a_shipped_sheet_changes_on_one_line(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    after = with_visitor_words(text, ["c’est quoi, ce papier ?", "01000"], fold)
    changed = [(a, b) for a, b in zip(text.split("\n"), after.split("\n"), strict=True) if a != b]
    [(old, new)] = changed
    assert new == old[:-1] + ', "c’est quoi, ce papier ?", 01000]'
    assert sheet(after).visitor_words[-2:] == ("c’est quoi, ce papier ?", "01000")


def test_a_text_that_has_everything_comes_back_as_it_is() -> None:
    text = header(FORMS[0])
    assert with_visitor_words(text, ["LE RSA", "les Allocs", " "], fold) is text


CASES = """# Questions.
cas:
  - question: ma carte d'identité
    codes: [ANT-01]
  # suite
  - question: "rsa : combien"
    codes:
      - CAF-03 # surtout
# fin
"""


def test_a_question_joins_the_cases_below_the_last() -> None:
    after = with_search_cases(CASES, [("permis : bateau", ("MER-01", "MER-02"))], fold)
    assert after == CASES.replace(
        "# fin", '  - question: "permis : bateau"\n    codes: [MER-01, MER-02]\n# fin'
    )


def test_a_question_already_there_gets_the_codes_it_has_not() -> None:
    after = with_search_cases(
        CASES,
        [("Ma carte d’identite", ("ANT-01", "ANT-02")), ("rsa : combien", ("CAF-04",))],
        fold,
    )
    assert after == CASES.replace("[ANT-01]", "[ANT-01, ANT-02]").replace(
        "# surtout\n", "# surtout\n      - CAF-04\n"
    )
    assert with_search_cases(after, [("ma carte d'identité", ("ANT-02",))], fold) == after


@pytest.mark.parametrize("before", ["", "version: 3\n", "cas: []\n", "# rien\ncas: [ ]"])
def test_the_first_cases_of_a_house_begin_the_file(before: str) -> None:
    after = with_search_cases(before, [("permis bateau", ("MER-01",)), ("B", ("MER-02",))], fold)
    assert cases(after) == [("permis bateau", ("MER-01",)), ("B", ("MER-02",))]
    assert only_added(before, after)


@given(asked=st.lists(st.tuples(TYPED, st.just(("CAF-03",))), min_size=1, max_size=3))
@settings(max_examples=8)
def test_any_question_joins_the_shipped_cases(asked: list[tuple[str, tuple[str, ...]]]) -> None:
    text = (CONTENT / SEARCH_CASES).read_text(encoding="utf-8")
    after = with_search_cases(text, asked, fold)
    assert after.startswith(text)
    assert cases(after)[: len(cases(text))] == cases(text)
    assert after.count("\n  - question: ") - text.count("\n  - question: ") <= len(asked)
    assert with_search_cases(after, asked, fold) == after


WORDS_FILE = """groupes:
  # Organismes
  - [caf, caisse d’allocations familiales]
  - [permis de conduire, permis] # auto
# un sens
vers:
  apl: [aide au logement]
  la sécu: [cpam]

anciens_noms:
  - { ancien: anpe, nouveau: France Travail }
"""


def test_synonyms_join_the_group_of_one_of_them() -> None:
    after = with_synonyms(WORDS_FILE, ["permis bateau", "PERMIS"], fold)
    assert after == WORDS_FILE.replace("permis] # auto", "permis, permis bateau] # auto")
    assert with_synonyms(after, ["permis", "Permis Bateau"], fold) == after


def test_of_two_groups_synonyms_join_the_one_that_has_most_of_them() -> None:
    after = with_synonyms(WORDS_FILE, ["caf", "permis", "permis de conduire", "auto"], fold)
    assert synonyms(after).groups[1] == ("permis de conduire", "permis", "caf", "auto")


def test_words_of_no_group_make_one_below_the_last() -> None:
    after = with_synonyms(WORDS_FILE, ["bateau", "navire, barque"], fold)
    assert after == WORDS_FILE.replace("# un sens", '  - [bateau, "navire, barque"]\n# un sens')


def test_a_nickname_leads_to_more_words() -> None:
    more = with_expansion(WORDS_FILE, "La secu", ["assurance maladie", "cpam"], fold)
    assert more == WORDS_FILE.replace("[cpam]", "[cpam, assurance maladie]")
    new = with_expansion(WORDS_FILE, "la cmu: quoi", ["c2s"], fold)
    assert new == WORDS_FILE.replace("[cpam]\n", '[cpam]\n  "la cmu: quoi": [c2s]\n')


def test_a_former_name_is_kept_with_its_date() -> None:
    after = with_former_name(WORDS_FILE, "cram", "Carsat", fold, date(2010, 7, 1))
    line = "  - { ancien: cram, nouveau: Carsat, depuis: 2010-07-01 }\n"
    assert after == WORDS_FILE + line
    assert with_former_name(after, "CRAM", "carsat", fold) == after
    assert synonyms(with_former_name("", "a", "b", fold)).former_names == (
        FormerName("a", "b", None),
    )


def test_the_shipped_synonyms_change_where_they_are_added_to() -> None:
    text = (CONTENT / SYNONYMS).read_text(encoding="utf-8")
    after = with_former_name(
        with_expansion(with_synonyms(text, ["cni", "papier bleu"], fold), "apl", ["loyer"], fold),
        "télé 7",
        "Chaîne: 7",
        fold,
    )
    old, new = text.split("\n"), after.split("\n")
    added = [line for line in new if line not in old]
    assert len(added) == 3
    assert "papier bleu" in added[0]
    assert "loyer" in added[1]
    assert added[2] == '  - { ancien: télé 7, nouveau: "Chaîne: 7" }'
    assert only_added(text, after)


@given(
    words=st.lists(TYPED, min_size=2, max_size=4, unique_by=fold), end=st.sampled_from(["", "#\n"])
)
@settings(max_examples=60)
def test_any_words_join_the_synonyms(words: list[str], end: str) -> None:
    text = WORDS_FILE + end
    before = synonyms(text)
    after = with_expansion(with_synonyms(text, words, fold), words[0], words[1:], fold)
    found = synonyms(after)
    assert only_added(text, after)
    assert any({read_as(w) for w in words} <= {fold(w) for w in g} for g in found.groups)
    assert (found.related, found.former_names) == (before.related, before.former_names)
    assert before.expansions.keys() <= found.expansions.keys()


@pytest.mark.parametrize("before", ["", "groupes: []\nvers: {}\n", "proches:\n  - [a, b]"])
def test_a_file_without_the_keys_gets_them(before: str) -> None:
    after = with_former_name(before, "x", "y", fold)
    after = with_expansion(with_synonyms(after, ["un", "deux"], fold), "trois", ["quatre"], fold)
    found = synonyms(after)
    assert found.groups == (("un", "deux"),)
    assert found.expansions == {"trois": ("quatre",)}
    assert found.former_names == (FormerName("x", "y", None),)
    assert only_added(before, after)


def test_what_would_not_be_read_is_refused_in_a_sentence() -> None:
    with pytest.raises(InvalidInput, match="mène à lui-même"):
        with_expansion(WORDS_FILE, "apl", ["apl"], fold)
    with pytest.raises(InvalidInput, match="ligne 2"):
        with_visitor_words("---\nécrit: [mal\n---\n", ["a"], fold)
    with pytest.raises(InvalidInput, match="Le texte ne peut pas être complété"):
        with_visitor_words(sheet_text(), ["a\x00b"], fold)
    with pytest.raises(InvalidInput, match="64 Kio"):
        with_visitor_words(sheet_text(), [f"{n} mot" * 100 for n in range(200)], fold)
