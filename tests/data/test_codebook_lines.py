"""Where in its file a codebook is wrong."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from is248.data.codebook import CodebookError, load_codebook
from small_codebook import FILE, SMALL, YEAR


def test_a_year_without_a_codebook_is_told(small):
    with pytest.raises(CodebookError, match=r"data/codebook/1999\.yml does not exist"):
        load_codebook(1999)


def test_an_empty_file_is_told(tmp_path, small):
    (tmp_path / FILE).write_text("# later\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="line 1: the file is"):
        load_codebook(YEAR)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_line_is_lost_the_error_points_near_it_or_the_codebook_still_holds(small, data):
    """A lost line either leaves a codebook that holds together, or is told with a line number."""
    lines = SMALL.splitlines(keepends=True)
    lost = data.draw(st.integers(0, len(lines) - 1))
    try:
        small((SMALL, "".join(lines[:lost] + lines[lost + 1 :])))
    except CodebookError as error:
        found = re.findall(rf"{re.escape(FILE)}, line (\d+): ", str(error))
        assert found
        assert all(1 <= int(line) <= len(lines) for line in found)
