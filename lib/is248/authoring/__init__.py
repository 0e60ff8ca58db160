"""What is done to the authors' files beside writing in them: their one form, merging, new chapters, references.

- `layout`: a chapter as JupyterLab saves it, without outputs, one sentence on a line
- `merging`: two people's versions of a chapter, merged sentence by sentence
- `outline`: a new chapter, another name or number, and what is wrong with `_quarto.yml`
- `bibliography`: references added by DOI, or from Zotero's file
"""
