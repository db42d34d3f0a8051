"""Numbers as people write them in French."""

from __future__ import annotations

import re
from decimal import Decimal

_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,10})?")
_INTEGER = re.compile(r"-?[0-9]{1,15}")


def number_of(text: str) -> int | Decimal | None:
    """Return the number written `12`, `-3`, `1 200,50`, None for anything else."""
    if _INTEGER.fullmatch(text):
        return int(text)
    plain = _SPACES.sub("", text.strip())
    if not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain.replace(",", "."))
    return int(number) if number == number.to_integral_value() else number
