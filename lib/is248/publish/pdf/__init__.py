"""Pandoc's documents in, one tagged PDF out (`typst.write_pdf`): figures placed, row headers in the tag tree.

Of the publisher it imports the assembly and the reading.
"""
