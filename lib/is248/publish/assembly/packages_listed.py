"""The list of the county governors' workbooks, in the place of the marker that a page has: `::: {#pakker}`."""

import re
from dataclasses import replace
from pathlib import Path

from is248.data import checks
from is248.data.edition import Edition
from is248.publish.assembly.book import Page
from is248.publish.assembly.rows import slug
from is248.wording.signs import inline

_MARKER = re.compile(r"^::::* *\{#pakker\}\s*^::::*[ ]*$", re.MULTILINE)


def with_packages(pages: list[Page], edition: Edition) -> list[Page]:
    """Return the pages with links to the packages in the place of the marker, an empty div `::: {#pakker}`.

    In the PDF, which has no files beside it, stands nothing.
    """
    if not any(_MARKER.search(page.markdown) for page in pages):
        return pages
    units = checks.read(Path(f"data/reference/units-{edition.year}.csv"))
    names = checks.groups_of(checks.checked("data/reference/groups.csv", checks.GROUPS), edition.year)
    there = set(units["county"].unique())
    counties = [c for c in names.loc[names["grouping"] == "county", "group"] if c in there]

    def told(page: Page) -> str:
        links = [f"- [{inline(county)}]({page.up}../packages/{slug(county)}.xlsx)" for county in counties]
        return '::: {.content-visible when-format="html"}\n' + "\n".join(links) + "\n:::"

    return [replace(page, markdown=_MARKER.sub(lambda _, page=page: told(page), page.markdown)) for page in pages]
