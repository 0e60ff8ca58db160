"""The code that made a value: its expression, and the statements of the chapter that define the names in it."""

import ast
import builtins

from nbformat import NotebookNode

from is248.chapters import trees

_KNOWN = {"survey", "year", *dir(builtins)}  # what every chapter begins with


class Definitions:
    """The statements of a chapter's code cells, as they are read from top to bottom."""

    def __init__(self):
        self._of: dict[str, tuple[str, set[str]]] = {}  # the last statement that defines a name, and the names in it

    def read(self, cell: NotebookNode) -> None:
        """Take up the statements of the next code cell."""
        for statement in _parsed(cell.source):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            code, used = ast.get_source_segment(cell.source, statement), _used(statement)
            for name in _defined(statement):
                self._of[name] = code, used - {name}

    def behind(self, code: str) -> list[str]:
        """Return the statements that define what some code uses, and what these use, in the order of the chapter."""
        wanted, found = set().union(*map(_used, _parsed(code))), {}
        while wanted:
            name = wanted.pop()
            if name in self._of and name not in found and name not in _KNOWN:
                found[name], more = self._of[name]
                wanted |= more - set(found)
        order = list(self._of)
        return list(dict.fromkeys(found[name] for name in sorted(found, key=order.index)))


def _parsed(code: str) -> list[ast.stmt]:
    """Return the statements of some code; of a cell with commands of IPython's, none."""
    try:
        return trees.parsed(code).body
    except SyntaxError:
        return []


def _used(code: ast.AST) -> set[str]:
    names = (node for node in ast.walk(code) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Load)}


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
