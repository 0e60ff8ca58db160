"""Publishing: executed chapters in, dist/<year> out: HTML, PDF, data files and packages.

`numbering.assemble` makes a `book.Book` of pages, `staging.stage` writes it down for Quarto or Pandoc, and `pandoc`,
`html` and `typst`, or `quarto`, render it. The publisher computes nothing of the survey: tables, figures and values
come with the chapters. It imports chapters, analysis, figures, data and wording; never survey, comparison or years.
"""
