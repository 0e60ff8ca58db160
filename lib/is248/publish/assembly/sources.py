"""Where the values of a chapter come from, as its executed notebook says: what the prose prints, and by which code."""

import ast
import json

from nbformat import NotebookNode

from is248.chapters import trees
from is248.publish.assembly.definitions import Definitions
from is248.steps import digest

_PARAMETERS = {"year"}
_EDITION = "Året for denne utgaven."
_ITSELF = "Fra opplysningene om denne utgaven."
_TEST = "Ordene følger av en test."


class Sources:
    """The values of a chapter's prose, and the code behind them, cell by cell."""

    def __init__(self, notebook: NotebookNode):
        self.values: dict[str, dict] = {}  # by key: expression, code, origins and tests
        self._year = next((_year(cell.source) for cell in notebook.cells if _is_injected(cell)), None)
        self._defined = Definitions()

    def read(self, cell: NotebookNode) -> None:
        """Take up the definitions of the next code cell."""
        self._defined.read(cell)

    def marks(self, cell: NotebookNode) -> list[tuple[str, str]]:
        """Return the key of each value of a text cell, and where it comes from in words."""
        return [self._mark(item) for item in cell.metadata.get("user_expressions", [])]

    def _mark(self, item: NotebookNode) -> tuple[str, str]:
        expression = item["expression"]
        value = {"expression": expression, "code": self._defined.behind(expression)}
        value |= {"origins": item.get("origins") or self._of_edition(expression), "tests": item.get("tests", [])}
        value = json.loads(json.dumps(value))
        key = digest(json.dumps(value, sort_keys=True))[:10]
        self.values[key] = value
        return key, told(value)

    def _of_edition(self, expression: str) -> list[dict]:
        """Return the origin of what the edition says of itself, and of an expression of its year alone."""
        if expression.removeprefix("survey.").startswith("edition."):
            return [{"told": _ITSELF}]
        names = {node.id for node in ast.walk(trees.parsed(expression)) if isinstance(node, ast.Name)}
        if not names or names - _PARAMETERS or self._year is None:
            return []
        return [{"told": _EDITION if expression in names else f"Regnet fra året for denne utgaven, {self._year}."}]

    def code(self, cell: NotebookNode) -> str:
        """Return a code cell without its options, behind the statements that define what it uses."""
        own = "\n".join(line for line in cell.source.splitlines() if not line.startswith("#|")).strip()
        before = [code for code in self._defined.behind(own) if code not in own]
        return "\n".join([*before, own])


def told(value: dict) -> str:
    """Return in one line where a value comes from; of one that doesn't know it, its code."""
    words = [origin["told"] for origin in value["origins"]] or ([_TEST] if value["tests"] else [])
    return " ".join(words) or f"Beregnet: {value['expression']}"


def place_of_how(label: str) -> str:
    """Return the mark in the HTML where it is told how a table or figure was made."""
    return f"<!-- how: {label} -->"


def _is_injected(cell: NotebookNode) -> bool:
    return "injected-parameters" in cell.metadata.get("tags", [])


def _year(source: str) -> str | None:
    return next((line.partition("=")[2].strip() for line in source.splitlines() if line.startswith("year = ")), None)
