"""The schema that editors use knows the whole format, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb_app.knowledge.triage.reading.schema import MEANINGS, schema

EXAMPLE = Path(__file__).parent / "example" / "operators"
CONTENT = Path(__file__).parents[3] / "content" / "operators"


def trees(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/trees/*.yaml") if ".cases." not in path.name]


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


@pytest.mark.parametrize("path", [*trees(EXAMPLE), *trees(CONTENT)], ids=lambda path: path.stem)
def test_every_tree_we_have_is_valid(path: Path) -> None:
    assert not faults(read(path))


def test_every_form_of_the_format_is_valid() -> None:
    assert not faults(
        {
            "arbre": "a",
            "titre": "A",
            "operateur": "caf",
            "version": 3,
            "debut": "q",
            "renommages": {"questions": {"x": "q", "y": None}, "reponses": {"q": {"a": "b"}}},
            "alertes": [{"si": {"tous": [{"q": "b"}], "pas": {"q": ["a", "b"]}}, "va": "i"}],
            "calculs": {"total": {"somme": ["m", 12]}},
            "questions": {
                "q": {
                    "demander": [{"si": {"m": "> 3"}, "texte": "T"}, {"sinon": "U"}],
                    "reponses": {"a": None, "b": "B", "c": {"exclusif": "oui", "va": "i"}},
                },
                "d": {
                    "type": "date",
                    "demander": "D",
                    "apres": {"il_y_a": "2 ans"},
                    "avant": "aujourd_hui",
                    "puis": [{"sinon": "i"}],
                    "vide": "permis",
                },
            },
            "issues": {
                "i": {
                    "type": "referent",
                    "titre": "I",
                    "dire": "D",
                    "faire": ["un", {"texte": "deux", "si": {"q": "a"}}],
                    "fiches": ["caf/rsa", {"fiche": "caf/aah", "si": {"q": {"contient": "a"}}}],
                    "urgence": [{"niveau": "elevee", "si": {"q": "a"}}, "immediate"],
                    "echeance": [{"dans": "2 mois", "depuis": "d", "libelle": "L"}],
                    "referent": {"file": "caf/x", "reponse_sous": "72 h", "et_appeler": "oui"},
                    "transmettre": ["q"],
                }
            },
        }
    )


@pytest.mark.parametrize(
    ("where", "key"),
    [
        (("questions", "regime"), "demande"),
        (("questions", "regime", "reponses", "msa"), "vas"),
        (("issues", "ref_msa"), "piece"),
        (("issues", "ref_msa", "referent"), "sous"),
        ((), "question"),
    ],
)
def test_a_key_that_does_not_exist_is_a_fault(where: tuple[str, ...], key: str) -> None:
    tree = block = read(EXAMPLE / "cpam/trees/carte-vitale.yaml")
    for step in where:
        block = block[step]
    block[key] = "x"
    assert faults(tree)


def test_a_missing_key_is_a_fault() -> None:
    tree = read(EXAMPLE / "cpam/trees/carte-vitale.yaml")
    del tree["issues"]["ref_msa"]["dire"]
    assert faults(tree)


def test_the_schema_can_be_written_as_json_and_explains_its_keys() -> None:
    written = json.dumps(schema(), ensure_ascii=False)
    assert all(json.dumps(meaning, ensure_ascii=False) in written for meaning in MEANINGS.values())


def faults(value: Any) -> list[str]:
    """Validate as JSON Schema does, with the words our schema uses; an unknown word fails."""
    whole = schema()
    return list(_faults(value, whole, whole, "$"))


def _faults(value: Any, rule: Any, whole: Any, at: str) -> list[str]:
    found: list[str] = []
    for word, said in rule.items():
        found += _WORDS[word](value, said, rule, whole, at)
    return found


def _conditional(value: Any, said: Any, rule: Any, whole: Any, at: str) -> list[str]:
    branch = "else" if _faults(value, said, whole, at) else "then"
    return _faults(value, rule[branch], whole, at)


def _additional(value: Any, said: Any, rule: Any, whole: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return []
    others = {key: each for key, each in value.items() if key not in rule.get("properties", {})}
    if said is False:
        return [f"{at}.{key} is unknown" for key in others]
    return [f for key, each in others.items() for f in _faults(each, said, whole, f"{at}.{key}")]


_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def _typed(value: Any, said: Any, rule: Any, whole: Any, at: str) -> list[str]:
    names = [said] if isinstance(said, str) else said
    return [] if any(isinstance(value, _TYPES[name]) for name in names) else [f"{at} is no {said}"]


_WORDS: dict[str, Any] = {
    **dict.fromkeys(("$schema", "title", "description", "$defs", "then", "else"), lambda *_: []),
    "if": _conditional,
    "type": _typed,
    "additionalProperties": _additional,
    "enum": lambda v, said, r, w, at: [] if v in said else [f"{at}: {v}"],
    "pattern": lambda v, said, r, w, at: [] if re.search(said, v) else [f"{at}: {v}"],
    "required": lambda v, said, r, w, at: [
        f"{at}: no {key}" for key in said if isinstance(v, dict) and key not in v
    ],
    "minProperties": lambda v, said, r, w, at: [] if len(v) >= said else [f"{at} is empty"],
    "maxProperties": lambda v, said, r, w, at: [] if len(v) <= said else [f"{at} is full"],
    "anyOf": lambda v, said, r, w, at: (
        [] if any(not _faults(v, each, w, at) for each in said) else [f"{at}: none of the forms"]
    ),
    "$ref": lambda v, said, r, w, at: _faults(v, w["$defs"][said.rsplit("/", 1)[1]], w, at),
    "items": lambda v, said, r, w, at: [
        f
        for n, each in enumerate(v if isinstance(v, list) else ())
        for f in _faults(each, said, w, f"{at}[{n}]")
    ],
    "propertyNames": lambda v, said, r, w, at: [f for key in v for f in _faults(key, said, w, at)],
    "properties": lambda v, said, r, w, at: [
        f
        for key, each in (v.items() if isinstance(v, dict) else ())
        if key in said
        for f in _faults(each, said[key], w, f"{at}.{key}")
    ],
}
