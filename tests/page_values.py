"""The values in a finished page's prose, and the data behind them."""

import json
from pathlib import Path

from bs4 import BeautifulSoup, Tag


def panels(soup: BeautifulSoup, page: Path) -> dict:
    """What the page's panels show."""
    script = soup.find("script", attrs={"data-panels": True})
    if not script:
        return {"values": {}, "codes": []}
    text = (page.parent / script["data-panels"]).read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.valuePanels = ").removesuffix(";\n"))


def with_expressions(soup: BeautifulSoup, page: Path) -> list[tuple[str, Tag]]:
    """Every value of the page's prose, with the expression that it came from."""
    known = panels(soup, page)
    return [
        (known["codes"][known["values"][value["data-value"]]["code"][-1]], value)
        for value in soup.find("main").select(".value")
    ]
