"""Sheets, operators and vocabulary: text to values, or every problem with its line."""
