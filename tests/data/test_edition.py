"""params/<year>.yml: what an edition is, which chapters it has, and what is said when a file can't be used."""

import datetime

import pytest

from is248.data.edition import load_edition, years
from is248.project import ProjectError


def copy_year(project, year: int, **changes: str):
    text = (project / "params" / "2024.yml").read_text(encoding="utf-8").replace("year: 2024", f"year: {year}")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    (project / "params" / f"{year}.yml").write_text(text, encoding="utf-8")


def test_the_edition_of_2024_is_what_its_file_says():
    edition = load_edition(2024)
    assert edition.title == "Kommunalt psykisk helse- og rusarbeid 2024"
    assert edition.date == datetime.date(2026, 11, 29)
    assert edition.parameters == {"year": 2024}
    assert edition.pdf_name == "is-24-8-2024"
    assert edition.synthetic


def test_without_a_year_the_newest_is_taken(project):
    copy_year(project, 2026)
    copy_year(project, 2025)
    assert years() == [2024, 2025, 2026]
    assert load_edition().year == 2026


def test_an_unknown_year_lists_the_years_there_are(project):
    copy_year(project, 2025)
    with pytest.raises(
        ProjectError, match=r"no edition 2031: params/2031.yml does not exist. Years there are: 2024, 2025"
    ):
        load_edition(2031)


def test_no_params_file_at_all_says_where_it_should_be(project):
    (project / "params" / "2024.yml").unlink()
    with pytest.raises(ProjectError, match="no params file in .*params; it should hold for instance 2024.yml"):
        load_edition()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("subtitle:", "subtitel:", ["subtitle: Field required", "subtitel: Extra inputs are not permitted"]),
        ("date: 2026-11-29", "date: desember", ["date: ", "valid date", "Write it as date: 2025-12-10"]),
        ("authors: [", "author: [", ["authors: Field required. Write it as authors: [", "author: Extra inputs"]),
        ("authors: [", "authors: Nordmann, Kari #", ["authors: Input should be a valid list. Write it as authors: ["]),
        ("client: Helse", "report_number: 2024\nclient: Helse", ['valid string. Write it as report_number: "2025:01']),
        ("client: Helse", "isbn: 978-82-14-07069-8\nclient: Helse", ["isbn: ", "978-82-14-07069-8 is no ISBN"]),
        ("client: Helse", "client:  #", ["client is missing: a real edition (synthetic: false) says who"]),
        ("population_since: 2007", "population_since: lenge", ["population_since: ", "integer"]),
        ("synthetic: false", "synthetic: kanskje", ["synthetic: ", "boolean"]),
        ("title: Kommunalt", "title: [Kommunalt", ["this is not YAML"]),
    ],
)
def test_a_wrong_key_is_named_with_its_file_and_what_is_expected(project, old, new, words):
    path = project / "params" / "2024.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProjectError) as error:
        load_edition(2024)
    assert str(error.value).startswith(("params/2024.yml can't be used", "params/2024.yml, line"))
    assert all(word in str(error.value) for word in words)


def test_an_empty_file_is_an_error_a_researcher_understands(project):
    (project / "params" / "2024.yml").write_text("")
    with pytest.raises(ProjectError, match="params/2024.yml can't be used"):
        load_edition(2024)


def test_the_year_in_the_file_has_to_be_the_one_in_its_name(project):
    copy_year(project, 2025)
    (project / "params" / "2024.yml").write_text((project / "params" / "2025.yml").read_text(encoding="utf-8"))
    with pytest.raises(ProjectError, match="says year: 2025; file name and year have to agree"):
        load_edition(2024)


def test_an_edition_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_edition(2024).year = 2025
