"""The questionnaire of a year, made from its codebook: what units read, what a survey tool runs, how FTE are counted.

`form` has the questions as units see them; `page` sets them as HTML and PDF, `xlsform` as an XLSForm, `workbook` as the
help form for FTE, which it also reads again. `last_year` has last year's FTE to fill in, `making` writes the files.
"""
