"""The executed chapters in, a `book.Book` of plain pages out (`numbering.assemble`): numbers, captions, colophon.

It imports no other room of the publisher.
"""
