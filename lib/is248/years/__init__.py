"""The start, the checks and the close of a year."""
