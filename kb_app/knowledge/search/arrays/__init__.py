"""Whoosh's postings as arrays: made once for each segment, mapped in memory by every process."""
