"""A book's pages in, Pandoc's documents out (`pandoc.read_book`): sections numbered, references and citations set.

What HTML and PDF can't have is refused here. Of the publisher it imports the assembly.
"""
