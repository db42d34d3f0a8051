"""What changed, for whom it is new."""
