"""papermill's extension point: `papermill in.ipynb out.ipynb --engine is248`.

papermill imports this module while it is imported itself, so the rest is imported only when a notebook is executed.
"""

from papermill.engines import NBClientEngine


class InlineEngine(NBClientEngine):
    """papermill engine `is248`: it executes a notebook cell by cell, inline values included."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, log_output=False, level=None, limits=None, **options):
        """Execute the notebook with `engine.InlineClient`."""
        from is248.chapters.engine import InlineClient

        client = InlineClient(nb_man, kernel_name=kernel_name, log_output=log_output, shutdown_kernel="immediate")
        client.level, client.limits = level, limits or client.limits
        return client.execute()
