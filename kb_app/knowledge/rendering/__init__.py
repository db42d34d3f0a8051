"""Markdown → safe HTML, plain text for the index, and what changed between two texts."""
