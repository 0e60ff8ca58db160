"""nbval's kernels are started as those that execute the chapters.

It stands here and not in tests/, because nbval runs on build/<year>/chapters.
"""

import nbval.kernel

from is248.chapters.kernels import Forking


class NbvalKernelManager(Forking, nbval.kernel.KernelManager):
    """nbval's own kernel manager, with kernels that are forked."""


nbval.kernel.KernelManager = NbvalKernelManager
