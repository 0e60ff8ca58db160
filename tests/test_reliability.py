"""A small sample of `make reliability`: kills at random moments lose nothing, and two builds at once make one book."""

import random

import pytest

import reliability
from reliability import NEW, OLD, PART, TORN, Section


@pytest.mark.slow
def test_two_builds_at_once_make_one_whole_book():
    counts = reliability.builds_at_once(1, random.Random(1)).counts
    assert counts == {
        "pairs": 1, "both ended well": 1, "one waited and said for whom": 1, "book whole": 1, "leftovers": 0
    }  # fmt: skip


@pytest.mark.slow
def test_a_killed_import_leaves_all_as_it_was_or_the_new_one():
    counts = reliability.kills_of_import(1, random.Random(1)).counts
    assert counts[OLD] + counts[NEW] == counts["kills"] == 1
    assert counts[PART] == counts[TORN] == counts["leftovers"] == 0


def test_a_part_that_is_run_takes_the_place_of_its_last_counts_and_the_others_stay():
    first = reliability.document([Section("A", {"kills": 1}), Section("B", {"kills": 2})])
    second = reliability.document([Section("B", {"kills": 3, "left": 0}), Section("C", {"kills": 4})], first)
    assert second.startswith(reliability.HEAD)
    assert [line for line in second.splitlines() if line.startswith(("##", "| kills", "| left"))] == [
        "## A", "| kills | 1 |", "## B", "| kills | 3 |", "| left | 0 |", "## C", "| kills | 4 |",
    ]  # fmt: skip
    assert reliability.document([], second) == second
