"""Trees and cases: text to values, every mistake at its line."""
