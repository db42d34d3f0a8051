"""A folder of documents: read it whole, write it whole. Nothing outside the folder is touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb_app.errors import InvalidInput
from kb_app.knowledge.content.kinds import kind_of
from kb_app.knowledge.content.model import Problem

_ROOMS = ("operators", "vocabulary")
# Larger than any document may be; a file beyond it is refused without being read.
_READ_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Folder:
    texts: dict[str, str]
    """Text by document path, as written; line ends and byte-order mark normalised."""
    problems: tuple[Problem, ...]
    """Files that look like documents but cannot be read."""


def read_folder(folder: Path) -> Folder:
    """Read every document under a folder (or one file of it), in the order of their paths.

    Paths are relative to the folder that holds `operators/` and `vocabulary/`. Links are not
    followed, hidden files and files that are no document are left alone.
    """
    root = root_of(folder).absolute()
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in _files(folder):
        path = file.absolute().relative_to(root).as_posix()
        if kind_of(path) is None:
            problems += _misplaced(path)
            continue
        try:
            texts[path] = read_text(file)
        except InvalidInput as error:
            problems.append(Problem(path, 1, "D15", str(error)))
    return Folder(texts, tuple(problems))


def read_text(file: Path) -> str:
    """Return a file's text with LF line ends and no byte-order mark.

    Raises InvalidInput, saying why, when there is none to read.
    """
    try:
        if file.stat().st_size > _READ_LIMIT:
            raise InvalidInput("le fichier est trop gros (1 Mio au plus)")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        said = "le fichier n’est pas écrit en UTF-8 ; enregistrez-le dans ce codage"
        raise InvalidInput(said) from None
    except OSError:
        raise InvalidInput("le fichier ne peut pas être lu") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_folder(folder: Path, texts: Iterable[tuple[str, str]]) -> int:
    """Write documents under a folder, each whole or not at all; return how many.

    Raises InvalidInput when the folder holds something else, so that nothing is overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(f"Le dossier « {folder} » n’est pas vide : choisissez-en un nouveau.")
    count = 0
    for path, text in texts:
        if kind_of(path) is None:
            raise InvalidInput(f"« {path} » n’est pas le chemin d’un document.")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_file(folder / path, text)
        count += 1
    return count


def write_file(file: Path, text: str) -> None:
    """Write a text in place of what the file held: a crash leaves one or the other, whole.

    Raises OSError, naming the file, when the disk refuses; what it held is then still there.
    """
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(draft, mode)
        os.replace(draft, file)
    except OSError as error:
        os.unlink(draft)
        raise OSError(error.errno, error.strerror, str(file)) from error


def root_of(folder: Path) -> Path:
    """Find the folder that document paths are relative to, when a part of it is given."""
    whole = folder.absolute()
    if any((whole / room).is_dir() for room in _ROOMS):
        return folder
    for above, candidate in enumerate((whole, *whole.parents)):
        if candidate.name in _ROOMS:
            shown = (folder, *folder.parents)
            return shown[above + 1] if above + 1 < len(shown) else candidate.parent
    return folder


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise InvalidInput(f"Le dossier « {folder} » n’existe pas.")
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        files = (Path(parent, n) for n in sorted(names) if not n.startswith("."))
        found += [f for f in files if f.is_file() and not f.is_symlink()]
    return found


def _misplaced(path: str) -> list[Problem]:
    if not path.startswith(tuple(f"{room}/" for room in _ROOMS)):
        return []
    message = (
        "ce fichier n’est pas à une place de document ; attendu : operators/‹opérateur›/‹fiche›.md,"
        " operators/‹opérateur›/operator.yaml ou vocabulary/‹nom›.yaml, en minuscules sans accent"
    )
    return [Problem(path, 1, "D01", message)]
