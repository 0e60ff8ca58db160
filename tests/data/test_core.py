"""What the rest of the library asks the core of an edition."""

import pandas as pd
import pytest

from is248.data.codebook import Codebook
from small_survey import CODEBOOK, FRAME, UNITS, made_survey

SIZES = pd.DataFrame({"size_group": ["small", "small", "small", "large", "large"]}, index=UNITS)


@pytest.mark.parametrize(
    ("of", "told"),
    [
        ({"plan": "Ny tekst."}, "Ny tekst. Det gjelder «Plan»."),
        ({"plan": "Ny tekst.", "kjent": "Ny tekst."}, "Ny tekst."),
    ],
)
def test_a_break_of_one_item_of_a_battery_says_what_it_is_about(of, told):
    book = CODEBOOK.model_dump()
    items = [one for one in book["questions"] if one["battery"] == "planer"]
    for one, why in zip(items, of.values(), strict=False):
        one["breaks"] = [{"year": 2024, "note": why}]
    core = made_survey(Codebook.model_validate(book), FRAME, SIZES, {})
    ids = [one["id"] for one in items]
    assert core.breaks(ids) == ((2024, told),)
    assert core.breaks(ids[:1]) == ((2024, "Ny tekst."),)
