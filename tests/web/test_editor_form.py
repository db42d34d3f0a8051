"""What the form of the editor sends, and the text that it makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.header import fields_of
from kb_app.web.views.editor_form import shown_fields, typed_text
from tests.factories import sheet_text
from tests.web.draft_forms import sent

SHIPPED = sorted(Path("content").glob("operators/*/*.md"))
RSA = "operators/caf/demander-le-rsa.md"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_a_form_that_nobody_touched_changes_nothing(file: Path) -> None:
    text = file.read_text("utf-8")
    assert typed_text(sent(fields_of(text)), text) == text


def test_what_is_typed_takes_the_place_of_what_was() -> None:
    text = sheet_text(retrait={"motif": "Elle change"})
    form = sent(fields_of(text))
    form["titre"] = "Le RSA : la demande\u200b\x0b"
    form["mots_du_public"] = "rsa\r\n\r\n rmi \r\nrsa"
    form["corps"] = "## En bref\r\n\r\nAutre\ufeff texte.\r\n"
    form.setlist("pieces", ["rib", "piece_identite"])
    form.setlist("sources.titre", ["Un", "", "Deux"])
    form.setlist("sources.adresse", ["https://a.fr", "", "https://b.fr"])
    form.setlist("sources.consulte_le", ["", "", "2026-01-02"])
    after = typed_text(form, text)
    found = fields_of(after)
    assert found.values["titre"] == "Le RSA : la demande\u200b"
    assert found.values["mots_du_public"] == ("rsa", "rmi")
    assert found.values["pieces"] == ("rib", "piece_identite")
    assert found.values["sources"] == (
        {"titre": "Un", "adresse": "https://a.fr"},
        {"titre": "Deux", "adresse": "https://b.fr", "consulte_le": "2026-01-02"},
    )
    assert found.body == "## En bref\n\nAutre texte.\n"
    assert 'retrait: {"motif": "Elle change"}\n' in after


def test_only_the_fields_of_the_form_are_read() -> None:
    form = sent(fields_of(sheet_text()))
    form["retrait"] = form["version"] = form["en_ligne.autre"] = "intrus"
    assert typed_text(form, sheet_text()) == sheet_text()


@pytest.mark.parametrize("missing", ["corps", "titre"])
def test_a_form_that_is_not_whole_takes_nothing_away(missing: str) -> None:
    form = sent(fields_of(sheet_text()))
    del form[missing]
    with pytest.raises(InvalidInput, match="incomplet"):
        typed_text(form, sheet_text())


def test_a_header_left_unreadable_by_someone_else_does_not_lose_ours() -> None:
    form = sent(fields_of(sheet_text(title="Le mien")))
    after = typed_text(form, "---\ntitre: [\n---\nLe sien\n")
    assert fields_of(after).values == fields_of(sheet_text(title="Le mien")).values


def test_a_document_written_whole_is_taken_as_it_is() -> None:
    assert typed_text(MultiDict({"texte": "a: b\r\nc: d"}), "x: y\n") == "a: b\nc: d"


def test_only_sheets_have_fields_and_a_reason_when_they_have_none() -> None:
    assert shown_fields("vocabulary/themes.yaml", "a: b\n") == (None, "")
    fields, reason = shown_fields(RSA, sheet_text())
    assert (fields is not None, reason) == (True, "")
    fields, reason = shown_fields(RSA, "Sans en-tête\n")
    assert fields is None
    assert "Ligne 1" in reason
