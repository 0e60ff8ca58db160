"""Dates in Norwegian."""

import datetime

_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)


def norwegian_date(date: datetime.date) -> str:
    """Return a date as «11. desember 2024»."""
    return f"{date.day}. {_MONTHS[date.month - 1]} {date.year}"
