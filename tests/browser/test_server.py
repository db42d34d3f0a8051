"""The real server: what it refuses before the application is asked, and who sees a publication."""

from __future__ import annotations

import urllib.error

import pytest

from bench.instance import Client


def test_an_address_of_ten_thousand_characters_is_refused_in_french(server: Client) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.get("/recherche?q=" + "a" * 10_000)
    with refused.value:
        assert refused.value.code == 414
        assert "trop longue" in refused.value.read().decode()
