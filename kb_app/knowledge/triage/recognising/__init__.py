"""Facts first: what the agent types of the visitor's words, as answers to the tree's questions."""
