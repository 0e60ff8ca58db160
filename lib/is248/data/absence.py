"""Absence: what this edition lacks, and some edition has, is a value. What is computed from it is absent too.

A question that was not asked, an answer that was no option, a year without numbers or on the other side of a break, a
list that nobody has made: each is an `Absent` with its reason. It takes part in everything a chapter does with a
value, and stays absent. What can't stay absent (a yes or no, a number, a text) raises `AbsentError` with the reason;
`tolerant` makes the names of a cell's statement absent then, so that the cell goes on in the kernel of the build and
in JupyterLab alike. What no edition knows is no absence but a mistake, and raises as ever; a misspelt word behind
something absent is seen in the edition that has it.
"""

import ast
from typing import NoReturn

from is248.wording import ABSENT, AbsentError, absent_bundle

MIME = ABSENT


class Absent:
    """What this edition lacks, and the reason, for the author and the console: `2023 did not ask tud_fact`."""

    __slots__ = ("reason",)

    def __init__(self, reason: str):
        self.reason = reason

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def _same(self, *args, **kwargs) -> "Absent":
        return self

    __call__ = __getitem__ = _same
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _same
    __and__ = __rand__ = __or__ = __ror__ = __neg__ = __pos__ = __abs__ = __invert__ = _same

    def _raise(self, *args) -> NoReturn:
        raise AbsentError(self.reason)

    __bool__ = __float__ = __int__ = __index__ = __str__ = __format__ = __iter__ = __len__ = __contains__ = _raise
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __round__ = __hash__ = _raise

    def __repr__(self) -> str:
        return f"Absent({self.reason!r})"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return absent_bundle(self.reason)


def is_absent(value: object) -> bool:
    """Tell whether a value is absent."""
    return isinstance(value, Absent)


def first_absent(*values: object) -> Absent | None:
    """Return the first of some values that is absent; None if none is."""
    return next((value for value in values if is_absent(value)), None)


class tolerant(ast.NodeTransformer):  # noqa: N801  (IPython's own word for an AST transformer is lower case too)
    """Let a cell go on where a statement meets something absent: its names, or its value, are then absent.

    A transformer for `InteractiveShell.ast_transformers`; `open_survey` registers it in the kernel that it runs in.
    """

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Wrap every statement that can meet something absent."""
        node.body = [self._wrapped(statement, last=statement is node.body[-1]) for statement in node.body]
        return ast.fix_missing_locations(node)

    def _wrapped(self, statement: ast.stmt, last: bool) -> ast.stmt:
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return statement
        if isinstance(statement, ast.Expr):
            if not last or any(isinstance(part, ast.Await) for part in ast.walk(statement)):  # no lambda can await
                return statement
            # the cell's value has to stay an expression: IPython shows that of the last one alone
            thunk = ast.Lambda(ast.arguments([], [], None, [], [], None, []), statement.value)
            shown = ast.Call(ast.Name(_VALUE, ast.Load()), [thunk], [])
            return ast.copy_location(ast.Expr(ast.copy_location(shown, statement)), statement)
        names = sorted({part.id for part in ast.walk(statement) if _is_stored(part)} - _comprehended(statement))
        if not names:
            return statement
        targets = [ast.Name(name, ast.Store()) for name in names]
        reason = ast.Call(ast.Name(_OF_ERROR, ast.Load()), [ast.Name(_ERROR, ast.Load())], [])
        handler = ast.ExceptHandler(ast.Name(_ABSENT_ERROR, ast.Load()), _ERROR, [ast.Assign(targets, reason)])
        return ast.copy_location(ast.Try([statement], [handler], [], []), statement)


_VALUE, _OF_ERROR, _ABSENT_ERROR, _ERROR = "_is248_value", "_is248_absent", "_is248_absent_error", "_is248_error"


def _is_stored(part: ast.AST) -> bool:
    return isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)


def _comprehended(statement: ast.stmt) -> set[str]:
    """Return the names that live inside comprehensions only."""
    targets = [part.target for part in ast.walk(statement) if isinstance(part, ast.comprehension)]
    return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}


def _value(compute):
    try:
        return compute()
    except AbsentError as error:
        return _of_error(error)


def _of_error(error: AbsentError) -> Absent:
    return Absent(str(error))


def tolerate(shell) -> None:
    """Make an interactive shell go on where a statement meets something absent; once is enough, twice does no harm."""
    shell.user_ns.update({_VALUE: _value, _OF_ERROR: _of_error, _ABSENT_ERROR: AbsentError})
    if not any(isinstance(known, tolerant) for known in shell.ast_transformers):
        shell.ast_transformers.append(tolerant())
