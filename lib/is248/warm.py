"""What a process has done before chapters' kernels are forked from it (see `chapters/kernels.py`).

Importing this module imports what chapters, their execution and the publishing need, and opens the surveys, which are
taken as they are while no data file has changed. That takes seconds, in which the process looks by itself whether the
build is still there; afterwards it waits for work, and for the end of the build.
"""

# ruff: noqa: E402, I001 - it looks from the beginning
import os
import signal

_BUILD = os.getppid()


def _look(*_: object) -> None:
    if os.getppid() != _BUILD:
        os._exit(1)


signal.signal(signal.SIGALRM, _look)
signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)

import gc
from contextlib import suppress

import ipykernel.kernelapp  # noqa: F401
import papermill  # noqa: F401

import is248
from is248.chapters import engine  # noqa: F401
from is248.data.core import keep_open
from is248.data.edition import years
from is248.project import ProjectError
from is248.publish.pdf import typst  # noqa: F401
from is248.publish.site import html  # noqa: F401

for _name in is248.__all__:
    getattr(is248, _name)
for _year in years():
    with suppress(ProjectError):  # the build tells of it
        keep_open(_year)
gc.collect()
gc.freeze()  # what is here is not looked at again: a look would copy it into every fork

signal.setitimer(signal.ITIMER_REAL, 0)
signal.signal(signal.SIGALRM, signal.SIG_DFL)
