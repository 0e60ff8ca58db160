"""How a table or a page is cited."""

from bs4 import BeautifulSoup

from is248.publish.site.citing import citing
from pages import edition_with


def fold(**changes) -> BeautifulSoup:
    made = citing(edition_with(**changes)).fold("Figur 3.1", "Alle <her> & der.", "chapters/03.html", "fig-x")
    return BeautifulSoup(made, "html.parser")


def test_the_link_is_that_of_the_published_book_where_it_is_known():
    made = fold(address="https://eksempel.no/bok/")
    assert made.div.get_text().endswith("https://eksempel.no/bok/chapters/03.html#fig-x")
    assert "  url         = {https://eksempel.no/bok/chapters/03.html#fig-x}\n}" in made.code.get_text()
    assert "http" not in fold(address="").get_text()


def test_the_caption_is_text_and_ends_once():
    made = fold()
    assert "Figur 3.1: Alle <her> & der. I " in made.div.get_text()
    assert "  title       = {{Figur 3.1: Alle <her> & der}},\n  booktitle   = {" in made.code.get_text()
