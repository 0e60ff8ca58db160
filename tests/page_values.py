"""The values in a finished page's prose, and the data behind them."""

import json

from bs4 import BeautifulSoup, Tag


def panels(soup: BeautifulSoup) -> dict:
    """What the page's panels show."""
    script = soup.find(id="value-panels")
    return json.loads(script.string) if script else {"values": {}, "codes": []}


def with_expressions(soup: BeautifulSoup) -> list[tuple[str, Tag]]:
    """Every value of the page's prose, with the expression that it came from."""
    known = panels(soup)
    return [
        (known["codes"][known["values"][value["data-value"]]["code"][-1]], value)
        for value in soup.find("main").select(".value")
    ]
