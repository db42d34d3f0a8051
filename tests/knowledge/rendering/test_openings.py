"""A sheet's first section, when it is the short answer, may be drawn before all else."""

from __future__ import annotations

import pytest

from kb_app.knowledge.rendering.model import Rendered
from kb_app.knowledge.rendering.render import LONGEST_OPENING, render


def shown(body: str, *, agent: bool = True) -> Rendered:
    return render(body, link_for=lambda path: None, agent=agent)


def test_the_opening_is_the_first_section_and_the_rest_what_follows() -> None:
    text = shown("## En bref\n\nFaites ceci.\n\n### Plus\n\nEt cela.\n\n## Pièges\n\nAucun.\n")
    assert "Et cela." in text.opening
    assert text.rest.startswith('<h2 id="s-pieges">')
    assert text.opening + text.rest == text.html
    assert [heading.text for heading in text.ahead] == ["Pièges"]


def test_what_stands_before_the_first_title_is_an_opening() -> None:
    text = shown("Faites ceci.\n\n## Pièges\n\nAucun.\n")
    assert text.opening == "<p>Faites ceci.</p>\n"
    assert text.ahead == text.contents


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Une seule section.",
        "## En bref\n\nRien d’autre.\n",
        "## En bref\n\n:::attention\n## Dedans\n\nUn titre dans un encadré ne coupe pas.\n:::\n",
        f"## Long\n\n{'mot ' * (LONGEST_OPENING // 4)}\n\n## Suite\n\nFin.\n",
    ],
)
def test_without_a_short_first_section_there_is_no_opening(body: str) -> None:
    text = shown(body)
    assert text.opening == ""
    assert text.rest == text.html
    assert text.ahead == text.contents


def test_what_an_agent_alone_may_read_is_not_in_the_opening_of_others() -> None:
    body = "## En bref\n\nPour tous.\n\n:::agent\nPour vous.\n:::\n\n## Pièges\n\nAucun.\n"
    assert "Pour vous." in shown(body).opening
    assert "Pour vous." not in shown(body, agent=False).html
    assert "Pour tous." in shown(body, agent=False).opening
