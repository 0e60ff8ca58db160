"""Data of an edition, read, typed and checked."""
