"""Which two books a comparison is of: `is248 compare`."""

from pathlib import Path

from is248 import comparison


def test_a_year_that_is_not_built_says_which_command_builds_it(project, run):
    result = run(2022, 2023)
    assert result.exit_code == 1
    assert "make book YEAR=2022" in result.output.replace("\n", "")


def test_make_compare_without_its_two_books_says_how_to_name_them(run):
    assert "make compare OLD=2023 NEW=2024" in run("", "").output


def test_a_number_on_the_command_line_is_a_year_and_anything_else_a_folder(project):
    assert comparison.book_folder("2023") == project / "dist" / "2023"
    assert comparison.book_folder("kept/2023") == Path("kept/2023")
