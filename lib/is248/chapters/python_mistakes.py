"""Code that Python can't read, or that names what no cell above has made. `mistakes.py` tells it."""

import ast
import builtins
import re
import warnings
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from nbformat import NotebookNode

import is248
from is248.chapters import trees
from is248.chapters.conditions import tests
from is248.chapters.inline import INLINE
from is248.chapters.markdown import without_blocks
from is248.chapters.options import options

_OWN = {"display", "get_ipython", "In", "Out", "exit", "quit", "_", "__", "___"}  # of Jupyter
_DOOR = "open_survey"  # what a chapter can use is known from the cell on that has `from is248 import *`
_MAGIC = re.compile(r"^[ \t]*(?:[\w, ]+=[ \t]*)?[%!]|\?[ \t]*$", re.MULTILINE)  # what may be Jupyter's, not Python's
_REMEDIES = {"U+201": "write straight quotation marks", "U+00A0": "type the space anew"}
_OTHERWISE = {  # calls whose value is another one at the next build, or on another machine
    r"(?:.*\.)?(?:now|utcnow|today)|time\.(?:time|ctime|strftime|localtime)": (
        "the time is another at each build; the edition's year is `year`"
    ),
    r"(?:(?:np|numpy)\.)?random\.(?!seed|default_rng|Random)\w+": "it is another at each build; ask the survey",
    r"(?:.*\.)?(?:default_rng|Random)\(\)": "it is another at each build; give it a number, default_rng(1)",
    r"(?:open|(?:.*\.)?(?:read_(?:csv|excel|table|json|parquet|spss)|loadtxt|urlopen))'": (
        "a chapter reads no file of its own, which others haven't; data lie in data/, and are asked of the survey"
    ),
}


def unreadable(notebook: NotebookNode) -> Iterator[tuple[int, int, str]]:
    """Yield what Python can't read, and names that neither a cell above nor the library has."""
    cells = [(index, cell) for index, cell in enumerate(notebook.cells) if not _is_unread(cell)]
    made = {index: _made(_tree(cell)) for index, cell in cells if cell.cell_type == "code"}
    known = {*dir(builtins), *_OWN}
    for index, cell in cells:
        known |= made.get(index, set())
        for start, code, tree in _codes(cell):
            if isinstance(tree, SyntaxError):
                expression = "" if cell.cell_type == "code" else code
                yield index, start + _line_start(code, tree.lineno or 1), _told(tree, expression)
                continue
            for place, told in _unsteady(tree, code):
                yield index, start + place, told
            if _DOOR in known and "*" not in known:
                for name in sorted(_used(tree) - known):
                    below = [number for number, names in made.items() if name in names]
                    yield index, start + _place(tree, code, name), _unknown(name, known, below)


def _is_unread(cell: NotebookNode) -> bool:
    """Tell whether a cell is not run, or isn't Python; of two versions in one, git's marks are told."""
    conflict = re.search(r"^(?:<{7}|>{7})", cell.source, re.MULTILINE)
    unused = cell.cell_type == "code" and (options(cell).get("eval") is False or cell.source.startswith("%%"))
    return bool(conflict) or unused


def _codes(cell: NotebookNode) -> Iterator[tuple[int, str, ast.AST | SyntaxError]]:
    """Yield the code of a cell, its inline expressions and its tests, with their places."""
    if cell.cell_type == "code":
        yield 0, cell.source, _tree(cell)
    text = without_blocks(cell.source)
    for found in INLINE.finditer(text):
        if "\n" not in found[1]:
            yield found.start(1), found[1], _parsed(found[1].strip(), "eval")
    for test in dict.fromkeys(tests(text)) if cell.cell_type == "markdown" else ():
        tree = _parsed(test.strip(), "eval")
        if not isinstance(tree, SyntaxError):  # mark_mistakes.py tells of it
            yield max(text.find(test), 0), test, tree


def _tree(cell: NotebookNode) -> ast.AST | SyntaxError:
    code = cell.source
    if _MAGIC.search(code):
        from IPython.core.inputtransformer2 import TransformerManager

        code = TransformerManager().transform_cell(code)  # takes no line away
    return _parsed(code, "exec")


@lru_cache(maxsize=8192)
def _parsed(code: str, mode: str) -> ast.AST | SyntaxError:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # as Jupyter has it
            compile(code, "cell", mode, flags, dont_inherit=True)
            return trees.parsed(code, mode, flags)
    except (SyntaxError, ValueError) as error:
        return error if isinstance(error, SyntaxError) else SyntaxError(str(error))


def _told(error: SyntaxError, expression: str) -> str:
    remedy = next((told for sign, told in _REMEDIES.items() if sign in error.msg), "")
    where = f"`{expression}`: " if expression else ""
    return f"{where}Python can't read this: {error.msg}" + (f"; {remedy}." if remedy else ".")


def _made(tree: ast.AST | SyntaxError) -> set[str]:
    """Return the names that some code gives to anything."""
    if isinstance(tree, SyntaxError):
        return {"*"}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            of_library = "*" in names and getattr(node, "module", "") == is248.__name__
            found |= {*is248.__all__} if of_library else names
        elif isinstance(node, ast.Global | ast.Nonlocal):
            found.update(node.names)
        elif not isinstance(node, ast.alias):  # a function, a class, an argument, an exception, a pattern
            found.update(filter(None, (getattr(node, key, None) for key in ("name", "arg", "rest"))))
    return found


def _used(tree: ast.AST) -> set[str]:
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return used - _made(tree)


def _unsteady(tree: ast.AST, code: str) -> Iterator[tuple[int, str]]:
    """Yield the calls whose value isn't of the data alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = "" if node.args or node.keywords else "()"
            if len(node.args) == 1 and isinstance(getattr(node.args[0], "value", None), str):  # the name of a file
                given = "'"
            for pattern, why in _OTHERWISE.items():
                if re.fullmatch(pattern, name + given) or re.fullmatch(pattern, name):
                    yield _line_start(code, node.lineno), f"`{ast.unparse(node)[:40]}`: {why}."


def _line_start(code: str, line: int) -> int:
    return sum(map(len, code.splitlines(keepends=True)[: line - 1]))


def _place(tree: ast.AST, code: str, name: str) -> int:
    """Return where a name stands first in the code."""
    node = next(node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name)
    return _line_start(code, node.lineno)


def _unknown(name: str, known: set[str], below: list[int]) -> str:
    close = get_close_matches(name, known, 2, 0.7)
    meant = f"did you mean {' or '.join(close)}?" if close else "give it a value in one."
    return f"no cell above makes `{name}`; " + (f"it is made in cell {below[0] + 1}, below." if below else meant)
