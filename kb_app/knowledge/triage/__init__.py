"""Triage: trees that route a request to one of three endings. Parse, check, walk, cases."""
