"""The way of answers into the project: `is248 import` and `is248 check-data`.

In comes an export, out `responses.csv`, the warnings to decide on and the page about them. The way is `exports` (the
file: `kinds`, `letters`, `sheets` with `formats`, and `spss` read it), `headings`, `mapping` and `columns` (which
question a column is: by words, as confirmed, in all), `collected`, `lists`, `tools` and `spellings` (ways of writing
made one), `labels`, `missing`, `cells` and `numbers` (what they mean), `agreement` (what the file says twice),
`answers` (the whole), `rules` (what can't be right), `review` (what has been decided), `summary` and `importing`
(what came in; all of it, and the screen). It imports `data` and `project` only.
"""
