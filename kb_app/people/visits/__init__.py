"""One request walked through a tree, pinned to its version; nothing about who the visitor is."""
