"""In the form, problems of the header speak of its fields as the form does, each beside its own."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb_app.knowledge.content.check import check
from kb_app.knowledge.content.header import FIELDS, fields_of
from kb_app.knowledge.content.read import read
from kb_app.knowledge.content.rules import RULES
from kb_app.knowledge.content.sheets import OPTIONAL, REQUIRED
from kb_app.people.accounts.model import Role
from kb_app.web.house import House
from kb_app.web.views.field_words import LABELS, label_of
from kb_app.web.views.problem_lines import WrittenProblem, written_problems
from tests.factories import TODAY, sheet_text, small_library
from tests.web.conftest import SignIn
from tests.web.draft_forms import JSON, begun, form_of, page_of

RSA = "operators/caf/demander-le-rsa.md"
LEFT = "operators/caf/retiree.md"
SITE = {"titre": "Site", "adresse": "https://www.caf.fr"}
FIGURE = """rsa:
  libelle: RSA
  valeurs:
    - valeur: "646,52"
      unite: €/mois
      source: { titre: Site, adresse: "https://www.caf.fr", consulte_le: 2026-01-02 }
      valide_du: 2026-01-01
      valide_jusqu_au: 2026-02-01
"""
LIBRARY = small_library() | {
    "vocabulary/themes.yaml": "famille: { titre: Famille }",
    "vocabulary/documents.yaml": "rib: { texte: RIB, forme: copie }",
    "vocabulary/figures.yaml": FIGURE,
    "operators/caf/autre.md": sheet_text("CAF-01", "Autre"),
    LEFT: sheet_text("CAF-99", "Ancienne", retrait={"motif": "Fini", "remplacee_par": RSA}),
}

# One fault of each rule that a header may break where a form shows it, and the field it is told
# at: None above the form. The first text is the value that breaks it.
FAULTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("Y04", {"mot_du_public": ["rsa"]}, None),
    ("Y06", {"titre": None}, "titre"),
    ("Y06", {"resume": None}, "resume"),
    ("Y06", {"issue_habituelle": None}, "issue_habituelle"),
    ("Y06", {"valide_du": None}, "valide_du"),
    ("Y06", {"a_revoir_avant": None}, "a_revoir_avant"),
    ("Y06", {"code": None}, "code"),
    ("Y06", {"en_ligne": {"adresse": "https://www.caf.fr"}}, "en_ligne.libelle"),
    ("Y06", {"en_ligne": {"libelle": "caf.fr"}}, "en_ligne.adresse"),
    ("Y06", {"telephone": {"horaires": "le matin"}}, "telephone.numero"),
    ("Y06", {"sources": [SITE, {"titre": "Deux"}]}, "sources.2.adresse"),
    ("Y06", {"retrait": {"remplacee_par": RSA}}, None),
    ("Y12", {"retrait": "x"}, None),
    ("Y13", {"delai": ""}, "delai"),
    ("Y13", {"mots_du_public": ["", "rsa"]}, "mots_du_public"),
    ("D02", {"valide_du": "hier"}, "valide_du"),
    ("D02", {"a_revoir_avant": "hier"}, "a_revoir_avant"),
    ("D02", {"sources": [SITE, SITE | {"consulte_le": "hier"}]}, "sources.2.consulte_le"),
    ("D03", {"en_ligne": {"libelle": "caf", "adresse": "caf.fr"}}, "en_ligne.adresse"),
    ("D03", {"sources": [{"titre": "Site", "adresse": "caf.fr"}]}, "sources.1.adresse"),
    ("D04", {"titre": "x" * 201}, "titre"),
    ("D04", {"telephone": {"numero": "1" * 50}}, "telephone.numero"),
    ("D04", {"sources": [SITE, {"titre": "x" * 1001, "adresse": "https://a.fr"}]},
     "sources.2.titre"),
    ("D05", {"issue_habituelle": "guichet"}, "issue_habituelle"),
    ("D06", {"voir_aussi": ["ailleurs"]}, "voir_aussi"),
    ("D07", {"version": "deux"}, None),
    ("D08", {"voir_aussi": ["operators/caf/absente.md"]}, "voir_aussi"),
    ("D09", {"code": "CAF-01"}, "code"),
    ("D11", {"themes": ["familles"]}, "themes"),
    ("D12", {"pieces": ["ribs"]}, "pieces"),
    ("D13", {"voir_aussi": [RSA]}, "voir_aussi"),
    ("D14", {"voir_aussi": [LEFT]}, "voir_aussi"),
    ("F02", {"code": "caf 3"}, "code"),
    ("F03", {"valide_du": "2027-01-01", "a_revoir_avant": "2026-12-01"}, "a_revoir_avant"),
    ("F20", {"issue_habituelle": "a_preciser"}, "issue_habituelle"),
    ("F21", {"resume": "x" * 300}, "resume"),
    ("F22", {"a_revoir_avant": "2026-06-01"}, "a_revoir_avant"),
    ("F23", {"sources": None}, "sources"),
    ("F24", {"mots_du_public": None}, "mots_du_public"),
    ("F25", {"resume": "un mot " * 40}, "resume"),
    ("F26", {"resume": "La demande de WXYZ se fait en ligne."}, "resume"),
    ("F27", {"retrait": {"motif": "Fini"}}, None),
    ("M08", {"delai": "{{ montant RSA }}"}, "delai"),
    ("M09", {"titre": "Le RSA de {{ montant: rsa }}"}, "titre"),
    ("M09", {"en_ligne": {"libelle": "{{ montant: rsa }}", "adresse": "https://www.caf.fr"}},
     "en_ligne.libelle"),
    ("M09", {"sources": [SITE, SITE | {"titre": "{{ montant: rsa }}"}]}, "sources.2.titre"),
    ("M10", {"cout": "{{ montant: absent }}"}, "cout"),
    ("M11", {"cout": "{{ montant: rsa }}"}, "cout"),
    ("M12", {"critere": "A-t-il moins de 50 € ?"}, "critere"),
]  # fmt: skip

# Rules that no form of a sheet meets at a field: its header cannot be read, so that there is no
# form; they are the body's, or the whole's; or they are those of other documents.
ELSEWHERE = {
    "unreadable": {"Y01", "Y02", "Y03", "Y05", "Y07", "Y08", "Y09", "Y10", "Y11", "F01"},
    "body": {f"F{n:02}" for n in range(4, 16)},
    "whole": {"D01", "D10", "D15", "B01", "J01"},
    "other": {"D16", "O01", "O02", "O03", "M01", "M02", "M03", "M04", "M05", "M06", "M07", "M13",
              "M14", "M15"},
}  # fmt: skip

KEYS = {
    *REQUIRED, *OPTIONAL, *(inner for _, within in FIELDS.values() for inner in within), "motif",
    "remplacee_par",
}  # fmt: skip
# A key as the check writes one: between quotes, before a colon, or with its underscore.
_ANY, _LONG = "|".join(KEYS), "|".join(key for key in KEYS if "_" in key)
KEY = re.compile(rf"«\s(?:{_ANY})\s»|\b(?:{_ANY}):|\b(?:{_LONG})\b")


def told(keys: dict[str, Any], form: bool = True) -> tuple[WrittenProblem, ...]:
    """Return what is told of the RSA's sheet with other keys, beside the library."""
    title = keys.get("titre", "Demander le RSA")
    text = sheet_text(**({"title": title} | keys if title else keys))
    readings = {path: read(path, each) for path, each in (LIBRARY | {RSA: text}).items()}
    found = [p for p in check(readings, TODAY) if p.path == RSA]
    return written_problems(found, RSA, fields_of(text) if form else None)


@pytest.mark.parametrize(("code", "keys", "field"), FAULTS)
def test_each_rule_of_the_header_names_its_field_as_the_form_does(
    code: str, keys: dict[str, Any], field: str | None
) -> None:
    problem = next(p for p in told(keys) if p.code == code)
    assert problem.field == field
    assert not KEY.search(problem.message), problem.message
    if field:
        assert label_of(field) in problem.message
        # What to do follows what is wrong.
        assert re.search(r"[;.]\s\w", problem.message), problem.message


def test_no_problem_told_beside_another_speaks_of_a_key_either() -> None:
    for _, keys, _ in FAULTS:
        for problem in told(keys):
            assert not KEY.search(problem.message), problem.message


def test_of_a_text_written_whole_problems_keep_the_keys_of_the_file() -> None:
    messages = [p.message for _, keys, _ in FAULTS for p in told(keys, form=False)]
    for key in ("resume", "a_revoir_avant", "mots_du_public", "issue_habituelle"):
        assert any(key in message for message in messages)


def test_every_rule_is_seeded_or_met_elsewhere() -> None:
    seeded = {code for code, _, _ in FAULTS}
    elsewhere = set().union(*ELSEWHERE.values())
    assert seeded & elsewhere == set()
    assert seeded | elsewhere == set(RULES)


def test_every_key_of_the_header_has_its_label() -> None:
    wanted = {*REQUIRED, *OPTIONAL}
    wanted |= {f"{key}.{each}" for key, (_, within) in FIELDS.items() for each in within}
    wanted |= {"retrait.motif", "retrait.remplacee_par"}
    assert set(LABELS) == wanted
    assert label_of("sources.12.consulte_le") == LABELS["sources.consulte_le"]
    assert label_of("inconnue") == ""


def test_the_form_calls_each_field_by_its_label(sign_in: SignIn, filled: House) -> None:
    page = html.unescape(page_of(sign_in(Role.TRAINER), begun(filled)))
    shown = re.findall(r"<(?:label|legend)[^>]*>([^<]+)<|aria-label=\"([^\"]+)\"", page)
    names = [first or second for first, second in shown]
    for key in FIELDS:
        inner = [f"{key}.{name}" for name in FIELDS[key][1]]
        for each in (key, *inner):
            assert any(name.startswith(LABELS[each]) for name in names), each


def controls(page: str) -> dict[str, str]:
    """Return the tag of each control by its id."""
    tags = re.findall(r"<(?:input|textarea|fieldset)\b[^>]*>", page)
    return {found[1]: tag for tag in tags if (found := re.search(r' id="([^"]+)"', tag))}


def test_what_is_wrong_is_told_beside_its_field_without_a_script(
    sign_in: SignIn, filled: House
) -> None:
    text = sheet_text(
        "caf 3",
        issue_habituelle="guichet",
        delai="x" * 1001,
        en_ligne={"libelle": "caf.fr", "adresse": "caf.fr"},
        sources=[SITE, {"titre": "Deux", "adresse": "ici"}],
        themes=["absent"],
        mot_du_public=["rsa"],
    )
    page = html.unescape(page_of(sign_in(Role.TRAINER), begun(filled, text)))
    tags = controls(page)
    ids = ("f-code", "f-issue_habituelle", "f-delai", "f-en_ligne-adresse", "source-2-adresse")
    for id in ids:
        at = "source-2" if id.startswith("source") else id
        assert 'aria-invalid="true"' in tags[id], id
        assert f"{at}-erreurs" in tags[id]
        [there] = re.findall(rf'<ul [^>]*id="{at}-erreurs".*?</ul>', page, re.DOTALL)
        assert 'class="wrong"' in there
    for id in ("f-titre", "f-en_ligne-libelle", "source-1-adresse", "source-2-titre"):
        assert "aria-invalid" not in tags[id], id
    [box] = re.findall(r'<input type="checkbox" name="themes" value="absent"[^>]*>', page)
    assert 'aria-invalid="true"' in box
    [above] = re.findall(r"<ul [^>]*data-elsewhere.*?</ul>", page, re.DOTALL)
    assert "« mot_du_public »" in above
    assert "texte entier" in above


def test_the_text_can_be_written_whole_and_the_form_comes_back(
    sign_in: SignIn, filled: House
) -> None:
    client: FlaskClient = sign_in(Role.TRAINER)
    draft = begun(filled, sheet_text("WHOLE-1", resume=None))
    address = f"/redaction/{draft.id}"
    assert f'href="{address}?entier=1"' in page_of(client, draft)
    whole = html.unescape(client.get(f"{address}?entier=1").get_data(as_text=True))
    assert "Il manque « resume »" in whole
    assert f'href="{address}"' in whole
    form = form_of(filled, draft, client)
    sent = {"csrf_token": form["csrf_token"], "texte": sheet_text("WHOLE-1", resume=None)}
    report = client.post(f"{address}/apercu", data=sent, headers=JSON).json
    assert report
    assert any("« resume »" in each["message"] for each in report["problems"])
    assert all(each["field"] is None for each in report["problems"])
