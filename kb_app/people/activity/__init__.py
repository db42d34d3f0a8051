"""What happened, counted and never for whom: what is searched, found, and not found."""
