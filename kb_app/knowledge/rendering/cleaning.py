"""The allow-list, and the only place of the project that makes `Markup`."""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup

TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code"),
    *("em", "strong", "s", "small", "span", "abbr", "a", "ul", "ol", "li", "aside", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
CLASSES = {
    "aside": {"bloc", "bloc-attention", "bloc-a-savoir", "bloc-agent"},
    "p": {"bloc-titre"},
    "ol": {"etapes"},
    "a": {"montant", "montant-perdu"},
    "span": {"montant", "montant-perdu", "sigle"},
    "small": {"montant-note"},
    "div": {"tableau"},
    "th": {"centre", "droite"},
    "td": {"centre", "droite"},
}
_HEADINGS = {f"h{level}": {"id"} for level in range(2, 7)}
_ATTRIBUTES = {
    "a": {"href", "rel", "title"},
    "span": {"title"},
    "abbr": {"title"},
    "ol": {"start"},
    "aside": {"aria-label"},
    "div": {"aria-label"},
    **_HEADINGS,
}
_VALUES = {
    "aside": {"role": {"note"}},
    "div": {"role": {"region"}, "tabindex": {"0"}},
    "th": {"scope": {"col"}},
}
SCHEMES = {"https", "mailto"}

# An address of this site or an anchor of this page: `//host` and `/\host` leave the site.
_OURS = re.compile(r"/(?![/\\])|#")

_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    tag_attribute_values=_VALUES,
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    url_relative=lambda url: url if _OURS.match(url) else None,
    link_rel=None,
)


def clean(html: str) -> Markup:
    """Keep what the allow-list names and nothing else, as valid HTML."""
    return Markup(_CLEANER.clean(html))
