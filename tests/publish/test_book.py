"""What a page and a book know of themselves."""

from dataclasses import replace
from pathlib import Path

import pytest

from is248.publish.assembly.book import way_up


@pytest.mark.parametrize(("file", "up"), [("index.qmd", ""), ("chapters/01-en.qmd", "../"), ("a/b/c.qmd", "../../")])
def test_the_way_up_leads_to_the_top_folder(small, file, up):
    assert way_up(Path(file)) == up == replace(small.pages[0], file=Path(file)).up


def test_the_exhibits_of_a_book_are_those_of_its_pages_in_order(small):
    assert [(exhibit.label, exhibit.kind, exhibit.number) for exhibit in small.exhibits] == [
        *(("tbl-en", "table", "1.1"), ("fig-en", "figure", "1.1")),
    ]


def test_publishers_count_appendices_from_one(small):
    assert [(page.number, page.counter) for page in small.pages if page.number] == [("1", 1), ("2", 2), ("A", 1)]
