"""Every real visit of a tree, one representative of each kind."""
