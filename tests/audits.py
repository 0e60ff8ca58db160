"""What axe finds on a page, at a width and in a colour scheme."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (1400, 768, 390, 320)
SCHEMES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
MATRIX = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
_COLOURS = ["color-contrast", "link-in-text-block"]  # what the scheme decides, and what takes axe the most time
_LONG = "tbody tr:nth-child(n+8)"  # rows like those above them
_RUN = """([options, but]) => axe
          .run(but ? {exclude: [[but]]} : document, {...options, preload: false, resultTypes: ["violations"]})
          .then(found => found.violations.flatMap(one =>
              one.nodes.map(node => `${one.id}: ${node.target} ${node.html.slice(0, 120)}`)))"""


def load_axe(page: Page) -> None:
    """Load axe into the page; it stays there until the page goes."""
    page.evaluate(AXE_SCRIPT)


def audited(page: Page, width: int, scheme: str, whole: bool = False) -> list[str]:
    """Return what axe finds, after `load_axe`; of a long table's rows only the first are looked at, unless `whole`."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(**SCHEMES[scheme])
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    rules = {"type": "tag", "values": _TAGS} if scheme == "light" else {"type": "rule", "values": _COLOURS}
    return page.evaluate(_RUN, [{"runOnly": rules}, None if whole else _LONG])


def audited_but_for_colours(page: Page) -> list[str]:
    """Return what axe finds on the page as it is shown, its colours left out."""
    load_axe(page)
    rules = {rule: {"enabled": False} for rule in _COLOURS}
    return page.evaluate(_RUN, [{"runOnly": {"type": "tag", "values": _TAGS}, "rules": rules}, None])
