"""Publishing: executed chapters in, dist/<year> out: HTML, PDF, data files and packages.

`assembly` makes a book of the chapters and `reading` has Pandoc read it; `site`, `pdf` and `files` write it, none of
which knows another, and `quarto` has Quarto do so. The publisher computes nothing of the survey: tables, figures and
values come with the chapters. It imports chapters, analysis, figures, data and wording; never survey, comparison or
years.
"""
