"""Full-text search in French: analysis, the Whoosh index, ranking, suggestions."""
