"""The fields that are searched: what each holds, how much it counts, and who may search it."""

from __future__ import annotations

from dataclasses import dataclass

from kb_app.knowledge.search.model import Entry, Scope


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is also the attribute of Entry, a text or a tuple of texts."""

    name: str
    weight: float
    length_penalty: float
    """BM25's b: 0 when a long field is no less about its words, 1 when it fully dilutes them."""
    scope: Scope = Scope.PUBLIC
    whole: bool = False
    """Whether it is one name, found only by the whole of it ("CAF-03", not "CAF")."""
    completes: bool = False
    """Whether each of its texts is proposed as one types."""


# Title, headings, body and ranking's constants: the best of some 120 combinations tried on the
# questions of bench/eval_corpus.py, where sheets have nothing else. The others by judgement: what
# visitors say outweighs what we call it, and a code that was typed leaves no doubt.
FIELDS = (
    #     name              weight  length penalty
    Field("code",              8.0, 0.0, whole=True),
    Field("title",             3.5, 0.6, completes=True),
    Field("visitor_words",     5.0, 0.3, completes=True),
    Field("summary",           2.0, 0.5),
    Field("operator_names",    1.5, 0.0),
    Field("headings",          1.0, 0.5),
    Field("body",              1.0, 0.6),
    Field("agent_body",        1.0, 0.6, scope=Scope.AGENT),
)  # fmt: skip


def readable(scope: Scope, fields: tuple[Field, ...] = FIELDS) -> tuple[Field, ...]:
    """Return the fields a reader of this scope may search, in the order of the table."""
    return tuple(field for field in fields if field.scope in (Scope.PUBLIC, scope))


def texts(entry: Entry, field: Field) -> tuple[str, ...]:
    """Return what the entry holds in the field, text by text."""
    value: str | tuple[str, ...] = getattr(entry, field.name)
    return (value,) if isinstance(value, str) else value
