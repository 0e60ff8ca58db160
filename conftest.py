"""nbval's kernels talk over IPC, as those that execute the chapters: parallel kernels on TCP race for ports.

It stands here and not in tests/, because nbval runs on build/<year>/chapters.
"""

import nbval.kernel
from traitlets import default

from is248.chapters.engine import KernelManager


class NbvalKernelManager(nbval.kernel.KernelManager):
    """nbval's own kernel manager, with the channels of `is248.chapters.engine.KernelManager`."""

    transport = KernelManager.transport

    @default("ip")
    def _ip_default(self) -> str:
        return KernelManager().ip


nbval.kernel.KernelManager = NbvalKernelManager
