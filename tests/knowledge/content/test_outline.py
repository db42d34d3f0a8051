"""What a body is made of is the same whether it is read line by line or parsed."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb_app.knowledge.content.markdown import Heading, Link, outline, parsed_outline, tokens
from kb_app.knowledge.content.plain_markdown import plain_outline

# Pieces in which the two readings could differ: block starts, breaks, marks, odd spaces.
PIECES = [
    "a", "é b", "# ", "## T", "- ", "+ ", "* ", "1. ", "2. ", "13. ", "1) ", ":::", "agent",
    ":::agent", ":::info", "\n", "\n\n", " ", "  ", "    ", "[x](operators/a/b.md)",
    "[x](https://a.fr/B?c#D)", "![x](https://a.fr)", "[", "]", "(", ")", "](", "!", "=", "-",
    "---", ">", "\u00a0", "_", "a_b", "_a", ".", ":", "[y](HTTP://É.fr)", "[z](a:b)", "\u2028",
    "\u000b", "\u001c", "[](x)", "[x](javascript:a)", "[x](//a)", "[x](mailto:A@b)", "[x](#a)",
    "[x](a--b)", "[x](https://xn--a.fr/)", "[x](https://A.fr)", "&amp;", "&", "**", "**Vol**",
    "**a b** ", "<https://a.fr>", "<https://A.fr>", "<b>", "[**a**](https://a.fr)", "\\", "\\_",
    "\\#", "\\-", "\\]", "1\\. a", "\\\\", "\\\n", "`", "~~~", "\ue001", "\t", "## a ##", "=\n",
    "[a]: b", "|", "|-|",
]  # fmt: skip


@example("Le total\n13. fait")
@example("- a\n2. b")
@example("1. a\n13. b\nc\n2. d")
@example("\\![](x)")
@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_reading_line_by_line_agrees_with_the_parser(body: str) -> None:
    plain = plain_outline(body)
    assert plain is None or plain == parsed_outline(body)


def test_an_ordinary_sheet_needs_no_parser() -> None:
    body = (
        "## En bref\n**Vol** : voir le [site](https://www.caf.fr/F1) ou <https://ants.gouv.fr>.\n\n"
        ":::agent\n1. Un\n2. Deux, n\\_3\n:::\n"
    )
    plain = plain_outline(body)
    assert plain is not None
    assert [link.target for link in plain.links] == [
        "https://www.caf.fr/F1",
        "https://ants.gouv.fr",
    ]
    assert [text.text for text in plain.texts][1:] == ["Un", "Deux, n_3"]


def test_headings_and_links_keep_their_line() -> None:
    found = outline(
        "Texte\nici [un](https://a.fr) et\n`x` [deux](https://b.fr)\n\nTitre\n===\n\n## Deux `c`\n"
    )
    assert found.headings == (Heading(1, "Titre", 5, 6), Heading(2, "Deux c", 8, 8))
    assert found.links == (Link("https://a.fr", 2), Link("https://b.fr", 3))


def test_what_looks_like_markup_in_code_is_neither_title_nor_link() -> None:
    found = outline("```\n# non\n[a](https://b.fr)\n:::agent\n```\n")
    assert found.headings == ()
    assert found.links == ()
    assert found.verbatim == (range(1, 6),)


def test_raw_html_and_images_never_come_out_of_the_parser() -> None:
    kinds = {
        child.type
        for token in tokens("<b>x</b> ![i](https://a.fr/x.png)\n\n<script>y</script>\n")
        for child in (token, *(token.children or ()))
    }
    assert not kinds & {"html_inline", "html_block", "image"}
