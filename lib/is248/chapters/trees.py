"""Python code as a tree.

One thread at a time makes one. Python counts the depth of all trees in one place, so that two threads which make trees
at once can end in a SystemError, «AST constructor recursion depth mismatch» (CPython's issue 106905).
"""

import ast
import threading

_ALONE = threading.RLock()


def parsed(code: str, mode: str = "exec", flags: int = 0) -> ast.AST:
    """Return the tree of some code; `mode` and `flags` are those of `compile`.

    SyntaxError or ValueError if Python can't read it.
    """
    with _ALONE:
        return compile(code, "cell", mode, flags | ast.PyCF_ONLY_AST, dont_inherit=True)
