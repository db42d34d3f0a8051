"""`kb check` stays quick on a national library."""

from __future__ import annotations

import pytest

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.model import Level, Problem
from kb_app.knowledge.content.read import read
from tests.factories import TODAY, operator_text, sheet_text
from tests.timing import seconds

SHEETS = 3_000
SECTIONS = (
    "En bref",
    "Conditions",
    "Étapes en ligne",
    "Sans internet",
    "Pièges",
    "Quand saisir le référent",
)


def body(number: int) -> str:
    """Return a text of the length of a real sheet, with its list, links and blocks."""
    parts = []
    for section in SECTIONS:
        parts.append(
            f"## {section}\n\nLe visiteur ouvre le [site](https://www.caf.fr/F{number}).\n\n"
        )
        parts += [
            f"{step}. Vérifiez **avec lui** chaque ligne du dossier.\n" for step in range(1, 5)
        ]
        near = f"operators/caf/fiche-{(number + 7) % SHEETS}.md"
        parts.append(f"\nVoir aussi [la fiche voisine]({near}).\n\n")
    return "".join(parts) + ":::agent\nNotez la demande d’allocation (AAH) et sa date.\n:::\n"


@pytest.mark.slow
def test_three_thousand_sheets_are_checked_in_under_five_seconds() -> None:
    texts = {
        f"operators/caf/fiche-{n}.md": sheet_text(
            f"CAF-{n}",
            themes=["famille"],
            pieces=["rib"],
            voir_aussi=[f"operators/caf/fiche-{(n + 1) % SHEETS}.md"],
            body=body(n),
        )
        for n in range(SHEETS)
    } | {
        "operators/caf/operator.yaml": operator_text(),
        "vocabulary/themes.yaml": "famille: { titre: Famille }",
        "vocabulary/documents.yaml": "rib: { texte: RIB, forme: copie }",
    }
    problems: list[Problem] = []

    def work() -> None:
        problems.extend(check({path: read(path, text) for path, text in texts.items()}, TODAY))

    assert seconds(work, 5) < 5
    assert not [problem for problem in problems if problem.level is Level.ERROR]
