"""Functions of data: counts, tables, tests, texts."""
