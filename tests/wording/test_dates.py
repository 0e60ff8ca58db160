"""Dates in Norwegian."""

import datetime

from is248.wording import norwegian_date


def test_a_date_is_written_in_norwegian():
    assert norwegian_date(datetime.date(2024, 12, 1)) == "1. desember 2024"
