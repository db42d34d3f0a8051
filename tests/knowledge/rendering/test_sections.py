"""One section of a sheet, as the owner of a reported passage reads it."""

from __future__ import annotations

import pytest

from kb_app.knowledge.rendering.render import render
from kb_app.knowledge.rendering.sections import section

BODY = """\
En tête, sans titre.

## Conditions

Avoir **25 ans** ou [plus](https://exemple.fr).

### Exceptions

- Un enfant
- Deux enfants

:::agent
### Réservé

Appeler.
:::

## Pièges

| a | b |
|---|---|
| 1 | 2 |

## Conditions

Autres.
"""


def test_a_section_is_its_text_without_marks_sub_sections_included() -> None:
    assert section(BODY, "s-exceptions", agent=False) == "Exceptions\n\nUn enfant\n\nDeux enfants"
    assert section(BODY, "s-conditions", agent=True) == "\n\n".join(
        (
            *("Conditions", "Avoir 25 ans ou plus.", "Exceptions"),
            *("Un enfant", "Deux enfants", "Réservé", "Appeler."),
        )
    )


def test_what_is_for_agents_is_left_out_for_others() -> None:
    assert "Appeler" not in str(section(BODY, "s-conditions", agent=False))
    assert section(BODY, "s-reserve", agent=False) == ""


def test_namesakes_and_tables_are_found_at_their_place() -> None:
    assert section(BODY, "s-conditions-2", agent=False) == "Conditions\n\nAutres."
    assert section(BODY, "s-pieges", agent=False) == "Pièges\n\na\n\nb\n\n1\n\n2"


@pytest.mark.parametrize("anchor", ["", "conditions", "s-inconnu", "sources", "<script>"])
def test_an_unknown_anchor_has_no_section(anchor: str) -> None:
    assert section(BODY, anchor, agent=True) is None


def test_every_heading_of_the_page_has_one() -> None:
    contents = render(BODY, link_for=lambda _: None, agent=True).contents
    for heading in contents:
        text = section(BODY, heading.id, agent=True)
        assert text is not None
        assert text.startswith(heading.text)
