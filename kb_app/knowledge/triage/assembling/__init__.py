"""A tree and the sub-trees it calls made into one, every citation resolved."""
