"""The n-th write fails, for each n: a publication is there or not, and the next one works."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import faults

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Told:
    nth: int
    error: int
    forever: bool
    said: str
    state: str


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return faults.compiled(tmp_path_factory.mktemp("faults"))


def told(library: Path, kind: str, folder: Path, failures: int = 1) -> list[Told]:
    """Fail every write of that kind; `tests.faulty` itself ends in error on any state between."""
    lines = faults.run(library, "tests.faulty", kind, str(folder), str(failures))
    return [Told(**json.loads(line)) for line in lines]


def test_a_publication_under_a_failing_disk_is_there_or_not(library: Path, tmp_path: Path) -> None:
    found = told(library, "publication", tmp_path, failures=2)
    assert len({(each.error, each.nth) for each in found}) > 30
    # In a database already open, nothing is written once the commit has been.
    assert {each.state for each in found} == {"before"}
    assert all("disque plein" in each.said for each in found)


def test_so_it_is_when_the_disk_fails_as_the_database_is_opened_and_closed(
    library: Path, tmp_path: Path
) -> None:
    found = told(library, "publication-anew", tmp_path)
    before = [each for each in found if each.state == "before"]
    # What is read before is not refused by us: `web/errors.py` says that the base is away.
    refused = [each.said for each in before if not each.said.startswith("OperationalError")]
    assert len(refused) > 15
    assert all("réessayez" in said for said in refused)
    # Closing moves what was committed into the main file: what fails there is made up for later.
    after = [each for each in found if each.state == "after"]
    assert len(after) > 10
    assert {each.said for each in after} == {""}


def test_an_index_that_cannot_be_written_leaves_the_last_good_one(
    library: Path, tmp_path: Path
) -> None:
    found = told(library, "index", tmp_path)
    assert len(found) > 100
    assert {each.state for each in found} == {"before", "after"}
    assert all(each.said.startswith("OSError") for each in found)


def test_a_file_that_cannot_be_written_keeps_what_it_held(library: Path, tmp_path: Path) -> None:
    found = told(library, "file", tmp_path, failures=4)
    assert len(found) == 16
    assert {each.state for each in found} == {"before"}
    assert all(each.said.startswith("OSError") for each in found)
