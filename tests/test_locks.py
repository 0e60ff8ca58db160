"""The locked packages: what a book needs in one file, what lab, test and lint add in another, with the same pins."""

import re

from audit import FOUND, NONE, UNASKED, told
from is248.project import root

PIN = re.compile(r"(?m)^([\w.-]+==[^\s\\]+(?: ; [^\\\n]+)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$")


def lock(name: str) -> dict[str, str]:
    text = (root() / name).read_text(encoding="utf-8")
    pins = PIN.findall(text)
    found = {pin.partition(" ;")[0].strip(): hashes for pin, hashes in pins}  # what needs it differs, and so the marker
    assert len(pins) == len(re.findall(r"(?m)^\S", text))  # nothing without hashes, and no host of packages
    return found


def test_the_book_has_a_third_fewer_and_the_same_pins():
    book, more = lock("requirements.txt"), lock("requirements-dev.txt")
    assert book.items() <= more.items()
    assert len(book) < 0.67 * len(more)
    names = {pin.partition("==")[0] for pin in book}
    assert not names & {"jupyterlab", "pytest", "playwright", "ruff", "nbdime", "hypothesis"}


def test_the_audit_says_what_is_known_and_what_is_not():
    fault = {"id": "GHSA-1", "fix_versions": ["2.1"]}
    known = [{"name": "a", "version": "2.0", "vulns": [fault]}, {"name": "b", "version": "1", "vulns": []}]
    unasked = {"name": "c", "skip_reason": "nobody answers"}
    lines, status = told([*known, unasked])
    assert status == FOUND and lines == [
        "  a 2.0: GHSA-1, mended in 2.1",
        "2 of 3 packages could be asked for: 1 known faults.",
        "Whether the other 1 have known faults is not known.",
    ]
    assert told(known[1:])[1] == NONE
    assert told([unasked])[1] == told([known[1], unasked])[1] == UNASKED
