"""A chapter: read, checked, executed, and made fit for its year."""
