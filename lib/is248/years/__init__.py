"""Between the years: an edition in, the start of the next one out, and what an edition contradicts.

`start.new_year` makes the files of a year, `checklist` tells what is left, `freezing` carries numbers into the history;
`consistency` and `accuracy` are lists for a person to read. It imports survey and all below it (of chapters
`linter` alone), publish, and of comparison `questions` alone; only the command line imports it.
"""
