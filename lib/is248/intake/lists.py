"""Lists of ticks: all answers to a question in one cell, as ODK («1 3») and many forms («Kurs; Annet») have them.

Some files have the boxes too: then both have to say the same.
"""

import re

import pandas as pd

from is248.data.codebook import Option
from is248.intake.cells import cell_text, label_reader

_DIVIDED = (r"\s*[;|\n]\s*", r"\s*,\s*", r"[\s,;]+")


def boxes_of(cells: pd.Series, options: list[Option]) -> dict[int, pd.Series]:
    """Return the box of each option: 1 and 0, nothing where there is no list, the list where it is no such."""
    chosen = {cell: _chosen(cell_text(cell), options) for cell in cells.dropna().unique()}

    def box(cell: object, code: int) -> str:
        return f"list: {cell_text(cell)}" if chosen[cell] is None else str(int(code in chosen[cell]))

    return {
        option.code: cells.map(lambda cell, code=option.code: box(cell, code), na_action="ignore").astype(object)
        for option in options
    }


def are_lists(cells: pd.Series, options: list[Option]) -> bool:
    """Return whether most of the filled cells are lists of options."""
    filled = cells.dropna()
    return bool(len(filled)) and filled.map(lambda cell: _chosen(cell_text(cell), options) is not None).mean() > 0.5


def agreed(boxes: pd.Series, says: pd.Series, listed: pd.Series) -> pd.Series:
    """Return boxes that stand beside a list; both texts where they don't say the same. `says`: 1 where ticked."""
    differ = listed.eq("1") != says.eq(1)
    both = "box: " + boxes.map(cell_text, na_action="ignore").fillna("") + ", list: " + listed.fillna("")
    return boxes.where(~differ, both).where(~listed.str.startswith("list", na=False), listed)


def _chosen(text: str, options: list[Option]) -> set[int] | None:
    """Return the codes of a list: of codes or labels, between blanks, commas or semicolons; None where one is neither.

    >>> [_chosen(text, [Option(code=1, label="Kurs"), Option(code=3, label="Kurs, lett")])
    ...  for text in ("1 3", "[1;3]", "Kurs, lett", "Kurs; Kurs, lett", "1 9", "1 1")]
    [{1, 3}, {1, 3}, {3}, {1, 3}, None, None]
    """
    of_label, codes = label_reader(options), {str(option.code): option.code for option in options}
    inner = re.sub(r"^(\d+)\.0$", r"\1", text.removeprefix("[").removesuffix("]").strip())
    inner = re.sub(r"[\s;,|]+$", "", inner)  # Microsoft Forms ends each answer with a semicolon
    for parts in ([inner], *(re.split(sign, inner) for sign in _DIVIDED)):
        found = [codes.get(part, of_label(part)) for part in parts]
        if None not in found:
            return set(found) if len(set(found)) == len(found) else None
    return None
