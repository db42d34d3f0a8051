"""Passwords: which are accepted, and how they are kept and verified.

The rules are those of OWASP ASVS 5.0 (length and blocklist, no composition rule); the cost is
the first choice of the OWASP Password Storage Cheat Sheet for argon2id.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kb_app.errors import InvalidInput

MIN_LENGTH = 15
MAX_LENGTH = 128

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Below this many characters that nothing announces, a password is found by trying.
_FEWEST_SURPRISES = 6
_SHORTEST_WORD = 4
_SHORTEST_RUN = 3

# The alphabet and the digits go round; keyboards are French, English and Swiss.
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "0123456789" * 2,
    *["azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertz"],
)
_RUNS = "\n".join([*_ROWS, *(row[::-1] for row in _ROWS)])
_SEPARATORS = frozenset("-_.,;:!?/'’\"")
_LOOK_ALIKES = str.maketrans("0134578$@", "oieastbsa")


def check(password: str, known: Iterable[str]) -> None:
    """Accept a new password, or raise InvalidInput saying in French what to change.

    `known` are texts an attacker has: the login, the name, the site's name. From 15 to 128
    characters, spaces included, counted once composed (NFC).
    """
    length = len(_composed(password))
    if length < MIN_LENGTH:
        raise InvalidInput(
            f"Ce mot de passe est trop court ({length} sur {MIN_LENGTH} caractères au moins). "
            "Quatre ou cinq mots sans rapport conviennent bien."
        )
    if length > MAX_LENGTH:
        raise InvalidInput(
            f"Ce mot de passe est trop long : {MAX_LENGTH} caractères au plus, espaces comprises."
        )
    if _predictable(password, known):
        raise InvalidInput(
            "Ce mot de passe est trop facile à deviner : il se répète, suit l’ordre du clavier, "
            "ou reprend votre nom, votre identifiant ou une expression courante. "
            "Essayez quatre ou cinq mots sans rapport."
        )


def hash_password(password: str) -> str:
    """Return the text to keep: argon2id, with its salt and its cost."""
    return _HASHER.hash(_encoded(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Say whether the password is the one kept; take as long when nothing is kept."""
    # Cut, not refused: a megabyte must cost no more than a word, and answer no sooner.
    # Four times, because a composed character may be typed as that many.
    typed = _encoded(password[: 4 * MAX_LENGTH])
    try:
        _HASHER.verify(password_hash or _NOBODY, typed)
    except (VerifyMismatchError, InvalidHashError, UnicodeEncodeError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Say whether the hash was made at another cost than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _encoded(password: str) -> bytes:
    return _composed(password).encode("utf-8", "surrogatepass")


def _nobody() -> str:
    """Write a hash, at today's cost, that no password has."""
    salt, digest = (
        b64encode(bytes(size)).decode().rstrip("=") for size in (_HASHER.salt_len, _HASHER.hash_len)
    )
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


_NOBODY = _nobody()


def _predictable(password: str, known: Iterable[str]) -> bool:
    words = _COMMON | {word for text in known for word in _words(text)}
    folded = _folded(password)
    readings = (folded, folded.translate(_LOOK_ALIKES))
    return _repeats(folded) or any(
        _surprises(_without(text, words)) < _FEWEST_SURPRISES for text in readings
    )


def _folded(text: str) -> str:
    """Drop case, accents, spaces and the punctuation between words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(
        c for c in decomposed if not (c.isspace() or c in _SEPARATORS or unicodedata.combining(c))
    )


def _words(text: str) -> set[str]:
    parts = {_folded(part) for part in (text, *re.split(r"[\W_]+", text))}
    return {part for part in parts if len(part) >= _SHORTEST_WORD}


def _common() -> frozenset[str]:
    lines = files(__package__).joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(_folded(line) for line in lines if line and not line.startswith("#"))


_COMMON = _common()


def _repeats(text: str) -> bool:
    """Say whether a text too short to be a password is written twice or more."""
    units = range(1, min(MIN_LENGTH, len(text) // 2 + 1))
    return any(text.startswith(text[unit:]) for unit in units)


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "\0")
    return text


def _surprises(text: str) -> int:
    """Count the characters that neither repeat the one before nor follow it on a keyboard."""
    once = re.sub(r"(.)\1+", r"\1", text, flags=re.DOTALL)
    count = at = 0
    while at < len(once):
        run = _run(once, at)
        count += once[at] != "\0"
        at += run
    return count


def _run(text: str, start: int) -> int:
    end = start + _SHORTEST_RUN
    if len(text) < end or text[start:end] not in _RUNS:
        return 1
    while end < len(text) and text[start : end + 1] in _RUNS:
        end += 1
    return end - start
