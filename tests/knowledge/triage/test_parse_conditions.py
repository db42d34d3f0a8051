"""Every form of a condition becomes what it means."""

from __future__ import annotations

import pytest

from kb_app.knowledge.triage.terms import (
    All,
    Any,
    Comparison,
    Condition,
    Containing,
    Contains,
    Not,
    Operator,
)
from kb_app.knowledge.triage.terms import Test as Compares
from tests.knowledge.triage.tree_blocks import question


def condition(si: str) -> Condition | None:
    (rule, _) = question(
        f"type: nombre\npuis: [ {{ si: {si}, va: seul }}, {{ sinon: seul }} ]"
    ).rules
    return rule.condition


def equal(about: str, *texts: str) -> Compares:
    return Compares(about, tuple(Comparison(Operator.EQUAL, text) for text in texts), 8)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{ q: msa }", equal("q", "msa")),
        ("{ q: [msa, autre] }", equal("q", "msa", "autre")),
        ("{ q: oui, r: non }", All((equal("q", "oui"), equal("r", "non")))),
        ('{ q: ">= 18" }', Compares("q", (Comparison(Operator.AT_LEAST, "18"),), 8)),
        ('{ q: "≥18" }', Compares("q", (Comparison(Operator.AT_LEAST, "18"),), 8)),
        ('{ q: "!= 3" }', Compares("q", (Comparison(Operator.DIFFERENT, "3"),), 8)),
        ('{ q: "== 3" }', Compares("q", (Comparison(Operator.EQUAL, "3"),), 8)),
        (
            '{ q: ["< 3", "> aujourd_hui - 2 mois"] }',
            Compares(
                "q",
                (
                    Comparison(Operator.LESS, "3"),
                    Comparison(Operator.MORE, "aujourd_hui - 2 mois"),
                ),
                8,
            ),
        ),
        ("{ q: { contient: permis } }", Contains("q", Containing.ALL, ("permis",), 8)),
        ("{ q: { contient_un_de: [a, b] } }", Contains("q", Containing.ONE, ("a", "b"), 8)),
        ("{ q: { contient_aucun_de: [a] } }", Contains("q", Containing.NONE, ("a",), 8)),
        ("{ pas: { q: a } }", Not(equal("q", "a"))),
        ("{ tous: [ { q: a }, { q: b } ] }", All((equal("q", "a"), equal("q", "b")))),
        (
            "{ un_des: [ { q: a }, { pas: { q: b } } ] }",
            Any((equal("q", "a"), Not(equal("q", "b")))),
        ),
        ("{ un_des: { q: a } }", equal("q", "a")),
    ],
)  # fmt: skip
def test_conditions(written: str, meant: Condition) -> None:
    assert condition(written) == meant


def test_conditions_nest_as_deep_as_real_rules_do() -> None:
    written = "{ q: a }"
    for _ in range(6):
        written = f"{{ pas: {{ un_des: [ {written} ] }} }}"
    assert condition(written) is not None
