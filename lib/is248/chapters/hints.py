"""What an author may have meant by a name that is not there: the kernel is asked, where the objects are."""

import inspect
import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches

import is248

_UNKNOWN = re.compile(r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'")


def hint(namespace: dict, code: str = "") -> str:
    """Return what to add to the message of the last exception, or of the one that an expression raises.

    Parameters
    ----------
    namespace : dict
        The chapter's names.
    code : str, optional
        An expression; without it the last cell is meant.
    """
    error = getattr(sys, "last_value", None)
    if code:
        try:
            eval(code, namespace)  # noqa: S307  (the chapter's own expression, once more)
        except Exception as raised:  # noqa: BLE001  (whatever it raises)
            error = raised
    if isinstance(error, AttributeError) and error.name:
        return _meant(error.name, dir(error.obj)) or _of_an_answer(error)
    if isinstance(error, NameError) and error.name:
        return _meant(error.name, namespace)
    if isinstance(error, TypeError) and "not callable" in str(error):
        return _lost(namespace, code or namespace.get("In", [""])[-1])
    unknown = _UNKNOWN.search(str(error)) if isinstance(error, TypeError) else None
    if unknown:
        known = _parameters(unknown[1])
        return _meant(unknown[2], known) or (f" (it takes {', '.join(known)})" if known else "")
    return ""


def _meant(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, [one for one in names if not one.startswith("_")], 2, 0.6)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def _lost(namespace: dict, code: str) -> str:
    """Tell which word of the library has another value by now."""
    called = [name for name in is248.__all__ if re.search(rf"\b{name}\(", code)]
    lost = [name for name in called if namespace.get(name) is not getattr(is248, name)]
    return f" (a cell above gives `{lost[0]}`, a word of the library, another value; rename that)" if lost else ""


def _of_an_answer(error: AttributeError) -> str:
    """Tell whom to ask for a number that a question with several answers hasn't."""
    answers = callable(getattr(error.obj, "answer", None)) and error.name in ("pct", "change", "by", "n")
    return f' (ask one of its answers: .answer("…").{error.name})' if answers else ""


def _parameters(name: str) -> list[str]:
    """Return the parameters of a function or method of the library, by the name that Python's message has."""
    for module in [module for key, module in list(sys.modules.items()) if key.startswith("is248")]:
        found = module
        for part in name.split("."):
            found = getattr(found, part, None)
        if inspect.isroutine(found) or inspect.isclass(found):
            return [one for one in inspect.signature(found).parameters if one not in ("self", "core", "survey")]
    return []
