"""Measures behind the README's claims: `make bench`, or `python -m bench NAME…`."""
