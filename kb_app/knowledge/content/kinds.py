"""What a document is, told by its path alone."""

from __future__ import annotations

import re

from kb_app.knowledge.content.model import Kind

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SHEET = re.compile(rf"operators/({_SLUG})/({_SLUG})\.md")
_OPERATOR = re.compile(rf"operators/({_SLUG})/operator\.yaml")
_TREE = re.compile(rf"operators/({_SLUG})/trees/({_SLUG})(\.cases)?\.yaml")
_VOCABULARY = {
    "vocabulary/synonyms.yaml": Kind.SYNONYMS,
    "vocabulary/documents.yaml": Kind.DOCUMENTS,
    "vocabulary/themes.yaml": Kind.THEMES,
    "vocabulary/search-cases.yaml": Kind.SEARCH_CASES,
    "vocabulary/figures.yaml": Kind.FIGURES,
    "vocabulary/glossary.yaml": Kind.GLOSSARY,
}

# Longer paths do not fit every file system or an address bar.
_LONGEST = 200


def kind_of(path: str) -> Kind | None:
    """Return the kind of the document at `path`, relative to the library, or None.

    Anything that is not exactly a document's place has no kind: `..`, absolute paths, capitals,
    accents, other suffixes, paths over 200 characters.
    """
    if len(path) > _LONGEST:
        return None
    if _SHEET.fullmatch(path):
        return Kind.SHEET
    if _OPERATOR.fullmatch(path):
        return Kind.OPERATOR
    if tree := _TREE.fullmatch(path):
        return Kind.CASES if tree[3] else Kind.TREE
    return _VOCABULARY.get(path)


def is_operator(slug: str) -> bool:
    """Tell whether an operator may be called so: the name of its folder."""
    return bool(_OPERATOR.fullmatch(f"operators/{slug}/operator.yaml")) and len(slug) <= 60


def folder_of(path: str) -> str:
    """Return the operator's slug in the path of a sheet, a tree, its cases or an operator."""
    return path.split("/")[1]


def slug_of(path: str) -> str:
    """Return the last part of the path, without its suffix: a tree and its cases have the same."""
    return path.rsplit("/", 1)[-1].split(".", 1)[0]


def id_of(path: str) -> str:
    """Return how trees name the sheet or tree at that path: `cpam/carte-vitale`."""
    return f"{folder_of(path)}/{slug_of(path)}"


def sheet_path(id: str) -> str:
    """Return the path of the sheet that trees call `cpam/carte-vitale`."""
    operator, _, slug = id.partition("/")
    return f"operators/{operator}/{slug}.md"


def tree_path(id: str) -> str:
    """Return the path of the tree called `cpam/carte-vitale`."""
    operator, _, slug = id.partition("/")
    return f"operators/{operator}/trees/{slug}.yaml"


def cases_path(id: str) -> str:
    """Return the path of the cases of the tree called `cpam/carte-vitale`."""
    return tree_path(id).removesuffix(".yaml") + ".cases.yaml"
