"""A path alone tells what a document is, and nothing else is a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("operators/caf/demander-le-rsa.md", Kind.SHEET),
        ("operators/france-travail/s-actualiser.md", Kind.SHEET),
        ("operators/caf/operator.yaml", Kind.OPERATOR),
        ("vocabulary/synonyms.yaml", Kind.SYNONYMS),
        ("vocabulary/documents.yaml", Kind.DOCUMENTS),
        ("vocabulary/themes.yaml", Kind.THEMES),
        ("vocabulary/glossary.yaml", Kind.GLOSSARY),
    ],
)
def test_a_document_is_known_by_its_place(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    "path",
    [
        "",
        "README.md",
        "/operators/caf/rsa.md",
        "operators/caf/../caf/rsa.md",
        "operators/../rsa.md",
        "operators/caf/rsa.md\n",
        "operators/caf/RSA.md",
        "operators/caf/à-vérifier.md",
        "operators/caf/rsa-.md",
        "operators/caf/rsa--2.md",
        "operators/caf/rsa.markdown",
        "operators/caf/trop/profond.md",
        "operators\\caf\\rsa.md",
        "operators/caf/other.yaml",
        "vocabulary/mots.yaml",
        f"operators/caf/{'a' * 200}.md",
    ],
)
def test_anything_else_is_no_document(path: str) -> None:
    assert kind_of(path) is None


@given(st.text())
def test_no_path_with_a_way_out_is_ever_a_document(text: str) -> None:
    assert kind_of(f"operators/{text}/../x.md") is None
