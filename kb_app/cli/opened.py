"""The house a command works in."""

from __future__ import annotations

from kb_app.config import read_settings
from kb_app.web.house import House, open_house


def opened() -> House:
    """Open the instance that the environment names."""
    return open_house(read_settings())
