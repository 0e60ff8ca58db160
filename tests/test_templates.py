"""Templates: HTML is escaped, other text is not, and a name that isn't given stops."""

import jinja2
import pytest

from is248.templates import template
from is248.wording import capital


def write(project, name: str, text: str) -> None:
    (project / "templates" / name).write_text(text, encoding="utf-8")


def test_a_page_of_html_is_escaped_and_markdown_is_not(project):
    for name in ("x.html", "x.md.jinja"):
        write(project, name, "{{ words|capital }}")
    assert template("x.html", capital).render(words="a & b") == "A &amp; b"
    assert template("x.md.jinja", capital).render(words="a & b") == "A & b"


def test_a_name_that_the_template_is_not_given_stops_it(project):
    write(project, "x.html", "{{ borte }}")
    with pytest.raises(jinja2.UndefinedError, match="borte"):
        template("x.html").render()
