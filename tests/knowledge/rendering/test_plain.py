from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.rendering.model import PlainText
from kb_app.knowledge.rendering.plain import plain


def test_headings_public_text_and_agents_text_are_told_apart() -> None:
    body = (
        "## En bref\nLa carte **perdue** se déclare\nen [ligne](https://www.ameli.fr).\n\n"
        ":::agent Ligne directe\n## Référent\nLe `01 23`\n:::\n\n### Pièges\n- un\\\n  deux\n"
    )
    assert plain(body) == PlainText(
        ("En bref", "Pièges"),
        "La carte perdue se déclare en ligne.\nun deux",
        "Ligne directe\nRéférent\nLe 01 23",
    )


def test_a_table_is_read_row_by_row() -> None:
    body = "| Foyer | Plafond |\n|---|--:|\n| seul | 847\u00a0€ |\n| deux | |\n\naprès"
    assert plain(body).public == "Foyer Plafond\nseul 847\u00a0€\ndeux\naprès"


def test_marks_are_left_out_and_what_is_written_as_html_is_text() -> None:
    body = (
        "> ~~a~~ <b>c</b> &amp; &lt;\n\n---\n\n```js\nd\n```\n\n[r][1] ***e***\n\n[1]: https://x.fr"
    )
    assert plain(body).public == "a <b>c</b> & <\nd\nr e"


def test_an_empty_body_has_no_text() -> None:
    assert plain("##\n\n:::agent\n:::\n") == PlainText((), "", "")


@given(st.text(alphabet="abé \n*_`[]()#>-|:<&;1.", max_size=120))
def test_plain_text_never_starts_or_doubles_blanks(body: str) -> None:
    text = plain(body)
    for part in (text.public, text.agent, *text.headings):
        assert part == part.strip()
        assert "  " not in part
        assert "\n\n" not in part
