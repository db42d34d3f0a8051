"""Authors' cases: read, played, measured, proposed."""
