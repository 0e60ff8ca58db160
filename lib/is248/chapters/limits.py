"""What a cell may take: every limit of a chapter's execution stands here.

A limit is for what has no end. Time that a cell waits for a processor or the disk is not counted, so nothing fails on a
busy machine that merely takes long there.
"""

import time
from dataclasses import dataclass

import psutil

from is248.data.edition import Edition

START = 900  # seconds until a kernel answers for the first time, counted by the clock
LOOK = 1  # seconds between two looks at whether a kernel still runs
_WAITS = (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP)  # has work to do, and may be waiting for its turn


@dataclass(frozen=True)
class Limits:
    """What a cell, or the values of the text below it, may take.

    Seconds of work and of sleep; GB (10⁹ bytes) of memory beyond what a chapter has before its first cell; MB of all
    that the cell shows.
    """

    seconds: float = 300
    gigabytes: float = 1.5
    megabytes_shown: float = 10


def limits_of(edition: Edition) -> Limits:
    """Return the limits of an edition's params file."""
    return Limits(edition.cell_seconds, edition.cell_gigabytes)


class Clock:
    """Counts the seconds of a process: those it works or sleeps, not those it waits for its turn."""

    def __init__(self, pid: int):
        self.seconds, self._process = 0.0, psutil.Process(pid)
        self._seen, self._worked = time.monotonic(), self._work()

    def look(self) -> float:
        """Return the seconds so far; the state in which the process is found is taken for that since the last look."""
        now, worked = time.monotonic(), self._work()
        passed = now - self._seen
        self.seconds += min(passed, worked - self._worked) if self._process.status() in _WAITS else passed
        self._seen, self._worked = now, worked
        return self.seconds

    def _work(self) -> float:
        times = self._process.cpu_times()
        return times.user + times.system
