"""Which text is true: every version of every document, and the snapshot everyone reads."""
