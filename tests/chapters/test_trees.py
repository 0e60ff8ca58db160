"""Code is read in many threads at once, whatever else happens between two lines of theirs."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from is248.chapters import trees


@pytest.fixture
def busy():
    """Make Python change threads, and look for rubbish, as often as it can; each time something of ours is run."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    seen = lambda phase, info: [str(n) for n in range(20)]  # noqa: E731
    gc.callbacks.append(seen)
    gc.set_threshold(5, 1, 1)
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)
    gc.callbacks.remove(seen)


def test_code_is_read_in_many_threads_at_once(busy):
    code = "\n".join(f"x{n} = [survey.question('a{n}').answer('ja').pct > {n}, {{'b': (1, 2)}}]" for n in range(20))
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(trees.parsed, [code] * 60))
    assert all(len(tree.body) == 20 for tree in read)
