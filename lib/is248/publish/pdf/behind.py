"""The numbers behind the figures: for those who can't see the drawings, the last part of the PDF."""

from collections.abc import Iterator

from is248.analysis.markup import to_typst
from is248.publish.assembly.book import Book, Exhibit, Page
from is248.publish.pdf.records import figure_table, told_by
from is248.wording.signs import typst_string, unescaped

TITLE = "Tallene bak figurene"
_LEAD = (
    "Her står tallene som hver figur viser, slik de er avrundet i boken. Figurer som bare viser tall fra en tabell i "
    "samme kapittel, er ikke med: under dem står hvilken tabell det er. Tabeller som er for brede for siden, står sist."
)


def pointers(page: Page) -> dict[str, str]:
    """Return, by figure, the words below it that lead to its numbers, as Typst: to a table beside it, or to here."""
    found = {}
    for figure in _figures(page):
        beside = told_by(figure, page.exhibits)
        place = f'<{beside.label}>, "tabell {beside.number}"' if beside else f'<tall-{figure.label}>, "{TITLE}"'
        found[figure.label] = f"#numbers-at({place})"
    return found


def numbers_behind(book: Book) -> str:
    """Return the part as Typst; nothing for a book without figures of its own."""
    parts = [part for page in book.pages for part in _page(page)]
    if not parts:
        return ""
    opening = f"#heading(level: 1, numbering: none)[{TITLE}] <tall-bak-figurene>\n\n#{typst_string(_LEAD)}\n\n"
    return opening + "".join(parts)


def _figures(page: Page) -> list[Exhibit]:
    return [exhibit for exhibit in page.exhibits if exhibit.kind == "figure" and exhibit.data["records"]]


def _page(page: Page) -> Iterator[str]:
    shown = [
        (figure, to_typst(figure_table(figure))) for figure in _figures(page) if not told_by(figure, page.exhibits)
    ]
    if shown:
        title = f"{page.number} {unescaped(page.title)}".strip()
        yield f"#heading(level: 2, numbering: none)[#{typst_string(title)}]\n\n"
    for figure, table in sorted(shown, key=lambda one: "#turned-table" in one[1]):  # each of those has its own page
        yield _numbers(figure, table)


def _numbers(exhibit: Exhibit, table: str) -> str:
    name = f"Figur {exhibit.number}"
    caption = f"#link(<{exhibit.label}>)[*{name}.*] #{typst_string(unescaped(exhibit.caption))}"
    breaks = "false" if table.startswith("#whole-table") else "true"
    return f"#numbers([{caption} #metadata(none) <tall-{exhibit.label}>], breaks: {breaks}, [{table}])\n\n"
