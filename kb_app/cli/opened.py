"""The house a command works in."""

from __future__ import annotations

import click

from kb_app.config import read_settings
from kb_app.web.house import House, open_house


def opened() -> House:
    """Open the instance that the environment names, until the command ends."""
    house = open_house(read_settings())
    click.get_current_context().call_on_close(house.engine.dispose)
    return house
