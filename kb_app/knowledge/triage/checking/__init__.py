"""The rules a tree is held to, by walking it."""
