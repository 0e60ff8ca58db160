"""The face that chapters use. It composes data, analysis and figures, and nothing below knows it.

In goes an edition's data (`Core`); out come objects that all answer to the same words: pct, n, base, before, change,
development, by, table, figure.
"""

from is248.survey.face import Survey, open_survey
