"""Pandoc's documents in, the HTML book out (`html.write_site`): pages, search, panels of numbers, notebooks, units.

Of the publisher it imports the assembly and the reading.
"""
