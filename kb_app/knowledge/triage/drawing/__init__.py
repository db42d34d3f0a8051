"""A tree seen whole: as a picture, and as the same thing in text."""
