"""A book in, its numbers as files out (`data.write_data`): CSV, workbooks, packages, and what the book is made with.

Of the publisher it imports the assembly and the reading.
"""
