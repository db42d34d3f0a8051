"""Addresses are promises: one that was given out is never taken back."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

PROMISED = Path(__file__).with_name("addresses.txt").read_text(encoding="utf-8").split()


def test_every_promised_address_still_exists_and_every_new_one_is_promised(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules()} == set(PROMISED)
