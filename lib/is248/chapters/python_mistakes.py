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
from is248.chapters.code_mistakes import captions
from is248.chapters.conditions import tests
from is248.chapters.inline import INLINE, shielded
from is248.chapters.markdown import prose, without_comments
from is248.chapters.options import options

_OWN = {"display", "get_ipython", "In", "Out", "exit", "quit", "_", "__", "___"}  # of Jupyter
_DOOR = "open_survey"  # what a chapter can use is known from the cell on that has `from is248 import *`
_MAGIC = re.compile(r"^[ \t]*(?:[\w, ]+=[ \t]*)?[%!]|\?[ \t]*$", re.MULTILINE)  # what may be Jupyter's, not Python's
_UNTYPED = re.compile(r"U\+([0-9A-F]{4})\)?$")
_REMEDIES = {  # signs that Word, a browser or a PDF has put in the place of what a keyboard has
    "«»“”„‟‘’‚‛´`": "write straight quotation marks",
    "‐‑‒–—―−": "write a hyphen, -",
    "\u00a0\u2002\u2003\u2009\u200a\u202f\u3000": "type the space anew",
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff": "nobody sees the sign; type the line anew",
    "×·": "write *", "÷": "write /", "…": "write ...", "²": "write **2",
    "≤": "write <=", "≥": "write >=", "≠": "write !=",
}  # fmt: skip
_BRACES = re.compile(r"(?<![\]\w$^_}])(\{+)[ ]*([^\W\d]\w*)(?:[.(\[][^{}\n]*)?[ ]*\}+")
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
    known, own = {*dir(builtins), *_OWN}, set()
    for index, cell in cells:
        known |= made.get(index, set())
        own |= made.get(index, set()) - {"*", *is248.__all__}
        for start, told in _odd(cell, own):
            yield index, start, told
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
    text = shielded(without_comments(cell.source))
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


def _odd(cell: NotebookNode, own: set[str]) -> Iterator[tuple[int, str]]:
    yield from _in_braces(cell, own)
    if cell.cell_type == "code" and not isinstance(tree := _tree(cell), SyntaxError):
        yield from (*_unshown(cell, tree), *_changed(cell, tree))


def _unshown(cell: NotebookNode, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield tables, figures and lists that no cell shows: Jupyter shows a cell's last line alone."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr) or node is tree.body[-1] or not isinstance(node.value, ast.Call):
            continue
        name = ast.unparse(node.value.func)
        if re.search(r"\.(?:table|figure|list|quotes)$", name) or name.startswith("figures."):
            shown = "the last line of a cell alone is shown; give each table, figure and list a cell of its own"
            yield _line_start(cell.source, node.lineno), f"`{ast.unparse(node)[:40]}` is not shown: {shown}."


def _changed(cell: NotebookNode, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield changes of the survey's own data: all that follows would be computed of others."""
    own = {"survey"} | {  # names of the same data: units = survey.units; a call's value is another object
        one.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and _names_own(node.value)
        for one in node.targets
        if isinstance(one, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            inplace = any(one.arg == "inplace" and getattr(one.value, "value", None) is True for one in node.keywords)
            changed = inplace and _root(node.func) in own
        else:
            stored = isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
            changed = stored and not isinstance(node, ast.Name) and _root(node) in own
        if changed:
            told = "a chapter changes no data; what is wrong in them is mended in data/, or make a copy, .copy()."
            yield _line_start(cell.source, node.lineno), f"`{ast.unparse(node)[:40]}`: {told}"


def _names_own(node: ast.AST) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id == "survey"


def _root(node: ast.AST) -> str:
    """Return the name that an expression begins with: survey of `survey.units["county"]`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _in_braces(cell: NotebookNode, made: set[str]) -> Iterator[tuple[int, str]]:
    """Yield values that are written as in an f-string: `{year}`, `{{ ja.pct }}`."""
    text = prose(cell.source) if cell.cell_type == "markdown" else captions(cell)
    for found in _BRACES.finditer(text):
        if found[2] in made:
            value = found[0].strip("{} ")
            yield found.start(), f"`{found[0]}` is printed as it stands; a value is `{{python}} {value}`."


def _told(error: SyntaxError, expression: str) -> str:
    sign = chr(int(code[1], 16)) if (code := _UNTYPED.search(error.msg)) else ""
    remedy = next((told for signs, told in _REMEDIES.items() if sign and sign in signs), "")
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
