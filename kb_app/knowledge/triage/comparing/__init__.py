"""Two versions of a tree held together: what changes for the same visit, and for whom."""
