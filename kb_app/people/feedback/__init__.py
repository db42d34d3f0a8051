"""What agents say of a passage, and what became of it."""
