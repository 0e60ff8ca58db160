"""The linter stops at sentences that assert, and at few others: both are marked in a file."""

import csv
from collections import Counter

import pytest

from is248.project import root
from is248.years.accuracy import SENTENCES, Score, linter_scores

SCORES = linter_scores()


@pytest.mark.parametrize("score", SCORES, ids=lambda score: score.name)
def test_nearly_all_claims_are_seen_and_nearly_all_others_pass(score):
    assert score.recall >= 0.95
    assert score.precision >= 0.9


def test_there_are_sentences_enough_of_both_kinds_in_both_parts_and_none_twice():
    with (root() / SENTENCES).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["sentence"] for row in rows}) == len(rows)
    assert min(Counter((row["part"], row["asserts"]) for row in rows).values()) >= 40
    assert {row["asserts"] for row in rows} == {"yes", "no"} and {row["part"] for row in rows} == {
        "training",
        "held-out",
    }


def test_recall_is_of_what_asserts_and_precision_of_what_is_stopped():
    score = Score("x", asserting=10, harmless=8, missed=1, alarms=3)
    assert (score.recall, score.precision) == (0.9, 0.75)
