"""Which heads a cell stands under: said in the table itself where they stand in two lines."""

from xml.etree import ElementTree

_KEPT = "\ue000"  # for &, so that what is escaped stays escaped: no text of a table has this sign (`signs.clean`)


def with_headers(table: str, label: str) -> str:
    """Return an HTML table with two lines of heads in which every cell names its heads; any other one as it is.

    Parameters
    ----------
    table : str
        From `analysis.markup.to_html`: well-formed, and no cell of its body spans rows.
    label : str
        The table's own, by which the heads get their ids.
    """
    if table.partition("</thead>")[0].count("<tr") < 2:
        return table
    root = ElementTree.fromstring(table.replace("&", _KEPT))
    columns = _columns(root.find("thead"), label)
    section = ""
    for number, line in enumerate(root.find("tbody")):
        name = line.find("th")
        name.set("id", f"{label}-r{number}")
        if line.get("class") == "section":
            section = f"{name.get('id')} "
        for cell, above in zip(line.findall("td"), columns[1:], strict=False):
            cell.set("headers", f"{section}{name.get('id')} {above}")
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False).replace(_KEPT, "&")


def _columns(head: ElementTree.Element, label: str) -> list[str]:
    """Give every head an id, and return for each column the ids of its heads, the upper one first."""
    places: dict[tuple[int, int], str] = {}
    for level, line in enumerate(head):
        column = 0
        for cell in line:
            while (level, column) in places:
                column += 1
            id = f"{label}-h{level}-{column}" if cell.tag == "th" else ""
            if id:
                cell.set("id", id)
            for below in range(int(cell.get("rowspan", 1))):
                for beside in range(int(cell.get("colspan", 1))):
                    places[level + below, column + beside] = id
    width = 1 + max(column for _, column in places)
    return [
        " ".join(dict.fromkeys(places.get((level, column), "") for level in range(len(head))))
        for column in range(width)
    ]
