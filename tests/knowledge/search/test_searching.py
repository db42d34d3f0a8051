from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.knowledge.search.index import Index
from kb_app.knowledge.search.model import Results, Scope
from tests.knowledge.search.search_factories import entry, opened, paths
from tests.timing import seconds

CASES = yaml.safe_load(Path("tests/cases/search/visiteurs.yaml").read_text("utf-8"))

HOSTILE = (
    "", " ", "*", "?", "*a*", "a*", "\\", '"', '""', "'", "«»", "(", ")", "[a TO b]", "{", "~", "^",
    "a~9999", "a^9e99", "title:", "agent_body:secret", "NOT", "AND OR NOT", "-a", "+a", "!a", "/a/",
    "(a+)+$", "%", "%s%n", "{{7*7}}", "<script>", "'; DROP TABLE x; --", "\x00", "a\x00b", "\ud800",
    "\u202ea", "e\u0301" * 100, "\u0301" * 200, "ﷺ" * 200, "ﬁ" * 200, "İ" * 200, "ß" * 200, "½²³º",
    "a" * 200, "a-" * 100, "a'" * 100, "l'" * 100, "a.b." * 50, "1" * 200, "é " * 100, "字" * 200,
    "👩‍👩‍👧‍👦" * 20, "\n" * 200, "\t\r\n", " ", "­a", "..", "../../etc/passwd", "_" * 200,
    "la le les", '"' * 200, '"a b" ' * 30, '"carte grise', "a1" * 100,
    " ".join("abcdefghijklmnopqrstuvwxyz" * 3),
)  # fmt: skip


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return opened(
        tmp_path_factory.mktemp("visitors"),
        *(
            entry(
                sheet["code"], code=sheet["code"], title=sheet["titre"], body=sheet["texte"],
                visitor_words=tuple(sheet["mots_du_public"]),
            )
            for sheet in CASES["fiches"]
        ),
    )  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), CASES["questions"].items())
def test_what_a_visitor_says_finds_the_sheet(visitors: Index, said: str, expected: str) -> None:
    assert visitors.search(said, scope=Scope.PUBLIC).results[0].code == expected


@pytest.mark.parametrize("said", CASES["questions"])
def test_capitals_and_missing_accents_change_nothing(visitors: Index, said: str) -> None:
    plain = visitors.search(said, scope=Scope.PUBLIC)
    for same in (said.upper(), said.replace("e", "é") if "é" not in said else said):
        assert [(r.path, r.score) for r in visitors.search(same, scope=Scope.PUBLIC).results] == [
            (r.path, r.score) for r in plain.results
        ]


def test_quotes_mean_exactly_these_words_side_by_side_in_one_text(tmp_path: Path) -> None:
    index = opened(
        tmp_path,
        entry("together", body="Refaire sa carte grise en ligne."),
        entry("apart", title="Carte", body="La carte est perdue, la voiture est grise."),
        entry("across", title="Carte", visitor_words=("grise",)),
        entry("plural", body="Les cartes grises."),
    )
    assert len(index.search("carte grise", scope=Scope.PUBLIC).results) == 4
    assert paths(index.search("« Carte grise »", scope=Scope.PUBLIC)) == ["together"]
    assert paths(index.search('"cartes"', scope=Scope.PUBLIC)) == ["plural"]
    assert paths(index.search('"sa carte" ligne', scope=Scope.PUBLIC)) == ["together"]
    assert paths(index.search('"carte sa"', scope=Scope.PUBLIC)) == []


def test_an_acronym_finds_its_operator_before_the_codes_made_of_it(tmp_path: Path) -> None:
    index = opened(
        tmp_path,
        entry("card", kind="operator", code="CAF", title="Allocations familiales"),
        *(entry(f"sheet{n}", code=f"CAF-0{n}", title="Compte CAF") for n in range(4)),
    )
    assert paths(index.search("caf", scope=Scope.PUBLIC))[0] == "card"
    for code in ("CAF 02", "caf-02", "caf02", "la fiche CAF-02 du compte CAF"):
        assert paths(index.search(code, scope=Scope.PUBLIC))[0] == "sheet2"


def test_equal_scores_come_in_order_of_path(tmp_path: Path) -> None:
    same = {"title": "Carte grise", "body": "Demande de carte."}
    index = opened(tmp_path, *(entry(path, **same) for path in ("c", "a", "b", "d")))
    assert paths(index.search("carte", scope=Scope.PUBLIC, limit=3)) == ["a", "b", "c"]


def test_filters_are_part_of_the_question_and_facets_count_before_their_own(
    tmp_path: Path,
) -> None:
    index = opened(
        tmp_path,
        entry("a", title="carte", operator="caf", ending="autonomie"),
        entry("b", title="carte", operator="caf", ending="referent"),
        entry("c", title="carte", operator="cpam", ending="autonomie"),
        entry("d", title="carte", operator="cpam", ending="", kind="operator"),
        entry("e", title="autre", operator="msa", ending="autonomie"),
    )
    found = index.search("carte", scope=Scope.PUBLIC, operators=["caf"], endings=["autonomie"])
    assert (paths(found), found.total) == (["a"], 1)
    assert [(f.value, f.count) for f in found.operators] == [("caf", 1), ("cpam", 1)]
    assert [(f.value, f.count) for f in found.endings] == [("autonomie", 1), ("referent", 1)]
    assert paths(index.search("carte", scope=Scope.PUBLIC, kinds=["operator"])) == ["d"]
    everything = index.search("carte", scope=Scope.PUBLIC, limit=1)
    assert (len(everything.results), everything.total) == (1, 4)
    assert [(f.value, f.count) for f in everything.operators] == [("caf", 2), ("cpam", 2)]


def test_nothing_reserved_to_agents_leaks_to_the_public(tmp_path: Path) -> None:
    bodies = {"a": "Le dossier de carte.", "b": "Un dossier.", "c": "Encore un dossier, une carte."}
    hidden = [
        entry(p, body=b, agent_body=f"dossier zyzzyva {'carte ' * 30}") for p, b in bodies.items()
    ]
    bare = [entry(p, body=b) for p, b in bodies.items()]
    index, without = opened(tmp_path / "with", *hidden), opened(tmp_path / "without", *bare)

    assert index.search("zyzzyva", scope=Scope.PUBLIC).total == 0
    assert index.search("zyzzyva", scope=Scope.AGENT).total == 3
    assert "zyzzyva" in str(index.search("zyzzyva", scope=Scope.AGENT))
    many = " ".join(f"mot{n}" for n in range(20))
    for question in ("dossier", "carte", "zyzzyva dossier", f'"dossier zyzzyva" {many} carte'):
        assert index.search(question, scope=Scope.PUBLIC) == without.search(
            question, scope=Scope.PUBLIC
        )


def test_of_a_long_question_the_twelve_rarest_words_are_searched(tmp_path: Path) -> None:
    once = "vitale grise loyer impôts élève permis formation canicule passeport taxe"
    index = opened(
        tmp_path,
        entry("a", body=f"{once} dossier retraite chômage emploi"),
        entry("b", body="dossier retraite chômage emploi"),
        entry("c", body="dossier"),
    )
    asked = f"Inconnu Dossiers {once} retraite chômage emplois"
    assert index.search(asked, scope=Scope.PUBLIC).ignored == ("Inconnu", "Dossiers", "emplois")
    assert index.search(once, scope=Scope.PUBLIC).ignored == ()


def test_a_question_too_long_is_refused(visitors: Index) -> None:
    with pytest.raises(InvalidInput):
        visitors.search("a" * (LONGEST_QUESTION + 1), scope=Scope.PUBLIC)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(visitors: Index, text: str) -> None:
    found: list[Results] = []

    def search() -> None:
        found.append(visitors.search(text[:LONGEST_QUESTION], scope=Scope.AGENT, limit=10))

    assert seconds(search, 0.5) < 0.5
    assert len(found[0].results) <= 10


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(max_size=LONGEST_QUESTION))
def test_any_text_gives_results_or_none(visitors: Index, text: str) -> None:
    visitors.search(text, scope=Scope.AGENT)


def test_an_empty_library_answers_nothing(tmp_path: Path) -> None:
    found = opened(tmp_path).search("carte", scope=Scope.PUBLIC)
    assert (found.total, found.results, found.operators) == (0, (), ())
