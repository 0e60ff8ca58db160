"""What a process has done before chapters' kernels are forked from it (see `chapters/kernels.py`).

Importing this module imports what chapters and their execution need, and reads the codebooks, which are kept by their
text: what has changed since is read anew.
"""

from contextlib import suppress

import ipykernel.kernelapp  # noqa: F401
import papermill  # noqa: F401

import is248
from is248.chapters import engine  # noqa: F401
from is248.data.codebook import load_codebook
from is248.data.edition import years
from is248.project import ProjectError

for _name in is248.__all__:
    getattr(is248, _name)
for _year in years():
    with suppress(ProjectError):  # the build tells of it
        load_codebook(_year)
