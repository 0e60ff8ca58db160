"""The page of words says what an author can use, and every word on it has a user."""

import vocabulary


def test_the_page_is_the_one_that_the_objects_give():
    assert vocabulary.PAGE.read_text(encoding="utf-8") == vocabulary.page(), "run `make vocabulary`"


def test_every_word_has_a_user():
    unused = [name for told in vocabulary.words().values() for name, _, uses in told if not uses]
    assert unused == []
