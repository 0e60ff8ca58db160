"""Data of an edition: read, typed and checked.

In come the files of `data/` and `params/`, out `Edition`, `Codebook`, `Responses`, `History`, `Grouping` and values on
another year's borders. What is wrong is a `Problem`, found by a `Rule`; both are in `problems`, for all who check
anything. It imports `wording` and `project` only.
"""
